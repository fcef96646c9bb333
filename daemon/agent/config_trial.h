// SPDX-License-Identifier: Apache-2.0
// Whether a new Config has proved itself (commit-confirmed, as Junos and gNMI have it).
//
// It stands once the centre has acknowledged a report of that version and, where the change touches the media, three
// seconds have passed with it, in which the stream went on if there was one before. It fails when that does not
// come in time, or a worker ends. A media process that does not come to run the version has its reasons: it keeps the
// stream up over the connections of the version before while it gets none with the new passphrase.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "contract/media_status.h"
#include "contract/status.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

// A pure rule: told what happens, asked what follows. Thread-bound.
class ConfigTrial {
 public:
  static constexpr std::chrono::seconds kSteady{3};

  struct Terms {
    std::uint64_t version = 0;
    std::chrono::seconds confirm_within{};
    bool touches_media = false;
    bool stream_expected = false;  // it was there before, and the Config wants one
  };

  struct Failure {
    RollbackReason reason{};
    std::string detail;
  };

  ConfigTrial(const Terms& terms, base::BootTime now) : terms_(terms), deadline_(now + terms.confirm_within) {}

  // The centre has acknowledged a report in which this version was in force.
  void acknowledged(std::uint64_t version) { acknowledged_ = acknowledged_ || version == terms_.version; }
  // What the media process says; null while it says nothing.
  void observe(const MediaStatus* media, base::BootTime now);
  // Whether a worker is up; one that was and is no more has ended.
  void observeWorker(const std::string& name, bool up);

  [[nodiscard]] bool stands() const { return acknowledged_ && (!terms_.touches_media || steady_) && !failure_; }
  [[nodiscard]] std::optional<Failure> failed(base::BootTime now) const;
  [[nodiscard]] base::BootTime deadline() const { return deadline_; }
  [[nodiscard]] const Terms& terms() const { return terms_; }

 private:
  // How far the stream had come when the media process was first seen with this version.
  struct Mark {
    base::BootTime at{};
    std::uint64_t frames = 0;
    std::uint64_t packets = 0;
  };

  Terms terms_;
  base::BootTime deadline_;
  std::optional<Mark> mark_;
  std::map<std::string, bool> up_;  // by the worker's name
  bool acknowledged_ = false;
  bool steady_ = false;
  std::string trouble_;   // the first of the uplink's conditions, by name
  bool held_up_ = false;  // the media process still runs another version
  std::optional<Failure> failure_;
};

}  // namespace diemcau::agent
