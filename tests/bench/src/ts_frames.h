// SPDX-License-Identifier: Apache-2.0
// Cuts the pictures of one transport stream out of what arrives, as early as their last byte can be known.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace diemcau::bench {

// A picture's H.264 bytes and when its TS packets came; CLOCK_MONOTONIC.
struct TsFrame {
  std::vector<std::uint8_t> bytes;
  std::int64_t first_ns = 0;
  std::int64_t last_ns = 0;
  std::int64_t ended_ns = 0;  // when it was known that the last one was the last
  bool bounded = false;       // its PES packet said how long it is
};

// ISO/IEC 13818-1. A PES packet of a picture ends where its length says, or, when the length is left open,
// with a TS packet that is stuffed (2.4.3.5: stuffing is for when there is too little PES data to fill it),
// or where the next one begins. The second rule is kinder to multiplexers that leave the length open than
// tsdemux and FFmpeg are: those wait for the next picture's first packet.
class TsFrames {
 public:
  using OnFrame = std::function<void(TsFrame)>;
  explicit TsFrames(OnFrame on_frame) : on_frame_(std::move(on_frame)) {}

  // Whole TS packets, as one message brought them.
  void feed(std::span<const std::uint8_t> packets, std::int64_t arrived_ns);

  [[nodiscard]] std::uint64_t discontinuities() const { return discontinuities_; }

 private:
  void packet(std::span<const std::uint8_t> packet);
  void section(std::uint16_t pid, std::span<const std::uint8_t> payload);
  void video(std::span<const std::uint8_t> payload, bool start, bool stuffed);
  void finish();

  OnFrame on_frame_;
  std::int64_t now_ns_ = 0;
  std::optional<std::uint16_t> pmt_pid_;
  std::optional<std::uint16_t> video_pid_;
  std::optional<std::uint8_t> counter_;
  std::uint64_t discontinuities_ = 0;
  bool open_ = false;
  std::size_t expected_ = 0;  // PES payload bytes; 0: left open
  TsFrame frame_;
};

}  // namespace diemcau::bench
