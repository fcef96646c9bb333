// SPDX-License-Identifier: Apache-2.0
// The trust roots that the centre has published: `root.json`, which provisioning hands out, and what followed it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "centre/trust/data_directory.h"
#include "contract/result.h"
#include "contract/timestamp.h"
#include "contract/trust_root.h"

namespace diemcau::centre {

// For which a root is made where nobody says otherwise.
inline constexpr std::chrono::days kTrustRootLife{3652};

// Reads the files each time: another process may have published. Thread-safe.
class TrustRoots {
 public:
  explicit TrustRoots(DataDirectory data) : data_(std::move(data)) {}

  // The newest. Errors: file.*, document.*.
  [[nodiscard]] Result<TrustRoot> newest() const;
  // `version` in its envelope, as endpoints get it. Error: file.not_found; there is none for root.json.
  [[nodiscard]] Result<std::string> envelope(std::uint64_t version) const;

  // Whether `envelope` holds the root that follows the newest, signed by the thresholds of both. Errors: signature.*
  // (role_signatures.h; the context says for which of the two), document.*, trust_root.type_wrong,
  // trust_root.version_wrong, trust_root.expired, trust_root.key_wrong (an id that is not its key's hash).
  [[nodiscard]] Result<TrustRoot> check(std::string_view envelope, Timestamp now) const;
  // Checks and stores it: endpoints get it from now on. Errors: as check(), file.not_written.
  [[nodiscard]] Result<TrustRoot> publish(std::string_view envelope, Timestamp now) const;

  // How many keys of the config role have signed a Config's envelope. Errors: signature.*, document.*, file.*.
  [[nodiscard]] Result<std::size_t> configSigners(std::string_view envelope) const;

 private:
  DataDirectory data_;
};

}  // namespace diemcau::centre
