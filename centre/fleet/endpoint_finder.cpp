// SPDX-License-Identifier: Apache-2.0
// Looking in memory, then in the store.
#include "centre/fleet/endpoint_finder.h"

namespace diemcau::centre {

boost::asio::awaitable<Endpoint*> EndpointFinder::find(const std::string& id) {
  if (Endpoint* known = fleet_.find(id)) co_return known;
  co_await refresh_();
  co_return fleet_.find(id);
}

}  // namespace diemcau::centre
