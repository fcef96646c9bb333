// SPDX-License-Identifier: Apache-2.0
// diemcau-media in the guest, on real drivers, with a receiver beside it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
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
  std::uint32_t connects = 0;  // to the receiver
  bool overloaded = false;     // the machine was too slow to encode or send all
};

// Sends a small picture over SRT on the guest's loopback.
class CameraBench {
 public:
  explicit CameraBench(const std::string& source);

  // `env`: on top of the test's own environment.
  void start(std::map<std::string, std::string> env = {});
  void push();
  // Something happens to the room now: what until() measures begins here, as it does with start(), push() and shell().
  void begin() { begun_ = std::chrono::steady_clock::now(); }
  // Seconds from there until the first status that was so, its answer included. The test fails when that is beyond
  // `bound`; of a last question that was itself held up only 0.3 s count, and a machine that was too slow for all
  // pictures has three times as long. Prints it, as a figure of the fault.
  double until(const std::string& what, double bound, const std::function<bool(const MediaStatus&)>& holds);
  double untilRunning(const std::string& what, double bound);
  double untilReplaced(const std::string& what, double bound);
  // The source that is planned runs for that many seconds.
  void pass(double seconds);
  MediaStatus wait(const std::string& what, const std::function<bool(const MediaStatus&)>& holds);
  // As inShell(). What it costs to have a shell that knows lib.sh is not measured, what the command does is.
  std::string shell(const std::string& command);
  // Ends it all as soon as there was enough of a stream; that as ffprobe sees it.
  Timeline finish();
  // The stream, whole when all is ended.
  [[nodiscard]] const std::filesystem::path& file() const { return receiver_.file(); }

  MediaBench media;

 private:
  explicit CameraBench(std::uint16_t port, const std::string& source);
  Receiver receiver_;
  std::chrono::steady_clock::time_point begun_;
  bool overloaded_ = false;
};

// No time twice or back, none missing, neither of picture nor of sound, over one connection: what the receiver of a
// room must see whatever the devices did. Where the machine was too slow for all pictures some may be missing, but not
// for seconds.
void checkWhole(const Timeline& timeline);

// What of a received stream is the slate, by its colours (guard/slate.h): grey upon dark, and nearly all of it dark.
enum class Shown { Slate, Other };
struct Run {
  Shown shown = Shown::Other;
  double from = 0;  // seconds from the stream's begin
  double to = 0;
};
// Looks at five pictures a second.
[[nodiscard]] std::vector<Run> runsOf(const TempDir& dir, const std::filesystem::path& stream);
[[nodiscard]] std::size_t slatesIn(const std::vector<Run>& runs);

[[nodiscard]] std::string detailOf(const MediaStatus& status, ConditionType type);

}  // namespace diemcau::test
