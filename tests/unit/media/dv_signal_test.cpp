// SPDX-License-Identifier: Apache-2.0
// No cable, no signal, no sync and an unknown timing are told apart.
#include "daemon/media/capture/dv_signal.h"

#include <linux/videodev2.h>

#include <cerrno>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;

InputReading hdmi(int query_error, std::uint32_t status = 0, std::optional<bool> powered = {}) {
  return {.digital = true,
          .analogue = false,
          .status = status,
          .powered = powered,
          .query_error = query_error,
          .timings = {}};
}

void theDriversErrorsAreTheFourTroubles() {
  CHECK(signalOf(hdmi(0)) == SignalState::Good);
  CHECK(signalOf(hdmi(ENOLINK)) == SignalState::NoSignal);
  CHECK(signalOf(hdmi(ENOLCK)) == SignalState::NoSync);
  CHECK(signalOf(hdmi(ERANGE)) == SignalState::UnsupportedTiming);
}

void aCableThatCarriesNoPowerIsNoCable() {
  CHECK(signalOf(hdmi(ENOLINK, V4L2_IN_ST_NO_SIGNAL, false)) == SignalState::NoCable);
  CHECK(signalOf(hdmi(ENOLINK, V4L2_IN_ST_NO_SIGNAL, true)) == SignalState::NoSignal);
  CHECK(signalOf(hdmi(ENOLINK, V4L2_IN_ST_NO_POWER | V4L2_IN_ST_NO_SIGNAL)) == SignalState::NoCable);
}

// vivid sets NO_H_LOCK for a timing that is out of range, too.
void theQueryCountsBeforeTheStatus() {
  CHECK(signalOf(hdmi(ERANGE, V4L2_IN_ST_NO_H_LOCK)) == SignalState::UnsupportedTiming);
  CHECK(signalOf(hdmi(0, V4L2_IN_ST_NO_H_LOCK)) == SignalState::Good);
}

void aDriverThatCannotBeAskedNowIsJudgedByItsStatus() {
  CHECK(signalOf(hdmi(EBUSY)) == SignalState::NotTold);
  CHECK(signalOf(hdmi(EBUSY, V4L2_IN_ST_NO_SIGNAL)) == SignalState::NoSignal);
  CHECK(signalOf(hdmi(ENOTTY, V4L2_IN_ST_NO_H_LOCK)) == SignalState::NoSync);
}

void aCameraHasNoSignalToTellOf() {
  CHECK(signalOf({}) == SignalState::NotTold);
  InputReading tv;
  tv.analogue = true;
  CHECK(signalOf(tv) == SignalState::Good);
  tv.status = V4L2_IN_ST_NO_SIGNAL;
  CHECK(signalOf(tv) == SignalState::NoSignal);
}

void eachTroubleHasItsCondition() {
  const auto condition = [](SignalState signal) { return conditionOf(Medium::Camera, *faultOfSignal(signal)); };
  CHECK(condition(SignalState::NoCable) == ConditionType::CameraNoCable);
  CHECK(condition(SignalState::NoSignal) == ConditionType::CameraNoSignal);
  CHECK(condition(SignalState::NoSync) == ConditionType::CameraNoSync);
  CHECK(condition(SignalState::UnsupportedTiming) == ConditionType::CameraTimingUnsupported);
  CHECK(!faultOfSignal(SignalState::Good) && !faultOfSignal(SignalState::NotTold));
  // A microphone has none of them: its conditions never touch the camera's.
  for (const SourceFaultKind kind : kSourceFaultKinds) {
    CHECK(textOf(conditionOf(Medium::Microphone, kind)).name.starts_with("microphone_"));
    CHECK(textOf(conditionOf(Medium::Camera, kind)).name.starts_with("camera_"));
  }
}

void anotherPictureIsNoticedAndAWaveringRateIsNot() {
  const SignalTimings full{1920, 1080, 60, false};
  CHECK(!differs(full, full));
  CHECK(!differs(full, {1920, 1080, 59.94, false}));
  CHECK(differs(full, {1920, 1080, 50, false}));
  CHECK(differs(full, {1920, 1080, 60, true}));
  CHECK(differs(full, {1280, 720, 60, false}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theDriversErrorsAreTheFourTroubles), TEST(aCableThatCarriesNoPowerIsNoCable),
                             TEST(theQueryCountsBeforeTheStatus), TEST(aDriverThatCannotBeAskedNowIsJudgedByItsStatus),
                             TEST(aCameraHasNoSignalToTellOf), TEST(eachTroubleHasItsCondition),
                             TEST(anotherPictureIsNoticedAndAWaveringRateIsNot)});
}
