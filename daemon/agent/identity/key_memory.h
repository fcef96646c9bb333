// SPDX-License-Identifier: Apache-2.0
// A private key as a file that is on no disk: libcurl's GnuTLS part takes keys by the names of files alone.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

#include "contract/result.h"
#include "contract/unique_fd.h"
#include "daemon/agent/identity/secret.h"

namespace diemcau::agent {

// An anonymous file in memory (memfd_create(2)), overwritten and gone with this object. Moves.
class KeyMemory {
 public:
  // Error: identity.key_not_held.
  [[nodiscard]] static Result<KeyMemory> create(const Secret& pem);

  KeyMemory(KeyMemory&&) noexcept = default;
  KeyMemory& operator=(KeyMemory&&) = delete;
  ~KeyMemory();

  // Good in this process alone, as long as this object lives.
  [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

 private:
  KeyMemory(UniqueFd fd, std::size_t size) : fd_(std::move(fd)), size_(size) {}
  UniqueFd fd_;
  std::size_t size_;
};

}  // namespace diemcau::agent
