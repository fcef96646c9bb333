// SPDX-License-Identifier: Apache-2.0
// Carries out one Rollout at a time.
#include "centre/fleet/rollouts.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <format>
#include <set>
#include <utility>

#include "centre/fleet/rollout_record.h"
#include "centre/log/log.h"
#include "centre/store/configs.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::seconds kLook{1};
// Of two Configs, as JSON; a signature has 72 bytes at most, in base64 and with its key's id.
constexpr std::size_t kTwoSignatures = 4 * 256;
// How a push and an import say that another version came first.
constexpr std::string_view kOvertaken = "version_conflict";

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

ConfigBody withoutUplink(ConfigBody body) {
  body.uplink.reset();
  return body;
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
  if (targets) {
    const RolloutTarget& first = targets->front();
    if (auto enough = publisher_.maySign(*fleet_.find(first.endpoint), first.after); !enough) {
      targets = std::unexpected(std::move(enough).error());
    }
  }
  co_return co_await start(std::move(targets), {.wave = wish.first, .most_failures = wish.most_failures},
                           {wish.author, wish.address});
}

boost::asio::awaitable<Result<std::string>> Rollouts::draft(RolloutWish wish, bool overrides_freeze) {
  const auto targets = co_await targetsOf(wish);
  if (!targets) co_return std::unexpected(targets.error());
  if (targets->size() > kMaxBatchRooms) {
    co_return fail("rollout", "batch_too_large", std::format("{} rooms, {} at most", targets->size(), kMaxBatchRooms));
  }
  SigningBatch batch{static_cast<std::uint32_t>(wish.first), static_cast<std::uint32_t>(wish.most_failures), {}};
  for (const RolloutTarget& target : *targets) {
    batch.rooms.push_back(
        offline_.draftRoom(*fleet_.find(target.endpoint), target.before, target.after, overrides_freeze));
  }
  std::string text = writeSigningBatch(batch);
  // Room for the signatures of two people.
  if (text.size() + targets->size() * kTwoSignatures > kMaxSigningBatchBytes) {
    co_return fail("rollout", "batch_too_large",
                   std::format("{} bytes, {} at most", text.size(), kMaxSigningBatchBytes));
  }
  co_return text;
}

boost::asio::awaitable<Result<std::uint64_t>> Rollouts::beginSigned(SigningBatch batch, Person person) {
  if (preparing_ || (run_ && !run_->over)) co_return fail("rollout", "running", "");
  preparing_ = true;
  auto targets = co_await signedTargets(batch);
  co_return co_await start(std::move(targets), {.wave = batch.first, .most_failures = batch.most_failures},
                           std::move(person));
}

boost::asio::awaitable<Result<std::uint64_t>> Rollouts::start(Result<std::vector<RolloutTarget>> targets,
                                                              RolloutPace pace, Person person) {
  if (!targets) {
    preparing_ = false;
    co_return std::unexpected(std::move(targets).error());
  }
  const bool elsewhere = !targets->front().signed_install.empty();
  Run run{0, std::move(person.account), std::move(person.address), clock_.now().wall,
          Rollout(std::move(*targets), pace)};
  const AuditRecord audit{
      run.began_at, run.author,
      run.address,  "rollout.begin",
      "",           std::format("{} endpoints{}", run.rollout.targets().size(), elsewhere ? ", signed elsewhere" : "")};
  const RolloutRecord record = recordOf(run);
  const auto id = co_await store_.run([&](Database& database) { return addRollout(database, record, audit); });
  preparing_ = false;
  if (!id) co_return std::unexpected(id.error());
  run.id = *id;
  run_ = std::move(run);
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, carryOut(), runEnded);
  co_return run_->id;
}

boost::asio::awaitable<Result<void>> Rollouts::stop(bool undo, std::string author, std::string address) {
  const bool over = !run_ || run_->over;
  const bool gives_back = run_ && undo && !preparing_ && !run_->rollout.toUndo().empty();
  if (over && !gives_back) co_return fail("rollout", "over", "");
  run_->undo = undo;
  run_->over = false;
  run_->rollout.stop();
  AuditRecord audit = auditOf("rollout.stop", undo ? "undo" : "");
  audit.actor = std::move(author);
  audit.address = std::move(address);
  // Not the rooms: a push may be on its way, which is stored with its Config.
  RolloutRecord record = recordOf(*run_);
  record.targets.clear();
  auto stored = co_await store_.run([&](Database& database) { return saveRollout(database, record, audit); });
  if (over) boost::asio::co_spawn(co_await boost::asio::this_coro::executor, carryOut(), runEnded);
  co_return stored;
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
    auto after = patchedBody(target.before, wish.patch, variablesOf(wish.variables, target.site));
    if (!after) co_return std::unexpected(atSite(std::move(after).error(), target.site));
    target.after = std::move(*after);
    targets.push_back(std::move(target));
  }
  co_return targets;
}

