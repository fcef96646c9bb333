// SPDX-License-Identifier: Apache-2.0
// Reads what the agent exports on the bus.
#include "daemon/cli/agent_properties.h"

#include <gio/gio.h>

namespace diemcau::cli {
namespace {

constexpr int kTimeoutMs = 3'000;

}  // namespace

Result<std::string> readAgentProperty(base::Bus& bus, const char* property) {
  GError* error = nullptr;
  GVariant* const reply = g_dbus_connection_call_sync(
      bus.connection(), "vn.diemcau.Agent1", "/vn/diemcau/Agent1", "org.freedesktop.DBus.Properties", "Get",
      g_variant_new("(ss)", "vn.diemcau.Agent1", property), G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
      kTimeoutMs, nullptr, &error);
  if (reply == nullptr) {
    const bool absent = g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
                        g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
    const std::string message = error->message;
    g_error_free(error);
    return fail("agent", absent ? "not_there" : "not_answering", message);
  }
  GVariant* value = nullptr;
  g_variant_get(reply, "(v)", &value);
  const char* const text =
      g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ? g_variant_get_string(value, nullptr) : "";
  std::string result{text};
  g_variant_unref(value);
  g_variant_unref(reply);
  return result;
}

}  // namespace diemcau::cli
