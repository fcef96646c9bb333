// SPDX-License-Identifier: Apache-2.0
// A peer's property, followed through the peer's deaths and returns.
#include <gio/gio.h>

#include <utility>

#include "daemon/base/bus.h"

namespace diemcau::base {

struct PropertyWatch::Impl {
  GDBusConnection* connection;
  std::string name;
  std::string path;
  std::string interface;
  std::string property;
  Handlers handlers;
  guint name_watch = 0;
  guint subscription = 0;
  GCancellable* call = nullptr;  // of the present owner's first Get

  void deliver(GVariant* value) const {
    if (value != nullptr && g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)) {
      handlers.changed(g_variant_get_string(value, nullptr));
    }
  }

  void dropOwner() {
    if (call != nullptr) {
      g_cancellable_cancel(call);
      g_clear_object(&call);
    }
    if (subscription != 0) g_dbus_connection_signal_unsubscribe(connection, std::exchange(subscription, 0));
  }

  static void onProperties(GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar*,
                           GVariant* parameters, gpointer data) noexcept {
    auto* self = static_cast<Impl*>(data);
    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(sa{sv}as)"))) return;
    GVariant* changed = g_variant_get_child_value(parameters, 1);
    GVariant* value = g_variant_lookup_value(changed, self->property.c_str(), nullptr);
    self->deliver(value);
    if (value != nullptr) g_variant_unref(value);
    g_variant_unref(changed);
  }

  static void onGet(GObject* source, GAsyncResult* result, gpointer data) noexcept {
    GError* error = nullptr;
    GVariant* reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
    if (reply == nullptr) {
      // Cancelled: the watch may be gone. Any other failure: the peer vanishes or announces a change.
      g_clear_error(&error);
      return;
    }
    GVariant* boxed = nullptr;
    g_variant_get(reply, "(v)", &boxed);
    static_cast<Impl*>(data)->deliver(boxed);
    g_variant_unref(boxed);
    g_variant_unref(reply);
  }

  static void onAppeared(GDBusConnection* connection, const gchar*, const gchar* owner, gpointer data) noexcept {
    auto* self = static_cast<Impl*>(data);
    self->dropOwner();
    self->subscription = g_dbus_connection_signal_subscribe(
        connection, owner, "org.freedesktop.DBus.Properties", "PropertiesChanged", self->path.c_str(),
        self->interface.c_str(), G_DBUS_SIGNAL_FLAGS_NONE, onProperties, self, nullptr);
    if (self->handlers.appeared) self->handlers.appeared(owner);
    self->call = g_cancellable_new();
    g_dbus_connection_call(connection, owner, self->path.c_str(), "org.freedesktop.DBus.Properties", "Get",
                           g_variant_new("(ss)", self->interface.c_str(), self->property.c_str()),
                           G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->call, onGet, self);
  }

  static void onVanished(GDBusConnection*, const gchar*, gpointer data) noexcept {
    auto* self = static_cast<Impl*>(data);
    self->dropOwner();
    if (self->handlers.vanished) self->handlers.vanished();
  }
};

PropertyWatch::PropertyWatch(Bus& bus, std::string name, std::string path, std::string interface, std::string property,
                             Handlers handlers)
    : impl_(new Impl{bus.connection(), std::move(name), std::move(path), std::move(interface), std::move(property),
                     std::move(handlers)}) {
  impl_->name_watch =
      g_bus_watch_name_on_connection(impl_->connection, impl_->name.c_str(), G_BUS_NAME_WATCHER_FLAGS_NONE,
                                     Impl::onAppeared, Impl::onVanished, impl_.get(), nullptr);
}

PropertyWatch::~PropertyWatch() {
  g_bus_unwatch_name(impl_->name_watch);
  impl_->dropOwner();
}

}  // namespace diemcau::base
