// SPDX-License-Identifier: Apache-2.0
// Endpoints by their id, those included that another process has only just added.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <utility>

#include "centre/fleet/fleet.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class EndpointFinder {
 public:
  // Takes over what is new in the store.
  using Refresh = std::function<boost::asio::awaitable<void>()>;

  EndpointFinder(Fleet& fleet, Refresh refresh) : fleet_(fleet), refresh_(std::move(refresh)) {}

  // Null when the store has none of that id either. Endpoints stay where they are for ever.
  [[nodiscard]] boost::asio::awaitable<Endpoint*> find(const std::string& id);

 private:
  Fleet& fleet_;
  Refresh refresh_;
};

}  // namespace diemcau::centre
