// SPDX-License-Identifier: Apache-2.0
// Secrets of a board in files.
#include "daemon/agent/identity/board_secret.h"

#include <utility>

#include "daemon/agent/identity/mbed.h"
#include "daemon/agent/identity/private_file.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::size_t kLeastBytes = 16;
constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kOwnBytes = 32;

class BoardFileSecret final : public BoardSecret {
 public:
  explicit BoardFileSecret(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] Result<Secret> read() const override {
    auto bytes = base::readFile(file_, kMostBytes);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    Secret secret(*std::move(bytes));
    if (secret.size() < kLeastBytes) return fail("identity", "secret_damaged", file_.string() + " is too short");
    return secret;
  }

 private:
  std::filesystem::path file_;
};

class OwnFileSecret final : public BoardSecret {
 public:
  explicit OwnFileSecret(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] Result<Secret> read() const override {
    auto secret = readPrivateFile(file_, kMostBytes);
    if (secret && secret->size() != kOwnBytes) return fail("identity", "secret_damaged", file_.string());
    return secret;
  }

  [[nodiscard]] Result<Secret> readOrMake() const override {
    if (auto secret = read()) return secret;
    Secret made(kOwnBytes);
    if (mbed::randomBytes(nullptr, made.data(), made.size()) != 0) {
      return fail("identity", "secret_not_made", "no randomness");
    }
    const auto written = base::writeFileAtomically(file_, made.view(), 0600, base::Durability::Durable);
    if (!written) return std::unexpected(written.error());
    return made;
  }

 private:
  std::filesystem::path file_;
};

}  // namespace

std::unique_ptr<BoardSecret> boardFileSecret(std::filesystem::path file) {
  return std::make_unique<BoardFileSecret>(std::move(file));
}

std::unique_ptr<BoardSecret> ownFileSecret(std::filesystem::path file) {
  return std::make_unique<OwnFileSecret>(std::move(file));
}

}  // namespace diemcau::agent
