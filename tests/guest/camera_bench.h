// SPDX-License-Identifier: Apache-2.0
// diemcau-media in the guest, on real drivers, with a receiver beside it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/media/media_bench.h"

namespace diemcau::test {

// A command in the guest's shell with tests/guest/lib.sh at hand; must succeed. Returns what it writes.
std::string inShell(const TempDir& dir, const std::string& command);
// Not a guest: the test is skipped.
void needGuest();

// A driver that is loaded and leaves with the test; declare it before what uses its devices.
class Driver {
 public:
  // `load`: a command of lib.sh.
  Driver(const std::string& name, const std::string& load);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  [[nodiscard]] const TempDir& dir() const { return dir_; }

 private:
  TempDir dir_;
  const std::string name_;
};

struct Timeline {
  std::size_t pictures = 0;
  bool overloaded = false;  // the machine was too slow to encode or send all
  double shortest = 0;      // seconds from one picture's time stamp to the next
  double longest = 0;
};

// Sends a small picture over SRT on the guest's loopback.
class CameraBench {
 public:
  explicit CameraBench(const std::string& source);

  void start() { media.start(); }
  // Seconds until the status is so. The test fails when it was not yet so at a time after `bound`; how long
  // the answer took is not held against it. Prints it, as a figure of the fault.
  double until(const std::string& what, double bound, const std::function<bool(const MediaStatus&)>& holds);
  double untilRunning(const std::string& what, double bound);
  double untilReplaced(const std::string& what, double bound);
  // The source that is planned runs for that many seconds.
  void pass(double seconds);
  MediaStatus wait(const std::string& what, const std::function<bool(const MediaStatus&)>& holds);
  std::string shell(const std::string& command) { return inShell(media.dir(), command); }
  // Ends it all; the stream's pictures as ffprobe sees them.
  Timeline finish();

  MediaBench media;

 private:
  explicit CameraBench(std::uint16_t port, const std::string& source);
  Receiver receiver_;
  bool overloaded_ = false;
};

// No time twice, none missing: what the receiver of a room must see whatever the camera did. Where the
// machine was too slow for all pictures, only the order is judged.
void checkWhole(const Timeline& timeline);

[[nodiscard]] std::string detailOf(const MediaStatus& status, ConditionType type);

}  // namespace diemcau::test
