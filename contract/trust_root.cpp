// SPDX-License-Identifier: Apache-2.0
// The trust root as JSON.
#include "contract/trust_root.h"

#include "contract/envelope.h"
#include "contract/json_document.h"

namespace diemcau {
namespace {

constexpr std::size_t kMaxKeys = 32;
constexpr std::size_t kMaxKeyBytes = 1024;

// SHA-256 in lower-case hex.
bool isKeyId(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

TrustRole readRole(ObjectReader roles, std::string_view name, const TrustRoot& root) {
  ObjectReader reader = roles.object(name);
  TrustRole role;
  role.keyids = reader.texts("keyids", kMaxKeys, {64, 64});
  role.threshold = reader.uint32("threshold", 1, kMaxKeys);
  for (const std::string& id : role.keyids) {
    if (!root.keys.contains(id)) reader.refuse("keyids", "value_unknown", id);
  }
  return role;
}

OrderedJson writeRole(const TrustRole& role) {
  OrderedJson json;
  json["keyids"] = role.keyids;
  json["threshold"] = role.threshold;
  return json;
}

}  // namespace

Result<TrustRoot> parseTrustRoot(std::string_view json) {
  return readDocument<TrustRoot>(json, [](ObjectReader reader) {
    TrustRoot root;
    reader.schema(kTrustRootSchema);
    root.version = reader.uint64("version", 1, UINT64_MAX);
    root.expires_at = reader.time("expires_at");
    reader.textMap("keys", kMaxKeys, {1, kMaxKeyBytes * 2}, [&](const std::string& id, const std::string& text) {
      Result<std::string> key = decodeBase64(text);
      if (!isKeyId(id)) return reader.refuse("keys", "value_unknown", "a key id that is no SHA-256 in hex");
      if (!key || key->empty()) return reader.refuse("keys/" + id, "base64_malformed");
      root.keys.emplace(id, *std::move(key));
    });
    ObjectReader roles = reader.object("roles");
    root.root = readRole(roles, "root", root);
    root.config = readRole(roles, "config", root);
    root.online = readRole(roles, "online", root);
    return root;
  });
}

std::string writeTrustRoot(const TrustRoot& root) {
  OrderedJson json;
  json["schema"] = kTrustRootSchema;
  json["version"] = root.version;
  json["expires_at"] = formatTimestamp(root.expires_at);
  json["keys"] = OrderedJson::object();
  for (const auto& [id, key] : root.keys) json["keys"][id] = encodeBase64(key);
  json["roles"]["root"] = writeRole(root.root);
  json["roles"]["config"] = writeRole(root.config);
  json["roles"]["online"] = writeRole(root.online);
  return dumpJson(json);
}

}  // namespace diemcau
