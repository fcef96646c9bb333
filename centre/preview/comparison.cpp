// SPDX-License-Identifier: Apache-2.0
// The rounds of the comparison.
#include "centre/preview/comparison.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "centre/log/log.h"
#include "centre/store/configs.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::seconds kRound{1};

// Of what is on the screen now.
bool isExpected(const Endpoint& endpoint) {
  const ScreenStatus& screen = *endpoint.observed->screen;
  const auto& expected = endpoint.expected_screen;
  return expected && expected->config_version == screen.config_version &&
         expected->size == maket::Size{screen.rendered.width, screen.rendered.height};
}

}  // namespace

bool isComparable(const Endpoint& endpoint) {
  if (!endpoint.online || !endpoint.observed || !endpoint.observed->screen) return false;
  const ScreenStatus& screen = *endpoint.observed->screen;
  const bool lacks = std::ranges::any_of(endpoint.observed->conditions, [](const Condition& condition) {
    return condition.type == ConditionType::ScreenPictureMissing ||
           condition.type == ConditionType::ScreenTemplateMissing;
  });
  return screen.config_version > 0 && canDraw(screen.scene) && !screen.rendered.pixels_sha256.empty() && !lacks;
}

boost::asio::awaitable<void> ScreenComparison::watch() {
  for (;;) {
    for (const Endpoint* each : fleet_.all()) {
      if (isComparable(*each) && !isExpected(*each)) co_await expect(*fleet_.find(each->record.id));
    }
    judge();
    co_await sleepUntil(clock_.now().steady + kRound);
  }
}

boost::asio::awaitable<void> ScreenComparison::expect(Endpoint& endpoint) {
  const ScreenStatus& screen = *endpoint.observed->screen;
  ExpectedScreen expected{screen.config_version, {screen.rendered.width, screen.rendered.height}, std::nullopt};
  const auto config = co_await store_.run(
      [&](Database& database) { return findConfig(database, endpoint.record.id, expected.config_version); });
  if (!config) co_return;
  if (*config) {
    const auto body = parseConfigBody((*config)->body);
    if (body) {
      auto drawn = co_await desk_.draw({body->screen, body->site, expected.size});
      if (!drawn && drawn.error().code == "busy") co_return;
      if (drawn && drawn->missing_pictures.empty()) expected.frame = std::move(drawn->facts);
      if (!drawn) logWarning(endpoint.record.id + ": not compared: " + drawn.error().describe());
    }
  }
  endpoint.expected_screen = std::move(expected);
}

void ScreenComparison::judge() {
  std::vector<ComparedScreen> screens;
  std::map<std::string, Agreement> agreements;
  for (const Endpoint* endpoint : fleet_.all()) {
    if (!isComparable(*endpoint) || !isExpected(*endpoint) || !endpoint->expected_screen->frame) continue;
    const Observed& observed = *endpoint->observed;
    const Agreement agreement = compare(observed.screen->rendered, *endpoint->expected_screen->frame);
    screens.push_back({endpoint->record.id, observed.software, agreement});
    agreements[endpoint->record.id] = agreement;
  }
  const ScreenVerdict verdict = judgeScreens(screens);
  for (const Endpoint* endpoint : fleet_.all()) {
    const std::string& id = endpoint->record.id;
    const auto found = agreements.find(id);
    const auto agreement = found == agreements.end() ? std::nullopt : std::optional(found->second);
    fleet_.setAgreement(*fleet_.find(id), agreement, verdict.odd.contains(id));
  }
  health_.setDrawnOtherwise(verdict.alike);
}

}  // namespace diemcau::centre
