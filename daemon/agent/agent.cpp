// SPDX-License-Identifier: Apache-2.0
// The agent put together: Config in, plans and reports out.
#include "daemon/agent/agent.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/agent/checklist.h"
#include "daemon/agent/network_facts.h"
#include "daemon/agent/plans.h"
#include "daemon/agent/report_builder.h"
#include "daemon/agent/udp_blocked.h"
#include "daemon/base/service.h"

namespace diemcau::agent {
namespace {

// In reports a name is needed even where nothing says who this is.
constexpr const char* kNobody = "unidentified";

constexpr WorkerPlace<MediaStatus> kMedia{"media", "vn.diemcau.Media1", "/vn/diemcau/Media1", parseMediaStatus};
constexpr WorkerPlace<ScreenStatus> kScreen{"screen", "vn.diemcau.Screen1", "/vn/diemcau/Screen1", parseScreenStatus};

constexpr std::array kEnrolmentTroubles{ConditionType::EnrolmentPending, ConditionType::EnrolmentRefused,
                                        ConditionType::EnrolmentFailed};

constexpr std::array kLinkTroubles{ConditionType::CentreUnreachable, ConditionType::CentreUntrusted,
                                   ConditionType::IdentityRefused, ConditionType::IdentityInvalid};

std::optional<TrustKeeper> trustOf(const Result<LoadedIdentity>& identity, const std::filesystem::path& state,
                                   const base::Clock& clock) {
  if (!identity) return std::nullopt;
  return std::optional<TrustKeeper>{std::in_place, identity->trust, state, clock};
}

// The centre may have a newer root under which it is not.
bool isRefusedByRoot(const std::optional<RefusedConfig>& refused) {
  if (!refused) return false;
  return refused->reason == textOf(ConditionType::ConfigKeyUnknown).name ||
         refused->reason == textOf(ConditionType::ConfigThresholdNotMet).name;
}

template <class Watch>
std::optional<std::uint64_t> versionOf(const Watch& watch) {
  if (!watch || !watch->observation()) return std::nullopt;
  return watch->observation()->config_version;
}

}  // namespace

Agent::Agent(const Options& options, const Result<LoadedIdentity>& identity, HttpClient* client, TimeSource time,
             base::Bus& bus, const base::Clock& clock)
    : clock_(clock),
      bus_(bus),
      endpoint_(identity ? identity->identity.endpoint : ""),
      sources_(options.sources),
      started_at_(clock.wall()),
      started_boot_(clock.boot()),
      record_file_(options.run / "agent.record"),
      facts_("/", options.state),
      host_(facts_.read()),
      seq_(options.state / "report-seq", clock.wall()),
      trust_(trustOf(identity, options.state, clock)),
      store_(options.state, options.identity),
      keeper_(store_, trust_ ? &trust_->configVerifier() : nullptr, endpoint_, clock),
      time_(time, clock, systemRandom(), options.state,
            {.verifier = [this]() -> const EnvelopeVerifier& { return trust_->onlineVerifier(); },
             .changed = [this] { reporter_.changed(); }}),
      link_(clock, {.changed = [this] { onLinkChanged(); },
                    .recovered = [this](base::BootTime since) { onLinkRecovered(since); }}),
      ring_(options.state / "reports"),
      reporter_(*this, client, link_, clock, systemRandom(), ring_,
                [this](const std::string& json) { exported_.setStatus(json); }) {
  if (identity) {
    recording_ =
        RecordingPlace{std::filesystem::absolute(options.state / "recording").string(), identity->recording_key};
  } else {
    conditions_.set(ConditionType::IdentityInvalid, started_at_, identity.error().describe());
  }
  if (client != nullptr) talkTo(*client, options);
}

Result<void> Agent::start() {
  const RunRecordFile::Begun begun = record_file_.begin();
  record_ = begun.record;
  restarted_ = begun.restarted;
  record_file_.write(record_);

  keeper_.resume();
  time_.start(keeper_.current() ? keeper_.current()->issued_at : Timestamp{});
  applyPlans();
  if (auto served = exported_.serve(bus_); !served) return served;

  const auto changed = [this] { onWorkerChanged(); };
  media_.emplace(bus_, kMedia,
                 WorkerLife{clock_, ConditionType::MediaDown, ConditionType::MediaRestarted, record_.workers["media"]},
                 changed);
  screen_.emplace(
      bus_, kScreen,
      WorkerLife{clock_, ConditionType::ScreenDown, ConditionType::ScreenRestarted, record_.workers["screen"]},
      changed);
  reporter_.start(std::chrono::seconds{keeper_.current() ? keeper_.current()->body.reporting.interval_s : 2});
  if (root_poll_) root_poll_->ask();
  if (poll_) poll_->start();
  return {};
}

void Agent::end() {
  record_.ended_well = true;
  record_file_.write(record_);
}

void Agent::followEnrolment(const EnrolmentState& state) {
  for (const ConditionType type : kEnrolmentTroubles) {
    if (type != state.trouble) conditions_.clear(type);
  }
  if (state.trouble) conditions_.set(*state.trouble, clock_.wall(), state.detail);
  pairing_code_ = state.pairing_code;
  applyPlans();
  reporter_.changed();
}

void Agent::followRenewal(const std::optional<std::string>& trouble) {
  if (trouble) {
    conditions_.set(ConditionType::IdentityExpiring, clock_.wall(), *trouble);
  } else {
    conditions_.clear(ConditionType::IdentityExpiring);
  }
  reporter_.changed();
}

ConfigPoll::Verdict Agent::onConfigOffered(const std::string& envelope) {
  if (trust_->expired()) {
    keeper_.refuse({ConditionType::TrustRootExpired, 0, formatTimestamp(trust_->root().expires_at)});
    root_poll_->ask();
    reporter_.changed();
    return ConfigPoll::Verdict::Refused;
  }
  const bool installed = keeper_.offer(envelope, room());
  if (installed) useCurrent();
  if (!installed && isRefusedByRoot(keeper_.refused())) root_poll_->ask();
  reporter_.changed();
  return installed ? ConfigPoll::Verdict::Installed : ConfigPoll::Verdict::Refused;
}

// What the old root refused is judged again.
bool Agent::onTrustRootOffered(const std::string& envelope) {
  const bool taken = trust_->offer(envelope);
  if (taken) {
    keeper_.trust(trust_->configVerifier());
    trust_->keep();
    poll_->judgeAgain();
  }
  reporter_.changed();
  return taken;
}

void Agent::onTrustRootNewest() {
  trust_->nothingNewer();
  if (trust_->rotated() && keeper_.settleTrust()) {
    useCurrent();
    poll_->judgeAgain();
  }
  reporter_.changed();
}

// Puts to use what the keeper has just stored, and then stores it twice.
void Agent::useCurrent() {
  applyPlans();
  const auto& current = keeper_.current();
  reporter_.setInterval(std::chrono::seconds{current ? current->body.reporting.interval_s : 2});
  if (const auto mirrored = store_.mirror(); !mirrored) spdlog::warn("{}", mirrored.error().describe());
  judgeTrial();
}

void Agent::judgeTrial() {
  if (keeper_.judge(room())) {
    useCurrent();
    reporter_.changed();
  } else if (const auto deadline = keeper_.deadline()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - clock_.boot());
    trial_timer_.startOnce(std::max(left, std::chrono::milliseconds{0}), [this] { judgeTrial(); });
  } else {
    trial_timer_.stop();
  }
}

