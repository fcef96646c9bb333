// SPDX-License-Identifier: Apache-2.0
// The identity document as JSON.
#include "contract/identity.h"

#include "contract/json_document.h"

namespace diemcau {

Result<Identity> parseIdentity(std::string_view json) {
  return readDocument<Identity>(json, [](ObjectReader root) {
    Identity identity;
    root.schema(kIdentitySchema);
    identity.endpoint = root.text("endpoint", {1, 64});
    identity.centre_url = root.text("centre_url", {9, 512});
    if (!identity.centre_url.starts_with("https://")) root.refuse("centre_url", "value_unknown", "https is expected");
    if (root.has("enrol_url")) {
      identity.enrol_url = root.text("enrol_url", {9, 512});
      if (!identity.enrol_url.starts_with("https://")) root.refuse("enrol_url", "value_unknown", "https is expected");
    }
    if (root.has("time_url")) {
      identity.time_url = root.text("time_url", {8, 512});
      if (!identity.time_url.starts_with("http://")) root.refuse("time_url", "value_unknown", "http is expected");
    }
    return identity;
  });
}

std::string writeIdentity(const Identity& identity) {
  OrderedJson json;
  json["schema"] = kIdentitySchema;
  json["endpoint"] = identity.endpoint;
  json["centre_url"] = identity.centre_url;
  if (!identity.enrol_url.empty()) json["enrol_url"] = identity.enrol_url;
  if (!identity.time_url.empty()) json["time_url"] = identity.time_url;
  return dumpJson(json);
}

}  // namespace diemcau
