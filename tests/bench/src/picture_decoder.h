// SPDX-License-Identifier: Apache-2.0
// Decodes pictures one by one, as soon as each is there, and reads the clock in their pixels.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "contract/result.h"

typedef struct _GstElement GstElement;
typedef struct _GstAppSink GstAppSink;

namespace diemcau::bench {

// What a decoded picture said, and when it had been decoded. CLOCK_MONOTONIC, microseconds.
struct SeenPicture {
  std::uint64_t number = 0;   // of those given to decode(), from 0
  std::int64_t drawn_us = 0;  // 0: no clock could be read
  std::int64_t seen_us = 0;
};

// appsrc ! avdec_h264 (one thread, live, hence FFmpeg's low-delay mode) ! appsink. Thread-safe.
class PictureDecoder {
 public:
  // Errors: decoder.* with GStreamer's words.
  [[nodiscard]] static Result<std::unique_ptr<PictureDecoder>> start();
  ~PictureDecoder();
  PictureDecoder(const PictureDecoder&) = delete;
  PictureDecoder& operator=(const PictureDecoder&) = delete;

  // One picture, with start codes.
  void decode(std::vector<std::uint8_t> picture);
  // All that were seen since the last call.
  [[nodiscard]] std::vector<SeenPicture> take();

 private:
  explicit PictureDecoder(GstElement* pipeline);
  static int onPicture(GstAppSink* sink, void* self) noexcept;

  GstElement* pipeline_;
  GstElement* source_;
  std::uint64_t pushed_ = 0;
  std::mutex mutex_;
  std::vector<SeenPicture> seen_;
};

}  // namespace diemcau::bench
