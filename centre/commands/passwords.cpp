// SPDX-License-Identifier: Apache-2.0
// Passwords from the command line of the centre's machine.
#include "centre/commands/passwords.h"

#include <cstdio>
#include <iostream>

#include "centre/commands/command_line.h"
#include "centre/crypto/digest.h"
#include "centre/crypto/password_hash.h"
#include "centre/files/atomic_file.h"
#include "centre/operators/login_request.h"
#include "centre/operators/session_api.h"
#include "centre/store/accounts.h"
#include "centre/store/database.h"
#include "centre/trust/data_directory.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::hours kOneTimeLife{24};
constexpr std::size_t kShortestPassword = 10;
constexpr std::size_t kLongestPassword = 256;  // contract/http.yaml

Result<std::unique_ptr<Database>> openIn(const DataDirectory& data) {
  if (const auto made = makeDirectory(data.root, kSecretDirectory); !made) return std::unexpected(made.error());
  return Database::open(data.database());
}

}  // namespace

Result<std::string> makeOneTimePassword(Database& database, Timestamp now) {
  std::string password;
  for (int part = 0; part < 4; ++part) password += (part == 0 ? "" : "-") + randomText(4);
  const OneTimePassword record{oneTimeHash(password), kOperator, now, now + kOneTimeLife};
  const AuditRecord audit{now, "diemcau-centre", "", "one_time_password.made", kOperator, ""};
  if (const auto stored = addOneTimePassword(database, record, audit); !stored) return std::unexpected(stored.error());
  return password;
}

Result<void> runSetPassword(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}});
  if (!line) return std::unexpected(line.error());
  std::string password;
  std::getline(std::cin, password);
  if (password.size() < kShortestPassword || password.size() > kLongestPassword) {
    return fail("usage", "password_length",
                std::to_string(kShortestPassword) + " to " + std::to_string(kLongestPassword) +
                    " bytes, in one line on standard input");
  }
  const auto hash = hashPassword(password);
  if (!hash) return std::unexpected(hash.error());
  const auto database = openIn({line->text("data")});
  if (!database) return std::unexpected(database.error());
  const AuditRecord audit{clock.now().wall, "diemcau-centre", "", "password.set", kOperator, ""};
  return setPassword(**database, kOperator, *hash, audit);
}

Result<void> runOneTimePassword(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}});
  if (!line) return std::unexpected(line.error());
  const auto database = openIn({line->text("data")});
  if (!database) return std::unexpected(database.error());
  const auto password = makeOneTimePassword(**database, clock.now().wall);
  if (!password) return std::unexpected(password.error());
  std::printf("%s\n", password->c_str());
  return {};
}

}  // namespace diemcau::centre