boost::asio::awaitable<Result<std::vector<RolloutTarget>>> Rollouts::signedTargets(const SigningBatch& batch) {
  std::vector<RolloutTarget> targets;
  std::set<std::string> ids;
  for (const SigningBatchRoom& room : batch.rooms) {
    auto target = co_await signedTarget(room);
    if (!target)
      co_return std::unexpected(std::move(target).error().within(std::format("room {}", targets.size() + 1)));
    if (!ids.insert(target->endpoint).second) co_return fail("rollout", "endpoint_twice", target->endpoint);
    targets.push_back(std::move(*target));
  }
  const bool none =
      std::ranges::all_of(targets, [](const RolloutTarget& target) { return target.step == RolloutStep::Overtaken; });
  if (none) co_return fail("rollout", "overtaken", targets.front().site.code + ": " + targets.front().detail);
  co_return targets;
}

boost::asio::awaitable<Result<RolloutTarget>> Rollouts::signedTarget(const SigningBatchRoom& room) {
  auto configs = offline_.open(room);
  if (!configs) co_return std::unexpected(std::move(configs).error());
  const std::string id = configs->install.endpoint;
  const Endpoint* endpoint = fleet_.find(id);
  if (endpoint == nullptr || endpoint->record.revoked_at) co_return fail("rollout", "endpoint_unknown", id);
  const auto before = co_await newestBody(id);
  if (!before) co_return std::unexpected(before.error());
  RolloutTarget target;
  target.endpoint = id;
  target.site = endpoint->site;
  target.signed_install = writeEnvelope(room.install);
  target.signed_undo = writeEnvelope(room.undo);
  const Result<void> next = offline_.checkFor(*endpoint, configs->install);
  const bool overtaken = !next && next.error().code == kOvertaken;
  if (overtaken) target.step = RolloutStep::Overtaken;
  if (overtaken) target.detail = next.error().context;
  if (!next && !overtaken) co_return std::unexpected(atSite(next.error(), target.site));
  target.before = withoutUplink(std::move(configs->undo.body));
  target.after = withoutUplink(std::move(configs->install.body));
  if (!overtaken && target.before != *before) {
    co_return std::unexpected(atSite({"batch", "undo_wrong", "is not what the room has"}, target.site));
  }
  co_return target;
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
    const std::vector<std::size_t> due = rollout.due(fleet_, clock_.now());
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
  const auto version =
      co_await give(endpoint, target.signed_install,
                    {base, target.after, run_->author, run_->address, RolloutMark{run_->id, stateOf(target, index)}});
  if (version) {
    target.version = *version;
    rollout.pushed(index, std::move(target));
    co_return;
  }
  if (version.error().code == kOvertaken) {
    rollout.overtaken(index, version.error().context);
  } else {
    rollout.notPushed(index, version.error().describe());
  }
  co_await save();
}

boost::asio::awaitable<Result<std::uint64_t>> Rollouts::give(Endpoint& endpoint, const std::string& signed_one,
                                                             Push push) {
  if (signed_one.empty()) co_return co_await publisher_.push(endpoint, std::move(push));
  co_return co_await offline_.import(
      endpoint, {signed_one, std::move(push.author), std::move(push.address), std::move(push.mark)});
}

boost::asio::awaitable<void> Rollouts::undo() {
  Rollout& rollout = run_->rollout;
  rollout.look(fleet_, clock_.now());
  for (const std::size_t index : rollout.toUndo()) {
    RolloutTarget target = rollout.targets().at(index);
    target.step = RolloutStep::Undone;
    Endpoint& endpoint = *fleet_.find(target.endpoint);
    const auto version = co_await give(
        endpoint, target.signed_undo,
        {target.version, target.before, run_->author, run_->address, RolloutMark{run_->id, stateOf(target, index)}});
    if (version) {
      rollout.undone(index, *version);
      continue;
    }
    if (version.error().code == kOvertaken) {
      rollout.overtaken(index, version.error().context);
    } else {
      rollout.notUndone(index, version.error().describe());
    }
    logWarning(target.endpoint + ": not undone: " + version.error().describe());
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
