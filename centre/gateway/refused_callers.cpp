// SPDX-License-Identifier: Apache-2.0
// Which refused callers are the same, and which find no room.
#include "centre/gateway/refused_callers.h"

#include <algorithm>
#include <utility>

namespace diemcau::centre {
namespace {

// Another path, run or passphrase of the same caller is no other caller.
bool areTheSame(const RefusedCaller& one, const RefusedCaller& other) {
  return one.why == other.why && one.address == other.address && one.claims.resource == other.claims.resource &&
         one.claims.user == other.claims.user && one.claims.mode == other.claims.mode;
}

}  // namespace

std::string_view nameOf(StreamRefusal why) {
  constexpr std::string_view names[] = {"stream_id_malformed", "mode_unknown",     "site_unknown",
                                        "watching_forbidden",  "endpoint_wrong",   "passphrase_outdated",
                                        "passphrase_unusable", "passphrase_wrong", "too_many_watch"};
  return names[static_cast<std::size_t>(why)];
}

void RefusedCallers::add(RefusedCaller caller) {
  const auto same = [&caller](const RefusedCaller& other) { return areTheSame(caller, other); };
  if (const auto known = std::ranges::find_if(batch_.callers, same); known != batch_.callers.end()) {
    known->times += caller.times;
    return;
  }
  const auto of_address = std::ranges::count(batch_.callers, caller.address, &RefusedCaller::address);
  const bool room = batch_.callers.size() < kMostRefused && std::cmp_less(of_address, kMostRefusedOfAddress);
  if (!room) {
    batch_.more += caller.times;
    return;
  }
  batch_.callers.push_back(std::move(caller));
}

RefusedBatch RefusedCallers::take() { return std::exchange(batch_, {}); }

}  // namespace diemcau::centre
