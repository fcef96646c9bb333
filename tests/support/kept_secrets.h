// SPDX-License-Identifier: Apache-2.0
// That nothing which a test's programs put out holds a secret of the test's centre.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace diemcau::test {

// Looks for the centre's keys, the watchers' passphrase and the passphrases of streams, as they are now in `data`, in
// all files *.log below `dir` but those of gdbus: which of them holds what. Where a test has broken the store, what can
// still be read counts.
[[nodiscard]] std::vector<std::string> secretsInLogs(const std::filesystem::path& data,
                                                     const std::filesystem::path& dir);

}  // namespace diemcau::test
