// SPDX-License-Identifier: Apache-2.0
// The machine as the kernel describes it: load, memory, disk, temperature, names, sizes of processes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "contract/condition_set.h"
#include "contract/status.h"

namespace diemcau::agent {

// Reads /proc, /sys and /etc below `root` ("/" but for tests). What cannot be read stays at its default.
class HostFacts {
 public:
  HostFacts(std::filesystem::path root, std::filesystem::path state_directory);

  // Names are read once, numbers each time.
  [[nodiscard]] HostStatus read() const;
  [[nodiscard]] const std::string& bootId() const { return boot_id_; }
  // Resident set size; 0 when there is no such process.
  [[nodiscard]] std::uint64_t rssOf(std::uint32_t pid) const;

 private:
  [[nodiscard]] std::string file(const std::filesystem::path& below_root) const;
  [[nodiscard]] std::optional<double> hottest() const;

  std::filesystem::path root_;
  std::filesystem::path state_;
  HostStatus names_;
  std::string boot_id_;
};

// Sets and clears disk_low and memory_low.
void judgeHost(const HostStatus& host, Timestamp now, ConditionSet& conditions);

}  // namespace diemcau::agent
