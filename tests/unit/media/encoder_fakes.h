// SPDX-License-Identifier: Apache-2.0
// Encoders with a fault of the test's choice.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "daemon/media/encode/video_encoder.h"

namespace diemcau::test {

// Good H.264 of x264: delimiter, parameter sets, nothing held back.
inline constexpr char kGoodX264[] =
    "x264enc name=codec tune=zerolatency speed-preset=ultrafast aud=true byte-stream=true key-int-max=6000";

// What a test does to an encoder that runs. Thread-safe.
struct FakeDevice {
  std::atomic<bool> stalls = false;   // it takes pictures and gives none
  std::atomic<bool> fails = false;    // with an error at the next picture
  std::atomic<bool> hangs = false;    // at the next picture, until it is false again; closing waits for it
  std::atomic<bool> shifts = false;   // its units have another time than their pictures
  std::atomic<bool> garbles = false;  // the second half of each unit is something else
  std::atomic<int> first_pixel = -1;  // luma, of the first picture that it ever got
  std::atomic<int> made = 0;
  std::atomic<int> made_in_place = 0;        // of these
  std::atomic<bool> fails_in_place = false;  // what is made so
};

// An encoder from GStreamer's description language, its codec's element called "codec". Hardware can read in place.
[[nodiscard]] media::VideoEncoderBackend pipedBackend(EncoderWish wish, bool hardware, std::string description,
                                                      std::shared_ptr<FakeDevice> device = {});

}  // namespace diemcau::test
