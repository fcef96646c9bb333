// SPDX-License-Identifier: Apache-2.0
// What the agent's runs of one boot hand on to one another: restarts, and whether the last run ended well.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "daemon/agent/worker_life.h"

namespace diemcau::agent {

struct RunRecord {
  bool ended_well = false;
  std::uint32_t agent_restarts = 0;
  std::map<std::string, WorkerRecord> workers;  // by name: "media", "screen"

  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

// In the run directory, which does not outlive the boot; for that reason never flushed.
class RunRecordFile {
 public:
  explicit RunRecordFile(std::filesystem::path file) : file_(std::move(file)) {}

  // The record that this run begins with: a last run that did not end well counts as a restart of
  // the agent, and one that did ends what it knew of the workers' owners. `restarted`: the former.
  struct Begun {
    RunRecord record;
    bool restarted = false;
  };
  [[nodiscard]] Begun begin() const;
  // Failures are logged: nothing else depends on the file.
  void write(const RunRecord& record) const;

 private:
  std::filesystem::path file_;
};

[[nodiscard]] std::string writeRunRecord(const RunRecord& record);
// What cannot be read is left out.
[[nodiscard]] RunRecord parseRunRecord(const std::string& text);

}  // namespace diemcau::agent