RoomView Agent::room() const {
  if (!media_ || !screen_) return {};
  return {media_->observation() ? &*media_->observation() : nullptr, media_->life().up(), screen_->life().up()};
}

void Agent::acknowledged(std::uint64_t config_version) {
  keeper_.acknowledged(config_version);
  judgeTrial();
}

void Agent::applyPlans() {
  Plans plans = plansFrom(keeper_.current(), endpoint_, sources_, recording_);
  plans.screen.pairing_code = pairing_code_;
  if (plans.screen.screen.scene == Scene::Setup) plans.screen.checklist = checklist_;
  exported_.setPlans(plans);
  if (pictures_) pictures_->want(picturesOf(plans.screen.screen));
  if (!recording_upload_) return;
  std::optional<RecordingUploadPlan> upload;
  if (const auto& recording = plans.media.recording) {
    upload = {recording->directory, recording->key, uploadRateFor(keeper_.current()->body.video)};
  }
  recording_upload_->use(upload);
}

// The technician's view of it, where the screen shows one.
void Agent::followChecklist(const Status& status) {
  const Checklist now = checklistFrom(status);
  if (checklist_ == now) return;
  checklist_ = now;
  if (!keeper_.current() || keeper_.current()->body.screen.scene == Scene::Setup) applyPlans();
}

