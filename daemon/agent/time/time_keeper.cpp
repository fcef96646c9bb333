// SPDX-License-Identifier: Apache-2.0
// Sees to it that the machine's clock is right.
#include "daemon/agent/time/time_keeper.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <utility>

#include "daemon/agent/time/clock_floor.h"

namespace diemcau::agent {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{5'000};
constexpr std::chrono::minutes kSaveEvery{10};
constexpr milliseconds kTimeout{5'000};
constexpr std::size_t kMaxAnswerBytes = 4096;
// The centre's own clock may be set back a little after it signed something.
constexpr std::chrono::minutes kSlack{10};

// "3600.0 s behind".
std::string inWords(milliseconds difference) {
  const double seconds = static_cast<double>(std::chrono::abs(difference).count()) / 1000.0;
  return std::format("{:.1f} s {}", seconds, difference.count() > 0 ? "behind" : "ahead");
}

}  // namespace

TimeKeeper::TimeKeeper(TimeSource source, const base::Clock& clock, const Random& random,
                       const std::filesystem::path& state, Handlers handlers)
    : source_(source),
      clock_(clock),
      random_(random),
      file_(state / "clock"),
      handlers_(std::move(handlers)),
      failures_(clock, random),
      signed_floor_(buildEpoch()) {}

void TimeKeeper::start(Timestamp newest_signed) {
  signed_floor_ = std::max(signed_floor_, newest_signed);
  raise();
  offset_ = offset();
  if (source_.client != nullptr) conditions_.set(ConditionType::ClockUnverified, clock_.wall());
  save_at_ = clock_.boot() + kSaveEvery;
  step();
  timer_.startEvery(kLook, [this] { step(); });
}

void TimeKeeper::raise() {
  const Timestamp floor = std::max(signed_floor_, savedClock(file_));
  if (clock_.wall() < floor) correct(floor);
}

void TimeKeeper::step() {
  const base::BootTime now = clock_.boot();
  const std::chrono::nanoseconds jump = offset() - std::exchange(offset_, offset());
  if (std::chrono::abs(jump) > kTolerance) {
    spdlog::warn("the clock jumped by {:.1f} s", std::chrono::duration<double>{jump}.count());
    verified_ = false;
    ask_at_ = now;
    if (source_.client != nullptr) conditions_.set(ConditionType::ClockUnverified, clock_.wall());
    handlers_.changed();
  }
  if (now >= save_at_ && (verified_ || source_.system.keptByNtp())) {
    saveClock(file_, clock_.wall());
    save_at_ = now + kSaveEvery;
  }
  if (source_.client != nullptr && !call_ && now >= ask_at_) ask();
}

void TimeKeeper::ask() {
  auto question = TimeQuestion::make(clock_.boot());
  if (!question) return finish(std::unexpected(std::move(question.error())));
  question_ = *std::move(question);
  HttpRequest request;
  request.path = "?nonce=" + question_->nonce;
  request.timeout = kTimeout;
  request.response_limit = kMaxAnswerBytes;
  call_ = source_.client->start(std::move(request), [this](const HttpResult& result) { finish(result); });
}

void TimeKeeper::finish(const HttpResult& result) {
  call_.reset();
  const auto taken = take(result);
  question_.reset();
  if (taken) {
    failures_.succeeded();
    ask_at_ = clock_.boot() + spread(kEvery, random_);
  } else {
    if (failures_.failures() == 0) spdlog::warn("no time from the centre: {}", taken.error().describe());
    ask_at_ = clock_.boot() + failures_.failed(result ? result->retry_after : std::nullopt);
  }
  handlers_.changed();
}

Result<void> TimeKeeper::take(const HttpResult& result) {
  if (!result) return std::unexpected(result.error());
  if (result->status != 200) return fail("clock", "no_answer", std::format("HTTP {}", result->status));
  const auto centre = judgeTimeAnswer(result->body, *question_, handlers_.verifier(), clock_.boot());
  if (!centre) return std::unexpected(centre.error());
  if (centre->time + kSlack < signed_floor_) return fail("clock", "before_floor", formatTimestamp(centre->time));
  const milliseconds difference = centre->time - clock_.wall();
  if (std::chrono::abs(difference) <= kTolerance + centre->tolerance) {
    conditions_.clear(ConditionType::ClockWrong);
  } else {
    correct(centre->time);
  }
  verified_ = !conditions_.has(ConditionType::ClockWrong);
  conditions_.clear(ConditionType::ClockUnverified);
  if (verified_) saveClock(file_, clock_.wall());
  return {};
}

void TimeKeeper::correct(base::WallTime to) {
  const milliseconds difference = to - clock_.wall();
  if (source_.system.keptByNtp()) return noteWrong(difference, {"clock", "not_set", "an NTP daemon keeps it"});
  if (auto set = source_.system.set(to); !set) return noteWrong(difference, set.error());
  spdlog::warn("the clock was {}: set", inWords(difference));
  offset_ = offset();
  conditions_.clear(ConditionType::ClockWrong);
}

void TimeKeeper::noteWrong(milliseconds difference, const Error& why) {
  if (!conditions_.has(ConditionType::ClockWrong)) {
    spdlog::warn("the clock is {} and stays so: {}", inWords(difference), why.describe());
  }
  conditions_.set(ConditionType::ClockWrong, clock_.wall(), inWords(difference) + ": " + why.context);
}

std::vector<Condition> TimeKeeper::conditions() const { return conditions_.all(); }

std::chrono::nanoseconds TimeKeeper::offset() const {
  return clock_.wall().time_since_epoch() - clock_.boot().time_since_epoch();
}

}  // namespace diemcau::agent
