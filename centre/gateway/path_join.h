// SPDX-License-Identifier: Apache-2.0
// One stream again from what comes over several paths, or twice over one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "contract/message_number.h"

namespace diemcau::centre {

// Gives out messages in the order of their numbers, each once (the idea of RFC 7198 and SMPTE ST 2022-7, without
// their fixed skew). What is missing is waited for as long as a path may still bring it: a path brings its messages
// in order, so one that has gone on brings it no more. Messages without a number pass as they come; padding is
// dropped. Thread-bound; the bytes are hostile.
class PathJoin {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Handlers {
    std::function<void()> another;                  // what follows is another stream of this sender
    std::function<void(std::string_view)> message;  // valid during the call
  };

  explicit PathJoin(Handlers handlers) : handlers_(std::move(handlers)) {}

  // `path`: any number that tells one connection from another.
  void add(std::uint32_t path, std::string_view message, Time now);
  // The path brings nothing any more.
  void remove(std::uint32_t path, Time now);
  // Gives up what was waited for long enough; call it several times a second while waiting().
  void tick(Time now);
  [[nodiscard]] bool waiting() const { return !ahead_.empty(); }
  // Numbers that never came, of all streams.
  [[nodiscard]] std::uint64_t missing() const { return missing_; }
  [[nodiscard]] bool numbered() const { return stream_.has_value(); }

 private:
  struct Path {
    std::uint32_t newest = 0;
    Time heard{};
  };

  void begin(std::uint32_t stream);
  void deliverAhead(Time now);
  [[nodiscard]] bool mayStillCome(Time now) const;

  const Handlers handlers_;
  std::optional<std::uint32_t> stream_;
  std::optional<std::uint32_t> before_;         // the stream before it: what is left of it on a slower path
  std::optional<std::uint32_t> next_;           // number; nothing: whichever comes first
  std::map<std::uint32_t, std::string> ahead_;  // by how far behind the first one that was waited for
  std::uint32_t waited_for_ = 0;                // what ahead_ counts from
  Time waiting_since_{};
  std::size_t ahead_bytes_ = 0;
  std::map<std::uint32_t, Path> paths_;
  std::uint64_t missing_ = 0;
};

}  // namespace diemcau::centre
