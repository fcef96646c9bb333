// SPDX-License-Identifier: Apache-2.0
// What binds the sealed key to this box: a secret that only this board gives.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "contract/result.h"
#include "daemon/agent/identity/secret.h"

namespace diemcau::agent {

// One file a kind of board. A TPM is one more: it unseals what it has sealed to this machine's state.
class BoardSecret {
 public:
  virtual ~BoardSecret() = default;
  // The same at each start, 16 to 4096 bytes, of which at least 128 bits cannot be guessed. Errors: file.*,
  // identity.secret_damaged (another length), identity.key_exposed (private_file.h).
  [[nodiscard]] virtual Result<Secret> read() const = 0;
  // For a key that is to be sealed: made now where there is none that can be read. Errors: as read().
  [[nodiscard]] virtual Result<Secret> readOrMake() const { return read(); }
};

// A file that the board provides (fuses or a device tree by way of the kernel): never written.
[[nodiscard]] std::unique_ptr<BoardSecret> boardFileSecret(std::filesystem::path file);

// 32 random bytes in a file of our own (0600), for boards that have nothing. Whoever has the whole disk has this file
// too.
[[nodiscard]] std::unique_ptr<BoardSecret> ownFileSecret(std::filesystem::path file);

}  // namespace diemcau::agent