void Agent::onWorkerChanged() {
  if (!media_ || !screen_) return;
  judgeTrial();
  const std::uint64_t planned = keeper_.current() ? keeper_.current()->version : 0;
  if (in_force_.observe(planned, {versionOf(media_), versionOf(screen_)}, clock_.wall())) {
    spdlog::info("configuration {} is in force", planned);
  }
  keepRecord();
  reporter_.changed();
  offerSnapshots();
  if (recording_upload_) recording_upload_->setRoom(hasRoomForRecording(media_->observation()));
}

void Agent::offerSnapshots() {
  if (!hasRoomForSnapshots(media_->observation())) return;
  if (camera_upload_ && media_->observation()) camera_upload_->offer(media_->observation()->snapshot);
  if (screen_upload_ && screen_->observation()) screen_upload_->offer(screen_->observation()->snapshot);
}

void Agent::keepRecord() {
  const RunRecord before = record_;
  record_.workers["media"] = media_->life().record();
  record_.workers["screen"] = screen_->life().record();
  if (record_ != before) record_file_.write(record_);
}

void Agent::onLinkChanged() {
  for (const ConditionType type : kLinkTroubles) conditions_.clear(type);
  if (const auto& trouble = link_.trouble()) {
    conditions_.set(trouble->type, clock_.wall(), trouble->detail);
    spdlog::warn("centre: {} {}", textOf(trouble->type).name, trouble->detail);
  } else {
    spdlog::info("centre: answers");
  }
  reporter_.changed();
}

void Agent::onLinkRecovered(base::BootTime since) {
  poll_->resume(since);
  reporter_.resume(since);
}

Status Agent::report() {
  host_ = facts_.read();
  judgeHost(host_, clock_.wall(), conditions_);
  network_ = {readInterfaces(), reporter_.rttMs()};
  Status status = glance();
  status.seq = seq_.next();
  for (ProcessStatus& process : status.processes) process.rss_bytes = facts_.rssOf(process.pid);
  followChecklist(status);
  if (media_ && screen_) offerSnapshots();
  base::notifyProgress();
  return status;
}

Status Agent::glance() const {
  Observations observed{endpoint_.empty() ? kNobody : endpoint_,
                        facts_.bootId(),
                        clock_.wall(),
                        {},
                        {},
                        {},
                        {},
                        host_,
                        network_,
                        ownConditions()};
  observed.config = {.version = in_force_.version(),
                     .applied_at = in_force_.since(),
                     .on_trial = keeper_.onTrial(),
                     .expired = keeper_.expired(),
                     .refused = keeper_.refused(),
                     .rolled_back = keeper_.rolledBack()};
  observed.processes.push_back(
      {"agent", true, static_cast<std::uint32_t>(::getpid()), started_at_, record_.agent_restarts, 0});
  if (media_) {
    observed.media = media_->observation();
    if (observed.media) tellUdpBlocked(observed.media->conditions, observed.media->uplink.target, link_.answers());
    observed.processes.push_back(media_->process());
  }
  if (screen_) {
    observed.screen = screen_->observation();
    if (pictures_ && observed.screen) pictures_->explain(observed.screen->conditions);
    observed.processes.push_back(screen_->process());
  }
  return buildStatus(std::move(observed), 0);
}

std::vector<Condition> Agent::ownConditions() const {
  std::vector<Condition> conditions = conditions_.all();
  append(conditions, keeper_.conditions());
  append(conditions, time_.conditions());
  if (trust_) append(conditions, trust_->conditions());
  if (restarted_ && clock_.boot() - started_boot_ < WorkerLife::kRestartHeld) {
    conditions.push_back(
        makeCondition(ConditionType::AgentRestarted, started_at_, std::to_string(record_.agent_restarts)));
  }
  if (media_) append(conditions, media_->life().conditions());
  if (screen_) append(conditions, screen_->life().conditions());
  return conditions;
}

}  // namespace diemcau::agent
