// SPDX-License-Identifier: Apache-2.0
// A pushed Config with which the network goes away: the box takes it back by itself, in time, while nobody can reach
// it; and when there is a network again the room is on air and says what happened.
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "tests/integration/house/tampered_house.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/own_network.h"
#include "tests/support/stall_watch.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kConfirmWithin = 10s;

std::uint64_t versionOf(const json& view) { return view["status"]["config"].value("version", std::uint64_t{0}); }

std::size_t timesIn(const std::string& text, const std::string& words) {
  std::size_t count = 0;
  for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++count;
  return count;
}

void aConfigThatTakesTheNetworkAwayIsTakenBack() {
  if (!hasOwnNetwork()) skip("no network of its own here");
  TamperedHouse house;
  const auto said = [&house](const std::string& words) {
    return timesIn(readWhole(house.endpoint().run() / "agent.log"), words);
  };
  json cuts = house.document();
  cuts["confirm_within_s"] = std::chrono::seconds(kConfirmWithin).count();
  cuts["body"]["video"]["fps"] = 15;
  house.offer(2, house.signedByCentre(cuts, 2));
  CHECK(waitFor(20s, [&] { return said("configuration 2 is stored, on trial") == 1; }));
  const auto begun = std::chrono::steady_clock::now();
  std::optional<NetworkCut> cut(std::in_place);

  CHECK(waitFor(kConfirmWithin + 10s, [&] { return said("configuration 2 is rolled back: not_acknowledged") == 1; }));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("figure: taken back after %.1f s of %lld\n", took.count(),
              static_cast<long long>(kConfirmWithin.count()));
  CHECK(took < kConfirmWithin + 3s);

  cut.reset();
  const json view = house.waitFor(60s, "version 1 on air again", [](const json& now) {
    const json back = now["status"]["config"].value("rolled_back", json::object());
    return isOnAir(now) && versionOf(now) == 1 && back.value("version", 0) == 2 &&
           back.value("reason", "") == "not_acknowledged";
  });
  CHECK(hasCondition(view, "config_rolled_back"));

  // The centre still offers it, and what is good is taken.
  json better = house.document();
  better["body"]["video"]["fps"] = 20;
  house.offer(3, house.signedByCentre(better, 3));
  const json after = house.waitFor(60s, "version 3 committed", [](const json& now) {
    return isOnAir(now) && versionOf(now) == 3 && !now["status"]["config"].value("on_trial", false);
  });
  CHECK(!hasCondition(after, "config_rolled_back"));
  CHECK_EQ(std::size_t{1}, said("configuration 2 is stored"));
}

}  // namespace

int main() {
  takeOwnNetwork();
  return run({TEST_IN_REAL_TIME(aConfigThatTakesTheNetworkAwayIsTakenBack)});
}
