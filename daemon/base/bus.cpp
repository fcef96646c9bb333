// SPDX-License-Identifier: Apache-2.0
// The connection to the bus and the name that we own on it.
#include "daemon/base/bus.h"

#include <gio/gio.h>

namespace diemcau::base {
namespace {

// D-Bus specification, RequestName: flags and replies.
constexpr guint32 kDoNotReplace = 0;
constexpr guint32 kPrimaryOwner = 1;
constexpr guint32 kInQueue = 2;
constexpr guint32 kAlreadyOwner = 4;
constexpr int kCallTimeoutMs = 5000;

std::unexpected<Error> busError(std::string_view code, GError* error) {
  std::string message = error != nullptr ? error->message : "unknown";
  g_clear_error(&error);
  return fail("bus", code, std::move(message));
}

}  // namespace

Result<std::unique_ptr<Bus>> Bus::connect(const std::optional<std::string>& address) {
  GError* error = nullptr;
  GDBusConnection* connection = nullptr;
  if (address) {
    const auto flags = static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION);
    connection = g_dbus_connection_new_for_address_sync(address->c_str(), flags, nullptr, nullptr, &error);
  } else {
    connection = g_bus_get_sync(G_BUS_TYPE_SYSTEM, nullptr, &error);
  }
  if (connection == nullptr) return busError("not_connected", error);
  g_dbus_connection_set_exit_on_close(connection, FALSE);
  return std::unique_ptr<Bus>(new Bus(connection));
}

Bus::~Bus() { g_object_unref(connection_); }

Result<void> Bus::serve(GDBusInterfaceSkeleton* skeleton, const std::string& path, const std::string& name) {
  GError* error = nullptr;
  if (!g_dbus_interface_skeleton_export(skeleton, connection_, path.c_str(), &error)) {
    return busError("not_exported", error);
  }
  GVariant* reply =
      g_dbus_connection_call_sync(connection_, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                  "RequestName", g_variant_new("(su)", name.c_str(), kDoNotReplace),
                                  G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NONE, kCallTimeoutMs, nullptr, &error);
  if (reply == nullptr) return busError("name_not_owned", error);
  guint32 code = 0;
  g_variant_get(reply, "(u)", &code);
  g_variant_unref(reply);
  if (code != kPrimaryOwner && code != kInQueue && code != kAlreadyOwner) return fail("bus", "name_not_owned", name);
  return {};
}

}  // namespace diemcau::base
