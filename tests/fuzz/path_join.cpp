// SPDX-License-Identifier: Apache-2.0
// Messages of two paths, as an endpoint may send them.
#include "centre/gateway/path_join.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  using diemcau::fuzz::require;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::size_t given = 0;
  std::size_t got = 0;
  centre::PathJoin join({.another = [] {}, .message = [&got](std::string_view) { ++got; }});
  centre::PathJoin::Time now{std::chrono::hours(1)};
  constexpr std::size_t kHead = 2;  // path and time
  while (rest.size() > kHead) {
    const auto path = static_cast<std::uint32_t>(static_cast<std::uint8_t>(rest[0]) % 2 + 1);
    now += std::chrono::milliseconds(static_cast<std::uint8_t>(rest[1]));
    const std::string_view message = rest.substr(kHead, kTsPacketBytes);
    rest.remove_prefix(std::min(rest.size(), kHead + kTsPacketBytes));
    join.add(path, message, now);
    ++given;
    require(got <= given, "nothing is given out twice");
  }
  join.tick(now + std::chrono::hours(1));
  require(!join.waiting(), "nothing is waited for without end");
  return 0;
}
