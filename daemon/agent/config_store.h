// SPDX-License-Identifier: Apache-2.0
// What must survive a power cut: the committed Config in its envelope, and the version floor.
//
// Two copies, `config.a` and `config.b` in the state directory. Each is four lines (form, SHA-256 of all
// that follows, endpoint, floor) and then the envelope's bytes. A copy that does not match its checksum
// counts as absent; of two good ones the higher floor holds, so the floor never falls while one copy is
// left. Thread-bound; the writing calls block for the disk's flush.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "contract/result.h"

namespace diemcau::agent {

struct StoredConfig {
  std::string endpoint;     // whose Config it is: another identity has another line of versions
  std::uint64_t floor = 0;  // no version up to this one is installed again
  std::string envelope;     // as received

  friend bool operator==(const StoredConfig&, const StoredConfig&) = default;
};

class ConfigStore {
 public:
  struct Loaded {
    std::optional<StoredConfig> config;
    unsigned damaged = 0;  // copies that are there and cannot be used
  };

  explicit ConfigStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  [[nodiscard]] Loaded load();
  // Durable when it returns: one copy carries it. Error: file.not_written; the old state then stands.
  [[nodiscard]] Result<void> commit(const StoredConfig& config);
  // Brings the other copy up to the newest. Does nothing when both are. Error: file.not_written.
  [[nodiscard]] Result<void> mirror();

 private:
  [[nodiscard]] std::filesystem::path copy(unsigned index) const;

  std::filesystem::path directory_;
  unsigned newest_ = 1;  // index of the copy that was written last
  std::string bytes_;    // of that copy, until the other has them too
};

}  // namespace diemcau::agent
