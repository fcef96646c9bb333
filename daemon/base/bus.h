// SPDX-License-Identifier: Apache-2.0
// D-Bus: the connection, a name of our own, and a property of somebody else. Thread-bound to the loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "contract/result.h"

typedef struct _GDBusConnection GDBusConnection;
typedef struct _GDBusInterfaceSkeleton GDBusInterfaceSkeleton;

namespace diemcau::base {

// One connection a process. It outlives everything that was made with it.
class Bus {
 public:
  // The system bus, or the message bus at `address` (demo, tests). Error: bus.not_connected.
  [[nodiscard]] static Result<std::unique_ptr<Bus>> connect(const std::optional<std::string>& address);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  [[nodiscard]] GDBusConnection* connection() const { return connection_; }

  // Exports a gdbus-codegen skeleton at `path` and then claims `name`; the name is queued for while
  // a former owner still goes away. Errors: bus.not_exported, bus.name_not_owned.
  [[nodiscard]] Result<void> serve(GDBusInterfaceSkeleton* skeleton, const std::string& path, const std::string& name);

 private:
  explicit Bus(GDBusConnection* connection) : connection_(connection) {}
  GDBusConnection* connection_;
};

// Follows one string property of a peer through the peer's deaths and returns.
class PropertyWatch {
 public:
  struct Handlers {
    // The peer's unique name on the bus, when an owner appears (a new one after each restart).
    std::function<void(const std::string& owner)> appeared;
    std::function<void()> vanished;
    // The present value after each appearance, then each change.
    std::function<void(const std::string& value)> changed;
  };

  PropertyWatch(Bus& bus, std::string name, std::string path, std::string interface, std::string property,
                Handlers handlers);
  ~PropertyWatch();
  PropertyWatch(const PropertyWatch&) = delete;
  PropertyWatch& operator=(const PropertyWatch&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace diemcau::base
