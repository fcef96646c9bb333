// SPDX-License-Identifier: Apache-2.0
// What an envelope holds, in words for whoever is to sign it.
#include "centre/commands/signed_text.h"

#include <format>
#include <utility>

#include "contract/config.h"

namespace diemcau::centre {
namespace {

void addRole(std::string& text, std::string_view name, std::string_view what, const TrustRole& role) {
  text += std::format("  {} ({}): {} of {} keys\n", name, what, role.threshold, role.keyids.size());
  for (const std::string& id : role.keyids) text += "    " + id + "\n";
}

std::string inWords(const Config& config) {
  std::string text = std::format("configuration {} for {}, site {} {}\n  issued {}, to be installed before {}\n",
                                 config.version, config.endpoint, config.body.site.code, config.body.site.name,
                                 formatTimestamp(config.issued_at), formatTimestamp(config.expires_at));
  text += config.overrides_freeze ? "  OVERRIDES the freeze of a conference: two keys have to sign\n"
                                  : "  does not override the freeze of a conference\n";
  return text;
}

}  // namespace

std::string inWords(const TrustRoot& root) {
  std::string text = std::format("trust root {}\n  expires {}\n", root.version, formatTimestamp(root.expires_at));
  addRole(text, "root", "may sign the next trust root", root.root);
  addRole(text, "config", "may sign configurations", root.config);
  addRole(text, "online", "may sign the time", root.online);
  return text;
}

Result<std::string> inWords(const Envelope& envelope) {
  std::string text;
  if (envelope.payload_type == kConfigPayloadType) {
    const auto config = parseConfig(envelope.payload);
    if (!config) return std::unexpected(config.error());
    text = inWords(*config);
  } else if (envelope.payload_type == kTrustRootPayloadType) {
    const auto root = parseTrustRoot(envelope.payload);
    if (!root) return std::unexpected(root.error());
    text = inWords(*root);
  } else {
    return fail("sign", "type_unknown", envelope.payload_type);
  }
  for (const Signature& signature : envelope.signatures) text += "  signed by " + signature.keyid + "\n";
  return text;
}

}  // namespace diemcau::centre
