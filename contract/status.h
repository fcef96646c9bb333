// SPDX-License-Identifier: Apache-2.0
// Status: an endpoint's report to the centre.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/condition.h"
#include "contract/media_status.h"
#include "contract/result.h"
#include "contract/screen_status.h"

namespace diemcau {

inline constexpr std::string_view kStatusSchema = "diemcau.status/1";

// A Config that does not run: refused as it came, or rolled back after its trial.
struct RefusedConfig {
  std::uint64_t version = 0;  // 0: not known, because nothing unverified is parsed
  std::string reason;         // of a refused one the condition's type, "config_frozen"; of the other see RollbackReason
  std::string detail;
  Timestamp at{};

  friend bool operator==(const RefusedConfig&, const RefusedConfig&) = default;
};

// Why a Config did not stand its trial. The centre acknowledged no report of it; the stream, which was there before,
// did not advance with it; a worker ended; the agent, or the box, was restarted.
enum class RollbackReason { NotAcknowledged, StreamStopped, WorkerEnded, Restarted };
[[nodiscard]] std::string_view nameOf(RollbackReason reason);
[[nodiscard]] std::optional<RollbackReason> rollbackReasonFrom(std::string_view name);

struct ConfigStatus {
  std::uint64_t version = 0;  // in force; 0: none
  std::optional<Timestamp> applied_at;
  bool on_trial = false;                     // in force, not confirmed yet
  bool expired = false;                      // goes on running all the same
  std::optional<RefusedConfig> refused;      // the last one since the agent started
  std::optional<RefusedConfig> rolled_back;  // the last one that was not confirmed; kept over restarts

  friend bool operator==(const ConfigStatus&, const ConfigStatus&) = default;
};

// One of agent, media, screen.
struct ProcessStatus {
  std::string name;
  bool up = false;
  std::uint32_t pid = 0;
  std::optional<Timestamp> started_at;
  std::uint32_t restarts = 0;  // unwished ones, since the endpoint started
  std::uint64_t rss_bytes = 0;

  friend bool operator==(const ProcessStatus&, const ProcessStatus&) = default;
};

struct HostStatus {
  std::string hostname;
  std::string os;        // PRETTY_NAME of os-release
  std::string kernel;    // uname -r
  std::string software;  // version of diemcau
  double uptime_s = 0;
  double load1 = 0;
  std::uint64_t memory_total_bytes = 0;
  std::uint64_t memory_available_bytes = 0;
  std::uint64_t disk_free_bytes = 0;    // where the state is kept
  std::optional<double> temperature_c;  // the hottest sensor

  friend bool operator==(const HostStatus&, const HostStatus&) = default;
};

struct InterfaceStatus {
  std::string name;
  bool carrier = false;
  std::vector<std::string> addresses;

  friend bool operator==(const InterfaceStatus&, const InterfaceStatus&) = default;
};

struct NetworkStatus {
  std::vector<InterfaceStatus> interfaces;
  double centre_rtt_ms = 0;  // of the last request; 0: none yet

  friend bool operator==(const NetworkStatus&, const NetworkStatus&) = default;
};

struct Status {
  std::string endpoint;
  std::string boot_id;    // of the kernel: a new one each boot
  std::uint64_t seq = 0;  // grows by one a report, over restarts of the agent too
  Timestamp observed_at{};
  ConfigStatus config;
  std::optional<CaptureStatus> capture;  // absent while the media process is away
  std::optional<EncodeStatus> encode;
  std::optional<UplinkStatus> uplink;
  std::optional<SmallPictureStatus> small_picture{};
  std::optional<LocalRecordingStatus> recording;
  std::optional<ScreenStatus> screen;
  std::vector<ProcessStatus> processes;
  HostStatus host;
  NetworkStatus network;
  std::vector<Condition> conditions;  // of all parts, worst first

  friend bool operator==(const Status&, const Status&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<Status> parseStatus(std::string_view json);
[[nodiscard]] std::string writeStatus(const Status& status);

}  // namespace diemcau
