// SPDX-License-Identifier: Apache-2.0
// What must survive a power cut: the Config that runs, the one on trial, and the version floor.
//
// `config.a` and `config.b` in the state directory (two_copy_file.h), and `config-stored` in the identity directory
// from the first one on: with it, two copies that are not there are a loss and no new box. Thread-bound; the writing
// calls block for the disk's flush.
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
    bool missing = false;  // neither copy is there, and there once was one
  };

  ConfigStore(const std::filesystem::path& state, const std::filesystem::path& identity);

  [[nodiscard]] Loaded load();
  // Durable when it returns: one copy carries it. Error: file.not_written; the old state then stands.
  [[nodiscard]] Result<void> save(const StoredConfigs& configs);
  // Brings the other copy up to the newest, and then notes that there is one. Does nothing when all is so. To be called
  // after load() too where that found something. Error: file.not_written.
  [[nodiscard]] Result<void> mirror();

 private:
  base::TwoCopyFile file_;
  std::filesystem::path mark_;
};

}  // namespace diemcau::agent
