// SPDX-License-Identifier: Apache-2.0
// diemcau-media with a bus, a plan and a receiver of a test's own.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "contract/media_plan.h"
#include "contract/media_status.h"
#include "daemon/base/bus.h"
#include "tests/support/private_bus.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

inline constexpr char kPassphrase[] = "a secret of the room";

// srt-live-transmit as the listener, writing what it receives to a file.
class Receiver {
 public:
  Receiver(const TempDir& dir, std::uint16_t port, std::filesystem::path file);
  // Leaves the file whole.
  void stop();
  void kill() { process_.kill(); }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  Process process_;
};

// At the end of each test neither the process's log nor a status that was looked at may hold the passphrase.
class MediaBench {
 public:
  // A pattern and a tone at 320x180@30 without a small picture, to `port` of this host at a fixed rate; nothing runs
  // before start().
  explicit MediaBench(std::uint16_t port);
  ~MediaBench();
  MediaBench(const MediaBench&) = delete;
  MediaBench& operator=(const MediaBench&) = delete;

  MediaPlan plan;
  // Writes the plan; a running process takes it over.
  void push();
  void pushText(const std::string& json);
  // `env`: on top of the test's own environment.
  void start(std::map<std::string, std::string> env = {});
  // The process ends cleanly, or the test fails.
  void stop();

  [[nodiscard]] MediaStatus status();
  // The first status for which `holds`, or the test fails with `what`.
  MediaStatus waitStatus(std::chrono::milliseconds bound, const std::string& what,
                         const std::function<bool(const MediaStatus&)>& holds);
  [[nodiscard]] const TempDir& dir() const { return dir_; }
  [[nodiscard]] const std::string& busAddress() const { return bus_.address(); }
  [[nodiscard]] Process& media() { return *media_; }
  [[nodiscard]] Process& agent() { return agent_; }

 private:
  TempDir dir_;
  PrivateBus bus_{dir_};
  Process agent_;
  std::unique_ptr<base::Bus> connection_;
  std::unique_ptr<Process> media_;
};

[[nodiscard]] bool has(const MediaStatus& status, ConditionType type);
[[nodiscard]] bool sends(const MediaStatus& status);
// How many of the conditions are the line's: a machine that is busy for a moment may tell of itself, too.
[[nodiscard]] std::size_t troublesOfTheLine(const MediaStatus& status);

// What Debian's ffmpeg finds in a file. Of a transport stream the last picture does not count where the end of the
// connection has cut it.
struct Judgement {
  std::string errors;  // of a full decode
  // TS packets that do not count on from the one before of their stream (ISO/IEC 13818-1, 2.4.3.3).
  std::uint64_t broken_counters = 0;
  std::uint64_t pictures = 0;
  std::uint64_t packets_of_sound = 0;
  std::uint64_t channels = 0;
  std::string video_codec;
  std::string audio_codec;
  double first_pts = 0;  // seconds, of the pictures
  double longest_step = 0;
  double shortest_step = 0;
  double longest_step_of_sound = 0;
  double shortest_step_of_sound = 0;
};
// ffmpeg brings pictures to one rate on the way, and complains where a stream changes its own:
// Rate::Changing lets it not.
enum class Rate { Constant, Changing };
[[nodiscard]] Judgement judge(const TempDir& dir, const std::filesystem::path& file, Rate rate = Rate::Constant);
// A film of 640x360@30 that takes all bits that it may.
[[nodiscard]] std::string noisyFilm(const TempDir& dir);
// Output of a program that must succeed; standard error among it.
[[nodiscard]] std::string outputOf(const TempDir& dir, const std::string& program, std::vector<std::string> args,
                                   std::chrono::seconds bound = std::chrono::seconds(60));

}  // namespace diemcau::test
