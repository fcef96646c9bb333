// SPDX-License-Identifier: Apache-2.0
// Units arrive at the process that judges them as they are, or not at all.
#include "daemon/media/judge/unit_parcel.h"

#include "daemon/media/encode/judge_process.h"
#include "daemon/media/program_beside.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

const std::vector<KeptUnit> kUnits{{true, 0ns, {0, 0, 1, 9}}, {false, 40ms, {}}, {false, -1ns, {7}}};

std::vector<PicturePoints> points() {
  PicturePoints one;
  for (auto& plane : one) plane.assign(kPointsOfPlane, static_cast<std::uint8_t>(&plane - one.data()));
  return {one, one};
}

void whatIsPackedIsUnpacked() {
  const auto shown = points();
  const auto parcel = unpack(pack({.picture = {320, 180, 30}, .units = kUnits, .points = shown}));
  CHECK(parcel.has_value());
  CHECK(parcel->picture == (PictureFormat{320, 180, 30}));
  CHECK(parcel->points == shown);
  CHECK_EQ(kUnits.size(), parcel->units.size());
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    CHECK(parcel->units[i].keyframe == kUnits[i].keyframe && parcel->units[i].pts == kUnits[i].pts);
    CHECK(parcel->units[i].bytes == kUnits[i].bytes);
  }
}

void aParcelThatIsNotWholeIsNone() {
  const auto shown = points();
  auto bytes = pack({.picture = {320, 180, 30}, .units = kUnits, .points = shown});
  for (std::size_t size = 0; size < bytes.size(); size += size < 100 ? 1 : 97) {
    CHECK(!unpack(std::span(bytes).first(size)));
  }
  bytes.push_back(0);
  CHECK(!unpack(bytes));
  CHECK(!unpack(std::vector<std::uint8_t>(64, 0xFF)));
}

void theJudgeSaysWhatItFinds() {
  const std::vector<KeptUnit> nothing{{true, 0ns, std::vector<std::uint8_t>(50, 1)}};
  const auto fault = askJudge({.picture = {320, 180, 30}, .units = nothing, .points = {}});
  CHECK(fault && fault->contains("0 whole pictures in 1 units"));
}

void aProgramThatCannotAnswerIsNoVerdict() {
  const std::vector<std::uint8_t> rubbish{1, 2, 3};
  const auto refused = runBeside("diemcau-judge", {}, rubbish);
  CHECK(!refused && refused.error().code == "failed" && refused.error().context.contains("status 2"));
  const auto missing = runBeside("no-such-program", {});
  CHECK(!missing && missing.error().code == "not_started");
}

// Of its own accord or of somebody else's.
void howAProgramWasKilledIsTold() {
  const auto crashed = runBeside("../../../../../../../../bin/sh", {"-c", "kill -SEGV $$"});
  CHECK(!crashed && crashed.error().code == "crashed");
  const auto ended = runBeside("../../../../../../../../bin/sh", {"-c", "kill -ALRM $$"});
  CHECK(!ended && ended.error().code == "failed");
  const auto answered = runBeside("../../../../../../../../bin/sh", {"-c", "cat"}, std::vector<std::uint8_t>{'a', 'b'});
  CHECK(answered && *answered == (std::vector<std::uint8_t>{'a', 'b'}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatIsPackedIsUnpacked), TEST(aParcelThatIsNotWholeIsNone),
                             TEST(theJudgeSaysWhatItFinds), TEST(aProgramThatCannotAnswerIsNoVerdict),
                             TEST(howAProgramWasKilledIsTold)});
}
