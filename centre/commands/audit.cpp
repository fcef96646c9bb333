// SPDX-License-Identifier: Apache-2.0
// Exporting and verifying the audit log.
#include "centre/commands/audit.h"

#include <cstdio>

#include "centre/commands/command_line.h"
#include "centre/store/audit.h"
#include "centre/store/database.h"
#include "centre/trust/data_directory.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

OrderedJson toJson(const AuditEntry& entry) {
  OrderedJson json;
  json["id"] = entry.id;
  json["at"] = formatTimestamp(entry.record.at);
  json["actor"] = entry.record.actor;
  json["address"] = entry.record.address;
  json["action"] = entry.record.action;
  json["subject"] = entry.record.subject;
  json["detail"] = entry.record.detail;
  json["sha256"] = entry.sha256;
  return json;
}

}  // namespace

Result<void> runAudit(std::span<const char* const> arguments, const Clock&) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"verify", Need::Flag}});
  if (!line) return std::unexpected(line.error());
  const auto database = Database::open(DataDirectory{line->text("data")}.database());
  if (!database) return std::unexpected(database.error());
  AuditChain chain;
  const bool print = !line->has("verify");
  const auto read = readAudit(**database, [&chain, print](const AuditEntry& entry) {
    chain.add(entry);
    if (print) std::printf("%s\n", dumpJson(toJson(entry)).c_str());
  });
  if (!read) return read;
  if (auto verdict = chain.verdict(); !verdict) return verdict;
  if (!print) std::printf("%s\n", dumpJson({{"rows", chain.rows()}, {"sha256", chain.last()}}).c_str());
  return {};
}

}  // namespace diemcau::centre
