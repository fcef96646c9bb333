// SPDX-License-Identifier: Apache-2.0
// Whatever an endpoint observes, its report can be read: odd text, numbers that are none and long lists are fitted.
#include <cmath>
#include <limits>

#include "contract/status.h"
#include "contract/text.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/schema_judge.h"

namespace diemcau::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Status fullStatus() { return NEED(parseStatus(goodExample("status", "full"))); }

// As the centre gets it; the schema has nothing to say against it either.
Status asReceived(const Status& status) {
  const std::string written = writeStatus(status);
  CHECK_EQ(std::string(), SchemaJudge(wholeSchema("status")).objection(nlohmann::json::parse(written)).value_or(""));
  return NEED(parseStatus(written));
}

void textIsFittedAndNeverCutInsideACharacter() {
  CHECK_EQ(std::string("phòng họp"), fitText("phòng họp", 100));
  CHECK_EQ(std::string("dòng một dòng hai "), fitText("dòng một\ndòng hai\n", 100));
  CHECK_EQ(std::string("\uFFFDa\uFFFD"), fitText("\xFF"
                                                 "a\xC3",
                                                 100));
  CHECK_EQ(std::string("ệ"), fitText("e\u0323\u0302", 3));
  CHECK_EQ(std::string("ệ"), fitText("ệệ", 5));
  CHECK_EQ(std::string(), fitText("ệ", 2));
  CHECK_EQ(std::string(), fitText("", 0));
  for (std::size_t most = 0; most < 40; ++most) {
    const std::string fitted = fitText("“Điểm cầu” số 79: 会 🇻🇳\x01", most);
    CHECK(fitted.size() <= most);
    CHECK(isUtf8(fitted));
    CHECK(!hasControlCharacter(fitted));
  }
}

void aDriversMessageDoesNotStopTheReport() {
  Status status = fullStatus();
  status.conditions = {makeCondition(ConditionType::CameraFailed, status.observed_at,
                                     "ioctl:\tI/O\nerror \xF2\x80 " + std::string(9000, 'x'))};
  status.screen->display_awake.detail = std::string(3, '\0') + "CEC";
  status.config.refused->detail = "/body/x\r\n" + std::string(5000, 'y');
  const Status received = asReceived(status);
  CHECK(received.conditions.at(0).detail.starts_with("ioctl: I/O error \uFFFD\uFFFD xxx"));
  CHECK_EQ(std::size_t{512}, received.conditions.at(0).detail.size());
  CHECK_EQ(std::string("   CEC"), received.screen->display_awake.detail);
}

void numbersThatAreNoneAreFitted() {
  Status status = fullStatus();
  status.capture->microphone.rms_dbfs = -kInfinity;
  status.capture->microphone.peak_dbfs = std::nan("");
  status.capture->camera.fps = kInfinity;
  status.encode->video.fps = -0.25;
  status.uplink->loss_percent = 250;
  status.uplink->rtt_ms = std::nan("");
  status.host.temperature_c = -kInfinity;
  const Status received = asReceived(status);
  CHECK_EQ(-1000.0, received.capture->microphone.rms_dbfs);
  CHECK_EQ(-1000.0, received.capture->microphone.peak_dbfs);
  CHECK_EQ(0.0, received.encode->video.fps);
  CHECK_EQ(100.0, received.uplink->loss_percent);
}

void longListsKeepTheirBeginning() {
  Status status = fullStatus();
  status.conditions.assign(200, status.conditions.at(0));
  status.conditions.at(0).detail = "the worst";
  status.screen->conditions.assign(97, status.conditions.at(0));
  status.screen->rendered.missing_glyphs.assign(300, "U+4E2D");
  status.screen->rendered.lines.assign(100, std::string(2000, 'a'));
  status.screen->rendered.shrunk.assign(70, {"title", 0.5});
  status.network.interfaces.assign(100, status.network.interfaces.at(0));
  status.network.interfaces.at(0).addresses.assign(50, "2001:db8::1");
  const Status received = asReceived(status);
  CHECK_EQ(std::size_t{96}, received.conditions.size());
  CHECK_EQ(std::string("the worst"), received.conditions.at(0).detail);
  CHECK_EQ(std::size_t{64}, received.screen->rendered.missing_glyphs.size());
  CHECK_EQ(std::size_t{32}, received.network.interfaces.size());
  CHECK_EQ(std::size_t{32}, received.network.interfaces.at(0).addresses.size());
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(textIsFittedAndNeverCutInsideACharacter), TEST(aDriversMessageDoesNotStopTheReport),
              TEST(numbersThatAreNoneAreFitted), TEST(longListsKeepTheirBeginning)});
}
