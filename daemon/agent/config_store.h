// SPDX-License-Identifier: Apache-2.0
// What must survive a power cut: the Config that runs, the one on trial, and the version floor.
//
// `config.a` and `config.b` in the state directory (two_copy_file.h). Thread-bound; the writing calls block for
// the disk's flush.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "contract/result.h"
#include "contract/status.h"
#include "daemon/base/two_copy_file.h"

namespace diemcau::agent {

struct StoredConfigs {
  std::string endpoint;                      // whose they are: another identity has another line of versions
  std::uint64_t floor = 0;                   // no version up to this one is installed again
  std::string committed;                     // the envelope as received; empty: none
  std::string on_trial;                      // likewise; whoever finds one at a start goes back to the committed one
  std::optional<RefusedConfig> rolled_back;  // the last one
  std::string taken_back{};                  // its envelope, while the floor is its version
  bool outlived = false;                     // the committed one outlived the trust in those who signed it

  friend bool operator==(const StoredConfigs&, const StoredConfigs&) = default;
};

class ConfigStore {
 public:
  struct Loaded {
    std::optional<StoredConfigs> configs;
    unsigned damaged = 0;  // copies that are there and cannot be used
  };

  explicit ConfigStore(const std::filesystem::path& directory);

  [[nodiscard]] Loaded load();
  // Durable when it returns: one copy carries it. Error: file.not_written; the old state then stands.
  [[nodiscard]] Result<void> save(const StoredConfigs& configs);
  // Brings the other copy up to the newest. Does nothing when both are. Error: file.not_written.
  [[nodiscard]] Result<void> mirror() { return file_.mirror(); }

 private:
  base::TwoCopyFile file_;
};

}  // namespace diemcau::agent
