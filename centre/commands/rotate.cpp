// SPDX-License-Identifier: Apache-2.0
// Another passphrase, from the command line of the centre's machine.
#include "centre/commands/rotate.h"

#include <cstdio>
#include <format>
#include <string>
#include <vector>

#include "centre/commands/command_line.h"
#include "centre/commands/refusal.h"
#include "centre/fleet/first_config.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"
#include "centre/store/passphrases.h"
#include "centre/store/sites.h"
#include "centre/trust/data_directory.h"
#include "contract/config.h"

namespace diemcau::centre {
namespace {

constexpr const char* kActor = "diemcau-centre";

// It would be refused, and block every other change as long.
Result<void> checkConference(Database& database, const std::string& endpoint, Timestamp now) {
  const auto newest = newestConfig(database, endpoint);
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return fail("passphrase", "config_missing", endpoint);
  const auto body = parseConfigBody((*newest)->body);
  if (!body) return std::unexpected(body.error());
  return isInConference(*body, now) ? fail("passphrase", "conference_running", endpoint) : Result<void>{};
}

Result<void> begin(Database& database, AuditRecord audit) {
  if (auto checked = checkConference(database, audit.subject, audit.at); !checked) return checked;
  const auto number = nextPassphraseNumber(database, audit.subject);
  if (!number) return std::unexpected(number.error());
  audit.detail = std::format("number {}", *number);
  return addNextPassphrase(database, audit.subject, {*number, newPassphrase()}, audit);
}

Result<void> rotate(Database& database, const std::string& endpoint, Timestamp now) {
  const AuditRecord audit{now, kActor, "", "passphrase.replace", endpoint, ""};
  return noteRefusal(database, audit, begin(database, audit));
}

}  // namespace

Result<void> runRotate(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"endpoint", Need::Optional}, {"all", Need::Flag}});
  if (!line) return std::unexpected(line.error());
  const std::string one = line->text("endpoint");
  if (one.empty() != line->has("all")) return fail("usage", "option_missing", "--endpoint or --all");
  const auto database = Database::open(DataDirectory{line->text("data")}.database());
  if (!database) return std::unexpected(database.error());
  const Timestamp now = clock.now().wall;
  if (!one.empty()) return rotate(**database, one, now);

  const auto endpoints = loadEndpoints(**database);
  if (!endpoints) return std::unexpected(endpoints.error());
  std::size_t begun = 0;
  for (const EndpointRecord& endpoint : *endpoints) {
    if (endpoint.revoked_at) continue;
    if (const auto done = rotate(**database, endpoint.id, now)) {
      ++begun;
    } else {
      std::fprintf(stderr, "diemcau-centre: %s\n", done.error().describe().c_str());
    }
  }
  std::printf("%zu\n", begun);
  return {};
}

}  // namespace diemcau::centre
