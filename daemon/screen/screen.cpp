// SPDX-License-Identifier: Apache-2.0
// The way of a plan: read, drawn, shown, read back, reported.
#include "daemon/screen/screen.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <tuple>
#include <utility>

#include "contract/proof_reason.h"
#include "daemon/base/atomic_file.h"
#include "daemon/base/jpeg.h"
#include "daemon/screen/findings.h"
#include "daemon/screen/scenes.h"

namespace diemcau::screen {
namespace {

std::optional<std::string> ifAny(std::string finding) {
  if (finding.empty()) return std::nullopt;
  return finding;
}

constexpr std::uint32_t kSnapshotWidth = 640;
constexpr mode_t kSnapshotMode = 0644;
// So long the centre is told that something else was on the screen, though it is put right at once.
constexpr std::chrono::seconds kForeignRemembered{10};
// Who paints into our own buffer changes nothing that a look sees; so all pixels are compared as often as this, but for
// no more than a thousandth of the time: memory that a display controller reads may be slow to read for us.
constexpr std::chrono::seconds kCompareEvery{30};
constexpr int kCompareShare = 1000;

// An agent that ended together with this process is back by then.
constexpr std::chrono::seconds kAgentPatience{10};

// What a failure to show is told as.
ConditionType outputCondition(const Error& error) {
  if (error.code == kNoDisplay) return ConditionType::ScreenNoDisplay;
  if (error.code == kTaken) return ConditionType::ScreenTaken;
  return ConditionType::ScreenOutputFailed;
}
constexpr ConditionType kOutputConditions[] = {ConditionType::ScreenNoDisplay, ConditionType::ScreenTaken,
                                               ConditionType::ScreenOutputFailed};

void setProof(Proof& proof, ProofState state, std::string detail, Timestamp now) {
  if (proof.state != state) proof.since = now;
  proof.state = state;
  proof.detail = std::move(detail);
}

}  // namespace

Screen::Screen(const Parts& parts, std::uint32_t pid, Handlers handlers)
    : parts_(parts), handlers_(std::move(handlers)), setup_at_(parts.clock.boot() + kAgentPatience) {
  status_.pid = pid;
  status_.started_at = now();
  status_.output = parts_.display.name();
  status_.scanned_out = {ProofState::Unknown, detailOf(ProofReason::NothingShown), now()};
  status_.display_there.since = status_.display_awake.since = now();
  conditions_.update(ConditionType::ProcessUnconfined, now(), ifAny(parts_.unconfined));
  takeFacts();
}

ScreenStatus Screen::status() const {
  ScreenStatus status = status_;
  status.conditions = conditions_.all();
  if (missing_ && !conditions_.has(ConditionType::ScreenNoDisplay)) status.conditions.push_back(*missing_);
  return status;
}

void Screen::takePlan(const std::string& json) {
  if (json.empty()) return;
  Result<ScreenPlan> plan = parseScreenPlan(json);
  if (!plan) {
    spdlog::error("plan refused: {}", plan.error().describe());
    conditions_.set(ConditionType::PlanRefused, now(), plan.error().describe());
    handlers_.changed();
    return;
  }
  conditions_.clear(ConditionType::PlanRefused);
  if (rendering_ && plan_ == *plan) {
    noteRefusal(std::nullopt);  // of a plan that was withdrawn
  } else {
    render(*plan);
  }
  handlers_.changed();
}

DisplayWish Screen::wish(const std::optional<ScreenPlan>& plan) const {
  const ScreenConfig screen = plan ? plan->screen : ScreenConfig();
  return {{screen.width, screen.height}, screen.connector};
}

void Screen::render(const std::optional<ScreenPlan>& plan) {
  const maket::Size size = parts_.display.target(wish(plan)).size;
  Result<maket::Rendering> rendering = renderScene(parts_.renderer, plan, size);
  if (rendering) {
    plan_ = plan;
    status_.scene = plan ? plan->screen.scene : Scene::Setup;
    status_.config_version = plan ? plan->config_version : 0;
    show(std::move(*rendering));
    noteRefusal(std::nullopt);
    return;
  }
  spdlog::error("not drawn: {}", rendering.error().describe());
  if (rendering_) {                                           // the last good picture stays
    if (plan == plan_) rendering_->missing_pictures.clear();  // one has come that is none
    return noteRefusal(rendering.error());
  }
  const Error refusal = rendering.error();
  std::tie(status_.scene, rendering) = renderInstead(parts_.renderer, plan, size);
  show(std::move(*rendering));
  noteRefusal(refusal);
}

// Why the plan was not drawn, or what its picture goes without.
void Screen::noteRefusal(const std::optional<Error>& refusal) {
  const bool picture = refusal && refusal->domain == "picture";
  conditions_.update(ConditionType::ScreenTemplateMissing, now(),
                     ifAny(refusal && !picture ? refusal->describe() : ""));
  conditions_.update(ConditionType::ScreenPictureMissing, now(),
                     ifAny(picture ? refusal->describe() : describePictures(*rendering_)));
}

void Screen::show(maket::Rendering rendering) {
  const std::optional<maket::Rendering> before = std::exchange(rendering_, std::move(rendering));
  status_.rendered = rendering_->facts;
  noteTexts();
  const bool same = before && before->picture == rendering_->picture;
  if (same && status_.scanned_out.state == ProofState::Yes && parts_.display.sameAsReadBack()) return;
  Fade fade;
  if (before && plan_) fade = {&before->picture, std::chrono::milliseconds(plan_->screen.fade_ms)};
  putOut(fade);
}

// The words of the setup scene are our own: nobody can shorten them, but for the line above them.
void Screen::noteTexts() {
  RenderedFrame facts = rendering_->facts;
  if (status_.scene == Scene::Setup) {
    std::erase_if(facts.shrunk, [](const ShrunkLine& line) { return line.slot != maket::kOverlay; });
    std::erase_if(facts.overflow, [](const std::string& slot) { return slot != maket::kOverlay; });
  }
  conditions_.update(ConditionType::ScreenGlyphsMissing, now(), ifAny(describeMissing(facts)));
  conditions_.update(ConditionType::ScreenTextOverflow, now(), ifAny(describeOverflow(facts)));
  conditions_.update(ConditionType::ScreenTextShrunk, now(), ifAny(describeShrunk(facts)));
}

void Screen::putOut(const Fade& fade) {
  const Result<void> shown = parts_.display.show(rendering_->picture, fade);
  takeFacts();
  noteShown(shown);
  if (shown) {
    verify();
    return;
  }
  noteOutput(ProofState::No, shown.error().describe());
  if (!conditions_.has(ConditionType::ScreenOutputFailed)) handlers_.settled();
}

void Screen::noteShown(const Result<void>& shown) {
  for (const ConditionType type : kOutputConditions) {
    const bool holds = !shown && outputCondition(shown.error()) == type;
    if (holds && !conditions_.has(type)) spdlog::error("not shown: {}", shown.error().describe());
    conditions_.update(type, now(), ifAny(holds ? shown.error().describe() : ""));
  }
  const DisplayWish wished = wish(plan_);
  const maket::Size size = rendering_->picture.size;
  const bool differs = shown && plan_ && size != wished.size;
  conditions_.update(
      ConditionType::ScreenModeDiffers, now(),
      ifAny(differs ? std::format("{}x{}, not {}x{}", size.width, size.height, wished.size.width, wished.size.height)
                    : ""));
}

Result<maket::Picture> Screen::readBack() {
  const base::BootTime begin = parts_.clock.boot();
  Result<maket::Picture> found = parts_.display.readBack();
  const base::BootTime end = parts_.clock.boot();
  compare_at_ = end + std::max<base::BootClock::duration>(kCompareEvery, kCompareShare * (end - begin));
  return found;
}

void Screen::verify() {
  const Result<maket::Picture> found = readBack();
  if (found) takeSnapshot(*found);
  if (!found) {
    noteOutput(ProofState::No, found.error().describe());
  } else if (*found != rendering_->picture) {
    noteOutput(ProofState::No, detailOf(ProofReason::AnotherPicture, maket::sha256Of(*found)));
  } else {
    noteOutput(ProofState::Yes, "");
    handlers_.settled();
  }
}

bool Screen::isStillThere() {
  if (status_.scanned_out.state != ProofState::Yes || !parts_.display.sameAsReadBack()) return false;
  if (parts_.clock.boot() < compare_at_) return true;
  const Result<maket::Picture> found = readBack();
  return found && *found == rendering_->picture;
}

void Screen::noteOutput(ProofState state, std::string detail) {
  const bool failed =
      std::ranges::any_of(kOutputConditions, [this](ConditionType type) { return conditions_.has(type); });
  if (state == ProofState::No && !failed) {
    spdlog::warn("the output is not as drawn: {}", detail);
    last_foreign_ = parts_.clock.boot();
    conditions_.set(ConditionType::ScreenNotAsRendered, now(), detail);
  }
  setProof(status_.scanned_out, state, std::move(detail), now());
  handlers_.changed();
}

// What was seen of the displays and of the picture on them is told together: one alone may contradict the other.
void Screen::check() {
  look();
  handlers_.changed();
}

void Screen::look() {
  if (!rendering_) {
    if (parts_.clock.boot() < setup_at_ && parts_.display.showsInherited()) return;
    return render(std::nullopt);
  }
  if (last_foreign_ && parts_.clock.boot() - *last_foreign_ >= kForeignRemembered) {
    last_foreign_.reset();
    conditions_.clear(ConditionType::ScreenNotAsRendered);
  }
  const DisplayTarget target = parts_.display.target(wish(plan_));
  takeFacts();
  const auto there = [this](const std::string& picture) { return parts_.renderer.hasPicture(picture); };
  if (std::ranges::any_of(rendering_->missing_pictures, there)) return render(plan_);
  if (target.size != rendering_->picture.size) return render(plan_);
  if (target.fresh) return putOut();
  if (isStillThere()) {
    handlers_.settled();
    return;
  }
  if (!conditions_.has(ConditionType::ScreenOutputFailed)) verify();
  if (status_.scanned_out.state != ProofState::Yes) putOut();
}

void Screen::plugged() {
  parts_.display.plugged();
  if (rendering_) check();
}

void Screen::takeSnapshot(const maket::Picture& picture) {
  const base::PixelView pixels{picture.pixels, picture.size.width, picture.size.height, picture.stride()};
  const Result<std::string> jpeg = base::encodeJpeg(pixels, kSnapshotWidth);
  const Result<void> written =
      jpeg ? base::writeFileAtomically(parts_.snapshot, *jpeg, kSnapshotMode, base::Durability::Volatile)
           : std::unexpected(jpeg.error());
  if (!written) {
    spdlog::warn("no snapshot: {}", written.error().describe());
    return;
  }
  ++status_.snapshot.seq;
  status_.snapshot.taken_at = now();
}

void Screen::takeFacts() {
  DisplayFacts facts = parts_.display.facts();
  noteMissing(facts.displays);
  const bool asleep = facts.awake == ProofState::No;
  conditions_.update(ConditionType::ScreenAsleep, now(), ifAny(asleep ? facts.awake_detail : ""));
  setProof(status_.display_there, facts.there, std::move(facts.there_detail), now());
  setProof(status_.display_awake, facts.awake, std::move(facts.awake_detail), now());
  status_.displays = std::move(facts.displays);
}

// Less than no display at all, which is critical.
void Screen::noteMissing(const std::vector<DisplayStatus>& displays) {
  std::string detail = shown_displays_.missing(displays, wish(plan_).connector);
  if (detail == (missing_ ? missing_->detail : "")) return;
  if (detail.empty()) {
    missing_.reset();
    return;
  }
  spdlog::warn("{}", detail);
  if (!missing_) missing_ = makeCondition(ConditionType::ScreenNoDisplay, now());
  missing_->level = ConditionLevel::Error;
  missing_->detail = std::move(detail);
}

}  // namespace diemcau::screen
