// SPDX-License-Identifier: Apache-2.0
// How late the sound of a stream arrives at somebody who watches.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

#include "centre/recording/ts_units.h"
#include "tests/support/srt_caller.h"

namespace diemcau::test {

// Connects in its constructor. A unit of sound is late by as much as it took longer from its time stamp to its arrival
// than the one that took the shortest time so far.
class ArrivalWatch {
 public:
  explicit ArrivalWatch(SrtCaller::Options options);
  ~ArrivalWatch();
  ArrivalWatch(const ArrivalWatch&) = delete;
  ArrivalWatch& operator=(const ArrivalWatch&) = delete;

  [[nodiscard]] std::uint64_t units() const { return units_; }  // of sound
  [[nodiscard]] std::uint64_t keyframes() const { return keyframes_; }
  // The latest since the last call, in ms.
  [[nodiscard]] double latestMs() { return latest_ms_.exchange(0); }

 private:
  void run(const std::stop_token& stop, const SrtCaller::Options& options);
  void look(const centre::TsUnit& unit, std::chrono::steady_clock::time_point now);

  std::atomic<std::uint64_t> units_ = 0;
  std::atomic<std::uint64_t> keyframes_ = 0;
  std::atomic<double> latest_ms_ = 0;
  std::optional<double> shortest_ms_;  // arrival less time stamp
  std::jthread thread_;
};

}  // namespace diemcau::test
