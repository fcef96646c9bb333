// SPDX-License-Identifier: Apache-2.0
// Decisions about boxes, from the command line of the centre's machine.
#include "centre/commands/enrolment.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "centre/commands/command_line.h"
#include "centre/commands/refusal.h"
#include "centre/store/database.h"
#include "centre/store/enrolments.h"
#include "centre/trust/data_directory.h"

namespace diemcau::centre {
namespace {

constexpr const char* kActor = "diemcau-centre";

Result<std::unique_ptr<Database>> databaseOf(const CommandLine& line) {
  return Database::open(DataDirectory{line.text("data")}.database());
}

// The key of the only box that shows that code, which may be typed in lower case.
Result<std::string> keyWithCode(Database& database, std::string code) {
  std::ranges::transform(code, code.begin(), [](char sign) {
    return sign >= 'a' && sign <= 'z' ? static_cast<char>(sign - 'a' + 'A') : sign;
  });
  const auto found = findByCode(database, code);
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return fail("enrolment", "unknown", "no box shows " + code);
  if (found->size() > 1) return fail("enrolment", "code_ambiguous", code);
  return found->front().key_id;
}

// Decides about the box that shows `code`.
template <class Decide>
Result<void> decide(Database& database, const AuditRecord& audit, const std::string& code, Decide decision) {
  const auto key = keyWithCode(database, code);
  if (!key) return noteRefusal(database, audit, std::unexpected(key.error()));
  return noteRefusal(database, audit, decision(*key));
}

}  // namespace

Result<void> runApprove(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"code"}, {"site"}});
  if (!line) return std::unexpected(line.error());
  const auto database = databaseOf(*line);
  if (!database) return std::unexpected(database.error());
  const AuditRecord audit{clock.now().wall, kActor, "", "enrolment.approve", line->text("code"), ""};
  return decide(**database, audit, line->text("code"),
                [&](const std::string& key) { return approveEnrolment(**database, key, line->text("site"), audit); });
}

Result<void> runRefuse(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"code"}});
  if (!line) return std::unexpected(line.error());
  const auto database = databaseOf(*line);
  if (!database) return std::unexpected(database.error());
  const AuditRecord audit{clock.now().wall, kActor, "", "enrolment.refuse", line->text("code"), ""};
  return decide(**database, audit, line->text("code"),
                [&](const std::string& key) { return refuseEnrolment(**database, key, audit); });
}

Result<void> runRevoke(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"endpoint"}});
  if (!line) return std::unexpected(line.error());
  const auto database = databaseOf(*line);
  if (!database) return std::unexpected(database.error());
  const std::string endpoint = line->text("endpoint");
  const AuditRecord audit{clock.now().wall, kActor, "", "endpoint.revoke", endpoint, ""};
  return noteRefusal(**database, audit, revokeEndpoint(**database, endpoint, audit));
}

}  // namespace diemcau::centre
