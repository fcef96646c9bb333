// SPDX-License-Identifier: Apache-2.0
// Trust roots from the command line of the centre's machine.
#include "centre/commands/trust_root.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "centre/commands/command_line.h"
#include "centre/commands/refusal.h"
#include "centre/commands/signed_text.h"
#include "centre/crypto/public_key.h"
#include "centre/files/atomic_file.h"
#include "centre/store/audit.h"
#include "centre/store/database.h"
#include "centre/trust/root_draft.h"
#include "centre/trust/trust_roots.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxKeyFile = 64 * 1024;

struct Setting {
  std::string role;
  std::string value;
};

// "config=A,root=B".
Result<std::vector<Setting>> settingsIn(const CommandLine& line, std::string_view option) {
  std::vector<Setting> settings;
  const std::string text = line.text(option);
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    const auto equals = one.find('=');
    if (equals == one.npos) return fail("usage", "value_malformed", std::string(one) + " (ROLE=…)");
    settings.emplace_back(std::string(one.substr(0, equals)), std::string(one.substr(equals + 1)));
  }
  return settings;
}

Result<RootChanges::Key> keyIn(const Setting& setting) {
  const auto pem = readFile(setting.value, kMaxKeyFile);
  if (!pem) return std::unexpected(pem.error());
  const auto key = PublicKey::fromPem(*pem);
  if (!key) return std::unexpected(Error{key.error()}.within(setting.value));
  return RootChanges::Key{setting.role, key->keyId(), key->der()};
}

Result<std::uint32_t> numberIn(const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return fail("usage", "value_malformed", text);
  return number;
}

Result<RootChanges> changesFrom(const CommandLine& line, Timestamp now) {
  RootChanges changes;
  changes.expires_at = now + kTrustRootLife;
  if (line.has("expires")) {
    const auto day = parseTimestamp(line.text("expires") + "T00:00:00Z");
    if (!day) return fail("usage", "value_malformed", "--expires " + line.text("expires") + " (2030-12-31)");
    changes.expires_at = *day;
  }
  const auto added = settingsIn(line, "add");
  const auto removed = settingsIn(line, "remove");
  const auto thresholds = settingsIn(line, "threshold");
  for (const auto* settings : {&added, &removed, &thresholds}) {
    if (!*settings) return std::unexpected(settings->error());
  }
  for (const Setting& setting : *added) {
    auto key = keyIn(setting);
    if (!key) return std::unexpected(std::move(key).error());
    changes.added.push_back(std::move(*key));
  }
  for (const Setting& setting : *removed) changes.removed.push_back({setting.role, setting.value, {}});
  for (const Setting& setting : *thresholds) {
    const auto number = numberIn(setting.value);
    if (!number) return std::unexpected(number.error());
    changes.thresholds.emplace_back(setting.role, *number);
  }
  return changes;
}

Result<void> show(std::span<const char* const> arguments, Timestamp /*now*/) {
  const auto line = CommandLine::parse(arguments, {{"data"}});
  if (!line) return std::unexpected(line.error());
  const auto root = TrustRoots({line->text("data")}).newest();
  if (!root) return std::unexpected(root.error());
  std::fputs(inWords(*root).c_str(), stdout);
  return {};
}

Result<void> draft(std::span<const char* const> arguments, Timestamp now) {
  const auto line = CommandLine::parse(arguments, {{"data"},
                                                   {"out"},
                                                   {"add", Need::Optional},
                                                   {"remove", Need::Optional},
                                                   {"threshold", Need::Optional},
                                                   {"expires", Need::Optional}});
  if (!line) return std::unexpected(line.error());
  const auto present = TrustRoots({line->text("data")}).newest();
  if (!present) return std::unexpected(present.error());
  const auto changes = changesFrom(*line, now);
  if (!changes) return std::unexpected(changes.error());
  const auto next = nextRoot(*present, *changes);
  if (!next) return std::unexpected(next.error());
  const Envelope envelope{std::string(kTrustRootPayloadType), writeTrustRoot(*next), {}};
  if (auto written = writeFileDurably(line->text("out"), writeEnvelope(envelope) + "\n", kPublicFile); !written) {
    return written;
  }
  std::fputs(inWords(*next).c_str(), stdout);
  return {};
}

Result<void> publish(std::span<const char* const> arguments, Timestamp now) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"in"}});
  if (!line) return std::unexpected(line.error());
  const DataDirectory data{line->text("data")};
  const auto envelope = readFile(line->text("in"), kMaxEnvelopeBytes);
  if (!envelope) return std::unexpected(envelope.error());
  const auto database = Database::open(data.database());
  if (!database) return std::unexpected(database.error());
  const auto root = TrustRoots(data).publish(*envelope, now);
  AuditRecord audit{now, "diemcau-centre", "", "trust_root.publish", "", ""};
  if (!root) return noteRefusal(**database, audit, std::unexpected(root.error()));
  audit.subject = std::to_string(root->version);
  if (auto noted = addAudit(**database, audit); !noted) return noted;
  std::fputs(inWords(*root).c_str(), stdout);
  return {};
}

struct Action {
  std::string_view name;
  Result<void> (*run)(std::span<const char* const> arguments, Timestamp now);
};
constexpr std::array<Action, 3> kActions{{{"show", show}, {"draft", draft}, {"publish", publish}}};

}  // namespace

Result<void> runTrustRoot(std::span<const char* const> arguments, const Clock& clock) {
  const std::string_view wanted = arguments.empty() ? "" : arguments.front();
  for (const Action& action : kActions) {
    if (action.name == wanted) return action.run(arguments.subspan(1), clock.now().wall);
  }
  return fail("usage", "action_unknown", "trust-root " + std::string(wanted) + " (show, draft, publish)");
}

}  // namespace diemcau::centre
