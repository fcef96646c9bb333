// SPDX-License-Identifier: Apache-2.0
// The figures people read of a stream, from libsrt's counters.
#include "centre/gateway/stream_meter.h"

#include "tests/support/cmocka_cpp.h"

namespace diemcau::centre {
namespace {

using std::chrono::seconds;

const StreamMeter::Clock::time_point kStart{seconds(1000)};

StreamStats read(const StreamMeter& meter) {
  StreamStats stats;
  meter.fill(stats);
  return stats;
}

void ratesAreOfTheLastSampleAndSumsOfAll() {
  StreamMeter meter(kStart);
  SRT_TRACEBSTATS counters{};
  counters.pktRecvUnique = 95;
  counters.pktRcvDrop = 5;
  counters.pktRcvLoss = 20;
  counters.pktRcvRetrans = 15;
  counters.msRTT = 12.5;
  meter.count(250'000);
  meter.sample(counters, kStart + seconds(1));
  StreamStats stats = read(meter);
  CHECK_EQ(2000U, stats.kbps);
  CHECK_EQ(20.0, stats.loss_percent);
  CHECK_EQ(12.5, stats.rtt_ms);

  meter.count(125'000);
  counters = {};
  counters.pktRecvUnique = 100;
  meter.sample(counters, kStart + seconds(2));
  stats = read(meter);
  CHECK_EQ(1000U, stats.kbps);
  CHECK_EQ(0.0, stats.loss_percent);
  CHECK_EQ(375'000U, stats.bytes);
  CHECK_EQ(195U, stats.packets_received);
  CHECK_EQ(20U, stats.packets_lost);
  CHECK_EQ(5U, stats.packets_dropped);
  CHECK_EQ(15U, stats.packets_retransmitted);
}

void silenceIsZeroAndNotAnError() {
  StreamMeter meter(kStart);
  meter.sample({}, kStart + seconds(1));
  const StreamStats stats = read(meter);
  CHECK_EQ(0U, stats.kbps);
  CHECK_EQ(0.0, stats.loss_percent);
}

void lossIsAtMostAll() {
  StreamMeter meter(kStart);
  SRT_TRACEBSTATS counters{};
  counters.pktRecvUnique = 1;
  counters.pktRcvLoss = 50;
  meter.sample(counters, kStart + seconds(1));
  CHECK_EQ(100.0, read(meter).loss_percent);
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run(
      {TEST(ratesAreOfTheLastSampleAndSumsOfAll), TEST(silenceIsZeroAndNotAnError), TEST(lossIsAtMostAll)});
}
