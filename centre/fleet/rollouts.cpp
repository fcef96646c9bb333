// SPDX-License-Identifier: Apache-2.0
// Carries out one Rollout at a time.
#include "centre/fleet/rollouts.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <format>
#include <utility>

#include "centre/log/log.h"
#include "centre/store/audit.h"
#include "centre/store/configs.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::seconds kLook{1};

void runEnded(std::exception_ptr ended) noexcept {
  if (!ended) return;
  logError("a rollout ended by an exception");
  std::abort();
}

// The room comes before what is wrong there.
Error atSite(Error error, const Site& site) {
  error.context.insert(0, site.code + ": ");
  return error;
}

}  // namespace

boost::asio::awaitable<Result<std::uint64_t>> Rollouts::begin(RolloutWish wish) {
  if (preparing_ || (run_ && !run_->over)) co_return fail("rollout", "running", "");
  preparing_ = true;
  auto targets = co_await targetsOf(wish);
  preparing_ = false;
  if (!targets) co_return std::unexpected(std::move(targets).error());
  run_.emplace(++last_id_, wish.author, clock_.now().wall,
               Rollout(std::move(*targets), wish.first, wish.most_failures));
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, carryOut(wish.address), runEnded);
  co_return last_id_;
}

bool Rollouts::stop(bool undo) {
  if (!run_ || run_->over) return false;
  run_->undo = undo;
  run_->rollout.stop();
  return true;
}

boost::asio::awaitable<Result<std::vector<RolloutTarget>>> Rollouts::targetsOf(const RolloutWish& wish) {
  std::vector<std::string> ids = wish.endpoints;
  if (ids.empty()) {
    for (const Endpoint* endpoint : fleet_.all()) {
      if (endpoint->desired && !endpoint->record.revoked_at) ids.push_back(endpoint->record.id);
    }
  }
  if (ids.empty()) co_return fail("rollout", "no_endpoints", "");
  std::vector<RolloutTarget> targets;
  for (const std::string& id : ids) {
    const Endpoint* endpoint = fleet_.find(id);
    if (endpoint == nullptr || endpoint->record.revoked_at) co_return fail("rollout", "endpoint_unknown", id);
    RolloutTarget target;
    target.endpoint = id;
    target.site = endpoint->site;
    auto before = co_await newestBody(id);
    if (!before) co_return std::unexpected(std::move(before).error());
    target.before = std::move(*before);
    PatchVariables variables;
    if (const auto own = wish.variables.find(target.site.code); own != wish.variables.end()) variables = own->second;
    variables["site.code"] = target.site.code;
    variables["site.name"] = target.site.name;
    auto after = patchedBody(target.before, wish.patch, variables);
    if (!after) co_return std::unexpected(atSite(std::move(after).error(), target.site));
    target.after = std::move(*after);
    targets.push_back(std::move(target));
  }
  co_return targets;
}

boost::asio::awaitable<Result<ConfigBody>> Rollouts::newestBody(const std::string& endpoint) {
  auto newest = co_await store_.run([&](Database& database) { return newestConfig(database, endpoint); });
  if (!newest) co_return std::unexpected(std::move(newest).error());
  if (!*newest) co_return fail("rollout", "config_missing", endpoint);
  co_return parseConfigBody((*newest)->body);
}

boost::asio::awaitable<void> Rollouts::carryOut(std::string address) {
  Rollout& rollout = run_->rollout;
  co_await note("rollout.begin", address, std::format("{} endpoints", rollout.targets().size()));
  fleet_.changes().rolloutChanged();
  while (rollout.state() == RolloutState::Running) {
    for (const std::size_t index : rollout.due()) {
      if (rollout.state() == RolloutState::Running) co_await pushTo(index, address);
    }
    fleet_.changes().rolloutChanged();
    co_await sleepUntil(clock_.now().steady + kLook);
    if (rollout.look(fleet_, clock_.now())) fleet_.changes().rolloutChanged();
  }
  if (rollout.state() == RolloutState::Stopped && run_->undo) co_await undo(address);
  run_->over = true;
  co_await note("rollout.end", address, std::string(nameOf(rollout.state())));
  fleet_.changes().rolloutChanged();
}

boost::asio::awaitable<void> Rollouts::pushTo(std::size_t index, std::string address) {
  const RolloutTarget& target = run_->rollout.targets().at(index);
  Endpoint& endpoint = *fleet_.find(target.endpoint);
  const Moment now = clock_.now();
  const std::uint64_t base = endpoint.desired ? endpoint.desired->version.version : 0;
  const auto version = co_await publisher_.push(endpoint, {base, target.after, run_->author, address});
  if (version) {
    run_->rollout.pushed(index, *version, endpoint, now);
  } else {
    run_->rollout.notPushed(index, version.error().describe());
  }
}

boost::asio::awaitable<void> Rollouts::undo(std::string address) {
  run_->rollout.look(fleet_, clock_.now());
  for (const std::size_t index : run_->rollout.toUndo()) {
    const RolloutTarget& target = run_->rollout.targets().at(index);
    Endpoint& endpoint = *fleet_.find(target.endpoint);
    const auto version = co_await publisher_.push(endpoint, {target.version, target.before, run_->author, address});
    if (version) {
      run_->rollout.undone(index);
    } else {
      logWarning(target.endpoint + ": not undone: " + version.error().describe());
    }
  }
}

boost::asio::awaitable<void> Rollouts::note(std::string action, std::string address, std::string detail) {
  const AuditRecord audit{
      clock_.now().wall, run_->author, std::move(address), std::move(action), std::format("rollout {}", run_->id),
      std::move(detail)};
  const Result<void> noted = co_await store_.run([&audit](Database& database) { return addAudit(database, audit); });
  if (!noted) logError("audit: " + noted.error().describe());
}

}  // namespace diemcau::centre
