// SPDX-License-Identifier: Apache-2.0
// Whoever keeps the keys of a running centre: drafts, signs and publishes by the commands that people use.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/house.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

class KeyOffice {
 public:
  KeyOffice(const TempDir& dir, const CentreProcess& centre) : dir_(dir), data_(centre.data()) {}

  // Key files. The test fails where a command does.
  [[nodiscard]] std::filesystem::path newKey(const std::string& name) const;
  [[nodiscard]] std::filesystem::path rootKey() const { return data_ / "keys" / "root.key.pem"; }
  [[nodiscard]] std::filesystem::path configKey() const { return data_ / "keys" / "config.key.pem"; }

  // The envelope with a signature more; `said` gets what the command told.
  [[nodiscard]] std::string sign(const std::string& envelope, const std::filesystem::path& key,
                                 std::string* said = nullptr) const;
  // The next trust root with these changes, signed by the root key and published.
  void publishRoot(std::vector<std::string> changes) const;

 private:
  std::string run(std::vector<std::string> arguments) const;

  const TempDir& dir_;
  std::filesystem::path data_;
};

}  // namespace diemcau::test
