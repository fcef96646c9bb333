// SPDX-License-Identifier: Apache-2.0
// diemcau-media in the guest, on real drivers, with a receiver beside it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "tests/integration/media/media_bench.h"

namespace diemcau::test {

// A command in the guest's shell with tests/guest/lib.sh at hand; must succeed. Returns what it writes.
std::string inShell(const TempDir& dir, const std::string& command);
// Not a guest: the test is skipped.
void needGuest();

// A driver that is loaded and leaves with the test; declare it before what uses its devices.
class Driver {
 public:
  // `load`: a command of lib.sh. A driver that this kernel cannot have: the test is skipped.
  Driver(const std::string& name, const std::string& load);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  [[nodiscard]] const TempDir& dir() const { return dir_; }

 private:
  TempDir dir_;
  const std::string name_;
};

// Time stamps of a stream's packets.
struct Steps {
  std::size_t packets = 0;
  double shortest = 0;  // seconds from one to the next
  double longest = 0;
  std::size_t gaps = 0;  // steps that are longer than usual
  double last = 0;

  void add(double time, double usual);
};

struct Timeline {
  Steps pictures;
  Steps sound;
  bool overloaded = false;  // the machine was too slow to encode or send all
};

// Sends a small picture over SRT on the guest's loopback.
class CameraBench {
 public:
  explicit CameraBench(const std::string& source);

  // `env`: on top of the test's own environment.
  void start(std::map<std::string, std::string> env = {}) { media.start(std::move(env)); }
  // Seconds until the status is so. The test fails when it was not yet so at a time after `bound`; how long
  // the answer took is not held against it. Prints it, as a figure of the fault.
  double until(const std::string& what, double bound, const std::function<bool(const MediaStatus&)>& holds);
  double untilRunning(const std::string& what, double bound);
  double untilReplaced(const std::string& what, double bound);
  // The source that is planned runs for that many seconds.
  void pass(double seconds);
  MediaStatus wait(const std::string& what, const std::function<bool(const MediaStatus&)>& holds);
  std::string shell(const std::string& command) { return inShell(media.dir(), command); }
  // Ends it all as soon as there was enough of a stream; that as ffprobe sees it.
  Timeline finish();
  // The stream, whole when all is ended.
  [[nodiscard]] const std::filesystem::path& file() const { return receiver_.file(); }

  MediaBench media;

 private:
  explicit CameraBench(std::uint16_t port, const std::string& source);
  Receiver receiver_;
  bool overloaded_ = false;
};

// No time twice, none missing, neither of picture nor of sound: what the receiver of a room must see whatever the
// devices did. Where the machine was too slow for all pictures, only the order is judged.
void checkWhole(const Timeline& timeline);

[[nodiscard]] std::string detailOf(const MediaStatus& status, ConditionType type);

}  // namespace diemcau::test
