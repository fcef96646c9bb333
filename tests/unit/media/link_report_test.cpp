// SPDX-License-Identifier: Apache-2.0
// What the sender tells of a link: figures, and the reasons of failure.
#include <srt/access_control.h>
#include <srt/srt.h>

#include <cerrno>
#include <cmath>

#include "daemon/media/uplink/link_fault.h"
#include "daemon/media/uplink/uplink_report.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

const LinkMeter::Time kStart{std::chrono::hours(1)};

void reasonsAreToldApart() {
  using enum ConditionType;
  CHECK(faultOfReject(SRT_REJ_BADSECRET).type == UplinkWrongPassphrase);
  CHECK(faultOfReject(SRT_REJ_UNSECURE).type == UplinkWrongPassphrase);
  CHECK(faultOfReject(SRT_REJ_TIMEOUT).type == UplinkTimeout);
  const LinkFault forbidden = faultOfReject(SRT_REJX_FORBIDDEN);
  CHECK(forbidden.type == UplinkRejected);
  CHECK_EQ(std::string("code 1403"), forbidden.detail);
  CHECK(faultOfReject(SRT_REJ_PEER).type == UplinkRejected);
  CHECK(faultOfErrno(ECONNREFUSED).type == UplinkPortClosed);
  CHECK(faultOfErrno(ENETUNREACH).type == UplinkNoRoute);
  CHECK(faultOfErrno(EHOSTUNREACH).type == UplinkNoRoute);
}

void figuresAreOfTheLastSecondTotalsOfAllConnections() {
  LinkMeter meter;
  UplinkStatus status;
  meter.begin(kStart);
  for (int i = 1; i <= 20; ++i) {
    const auto n = static_cast<std::uint64_t>(i);
    meter.add(kStart + i * 250ms, {.rtt_ms = 12,
                                   .send_buffer_ms = 3,
                                   .packets_sent = 100 * n,
                                   .packets_lost = 10 * n,
                                   .packets_retransmitted = 9 * n,
                                   .bytes_sent = 125'000 * n});
  }
  meter.write(status);
  CHECK_EQ(4000U, status.send_kbps);
  CHECK(std::abs(status.loss_percent - 9) < 1e-9);
  CHECK_EQ(12.0, status.rtt_ms);
  CHECK(std::abs(meter.repeated() - 0.09) < 1e-9);
  CHECK_EQ(std::uint64_t{2000}, status.packets_sent);
  meter.begin(kStart + 10s);
  meter.add(kStart + 10s + 250ms, {.packets_sent = 5, .packets_lost = 1, .bytes_sent = 1000});
  meter.write(status);
  CHECK_EQ(std::uint64_t{2005}, status.packets_sent);
  CHECK_EQ(std::uint64_t{201}, status.packets_lost);
  CHECK_EQ(std::uint64_t{180}, status.packets_retransmitted);
  CHECK_EQ(32U, status.send_kbps);
  CHECK_EQ(0.0, meter.repeated());
}

// The receiver reports a loss again until it is repaired, and libsrt counts each report.
void aLossThatWasReportedTwiceIsOneLoss() {
  const LinkStats reported{.packets_sent = 1000, .packets_lost = 90, .packets_retransmitted = 45};
  CHECK(std::abs(repeatedShare({}, reported) - 0.045) < 1e-9);
  CHECK_EQ(0.0, repeatedShare({}, {}));
  CHECK_EQ(0.0, repeatedShare(reported, reported));
  // More reports than packets: no share is more than the whole.
  LinkMeter meter;
  meter.begin(kStart);
  meter.add(kStart + 250ms, {.packets_sent = 100, .packets_lost = 150, .packets_retransmitted = 60});
  UplinkStatus status;
  meter.write(status);
  CHECK(std::abs(status.loss_percent - 60) < 1e-9);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(reasonsAreToldApart), TEST(figuresAreOfTheLastSecondTotalsOfAllConnections),
                             TEST(aLossThatWasReportedTwiceIsOneLoss)});
}
