// SPDX-License-Identifier: Apache-2.0
// Carries out one Rollout at a time.
#include "centre/fleet/rollouts.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <format>
#include <utility>

#include "centre/fleet/rollout_record.h"
#include "centre/log/log.h"
#include "centre/store/configs.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::seconds kLook{1};

void runEnded(std::exception_ptr ended) noexcept {
  if (!ended) return;
  logError("a rollout ended by an exception");
  std::abort();
}

RolloutRecord recordOf(const Rollouts::Run& run) {
  RolloutRecord record = recordOf(run.rollout);
  record.id = run.id;
  record.author = run.author;
  record.address = run.address;
  record.began_at = run.began_at;
  record.undo = run.undo;
  record.over = run.over;
  return record;
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
  auto prepared = co_await prepare(wish);
  preparing_ = false;
  if (!prepared) co_return std::unexpected(std::move(prepared).error());
  run_ = std::move(*prepared);
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, carryOut(), runEnded);
  co_return run_->id;
}

boost::asio::awaitable<Result<Rollouts::Run>> Rollouts::prepare(const RolloutWish& wish) {
  auto targets = co_await targetsOf(wish);
  if (!targets) co_return std::unexpected(std::move(targets).error());
  Run run{0, wish.author, wish.address, clock_.now().wall,
          Rollout(std::move(*targets), {.wave = wish.first, .most_failures = wish.most_failures})};
  const AuditRecord audit{run.began_at,    run.author, run.address,
                          "rollout.begin", "",         std::format("{} endpoints", run.rollout.targets().size())};
  const RolloutRecord record = recordOf(run);
  const auto id = co_await store_.run([&](Database& database) { return addRollout(database, record, audit); });
  if (!id) co_return std::unexpected(id.error());
  run.id = *id;
  co_return run;
}

boost::asio::awaitable<Result<void>> Rollouts::stop(bool undo, std::string author, std::string address) {
  if (!run_ || run_->over) co_return fail("rollout", "over", "");
  run_->undo = undo;
  run_->rollout.stop();
  AuditRecord audit = auditOf("rollout.stop", undo ? "undo" : "");
  audit.actor = std::move(author);
  audit.address = std::move(address);
  // Not the rooms: a push may be on its way, which is stored with its Config.
  RolloutRecord record = recordOf(*run_);
  record.targets.clear();
  co_return co_await store_.run([&](Database& database) { return saveRollout(database, record, audit); });
}

void Rollouts::restore(const RolloutRecord& record) {
  auto rollout = rolloutFrom(record, fleet_, clock_.now());
  if (!rollout) {
    logError("the stored rollout is left as it is: " + rollout.error().describe());
    return;
  }
  run_.emplace(record.id, record.author, record.address, record.began_at, std::move(*rollout), record.undo,
               record.over);
}

boost::asio::awaitable<void> Rollouts::goOn() {
  if (!run_ || run_->over) co_return;
  logInfo(std::format("rollout {} goes on", run_->id));
  co_await carryOut();
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

boost::asio::awaitable<void> Rollouts::carryOut() {
  Rollout& rollout = run_->rollout;
  fleet_.changes().rolloutChanged();
  while (rollout.state() == RolloutState::Running) {
    const std::vector<std::size_t> due = rollout.due();
    if (!due.empty()) co_await save();
    for (const std::size_t index : due) {
      if (rollout.state() == RolloutState::Running) co_await pushTo(index);
    }
    fleet_.changes().rolloutChanged();
    co_await sleepUntil(clock_.now().steady + kLook);
    if (!rollout.look(fleet_, clock_.now())) continue;
    co_await save();
    fleet_.changes().rolloutChanged();
  }
  if (rollout.state() == RolloutState::Stopped && run_->undo) co_await undo();
  run_->over = true;
  co_await save(auditOf("rollout.end", std::string(nameOf(rollout.state()))));
  fleet_.changes().rolloutChanged();
}

boost::asio::awaitable<void> Rollouts::pushTo(std::size_t index) {
  Rollout& rollout = run_->rollout;
  Endpoint& endpoint = *fleet_.find(rollout.targets().at(index).endpoint);
  RolloutTarget target = rollout.pushing(index, endpoint, clock_.now());
  const std::uint64_t base = endpoint.desired ? endpoint.desired->version.version : 0;
  const auto version = co_await publisher_.push(
      endpoint, {base, target.after, run_->author, run_->address, RolloutMark{run_->id, stateOf(target, index)}});
  if (version) {
    target.version = *version;
    rollout.pushed(index, std::move(target));
  } else {
    rollout.notPushed(index, version.error().describe());
    co_await save();
  }
}

boost::asio::awaitable<void> Rollouts::undo() {
  Rollout& rollout = run_->rollout;
  rollout.look(fleet_, clock_.now());
  for (const std::size_t index : rollout.toUndo()) {
    RolloutTarget target = rollout.targets().at(index);
    target.step = RolloutStep::Undone;
    Endpoint& endpoint = *fleet_.find(target.endpoint);
    const auto version = co_await publisher_.push(endpoint, {target.version, target.before, run_->author, run_->address,
                                                             RolloutMark{run_->id, stateOf(target, index)}});
    if (version) {
      rollout.undone(index, *version);
    } else {
      logWarning(target.endpoint + ": not undone: " + version.error().describe());
    }
  }
}

AuditRecord Rollouts::auditOf(std::string action, std::string detail) const {
  return {clock_.now().wall, run_->author, run_->address, std::move(action), std::format("rollout {}", run_->id),
          std::move(detail)};
}

boost::asio::awaitable<Result<void>> Rollouts::save(std::optional<AuditRecord> audit) {
  const RolloutRecord record = recordOf(*run_);
  const Result<void> saved =
      co_await store_.run([&](Database& database) { return saveRollout(database, record, audit); });
  if (!saved) logError("rollout not stored: " + saved.error().describe());
  co_return saved;
}

}  // namespace diemcau::centre
