// SPDX-License-Identifier: Apache-2.0
// The way of a plan: read, drawn, shown, read back, reported.
#include "daemon/screen/screen.h"

#include <spdlog/spdlog.h>

#include <tuple>
#include <utility>

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

// True when the state is another one than before.
bool setProof(Proof& proof, ProofState state, std::string detail, Timestamp now) {
  const bool turned = proof.state != state;
  if (turned) proof.since = now;
  proof.state = state;
  proof.detail = std::move(detail);
  return turned;
}

}  // namespace

Screen::Screen(const Parts& parts, std::uint32_t pid, Handlers handlers)
    : parts_(parts), handlers_(std::move(handlers)) {
  status_.pid = pid;
  status_.started_at = now();
  status_.output = parts_.display.name();
  status_.scanned_out = {ProofState::Unknown, "nothing was shown yet", now()};
  status_.display_there.since = status_.display_awake.since = now();
  takeFacts();
}

ScreenStatus Screen::status() const {
  ScreenStatus status = status_;
  status.conditions = conditions_.all();
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
    conditions_.clear(ConditionType::ScreenTemplateMissing);  // of a plan that was withdrawn
  } else {
    render(*plan);
  }
  handlers_.changed();
}

void Screen::render(const std::optional<ScreenPlan>& plan) {
  Result<maket::Rendering> rendering = renderScene(parts_.renderer, plan);
  conditions_.update(ConditionType::ScreenTemplateMissing, now(), ifAny(rendering ? "" : rendering.error().describe()));
  if (rendering) {
    plan_ = plan;
    status_.scene = plan ? plan->screen.scene : Scene::Setup;
    status_.config_version = plan ? plan->config_version : 0;
    show(std::move(*rendering));
    return;
  }
  spdlog::error("not drawn: {}", rendering.error().describe());
  if (rendering_) return;  // the last good picture stays
  std::tie(status_.scene, rendering) = renderInstead(parts_.renderer, plan);
  show(std::move(*rendering));
}

void Screen::show(maket::Rendering rendering) {
  const bool same = rendering_ && rendering_->picture == rendering.picture;
  rendering_ = std::move(rendering);
  status_.rendered = rendering_->facts;
  noteTexts();
  if (same && status_.scanned_out.state == ProofState::Yes && parts_.display.sameAsReadBack()) return;
  putOut();
}

// The words of the setup scene are our own: nobody can shorten them.
void Screen::noteTexts() {
  const RenderedFrame facts = status_.scene == Scene::Maket ? rendering_->facts : RenderedFrame{};
  conditions_.update(ConditionType::ScreenGlyphsMissing, now(), ifAny(describeMissing(facts)));
  conditions_.update(ConditionType::ScreenTextOverflow, now(), ifAny(describeOverflow(facts)));
  conditions_.update(ConditionType::ScreenTextShrunk, now(), ifAny(describeShrunk(facts)));
}

void Screen::putOut() {
  const Result<void> shown = parts_.display.show(rendering_->picture);
  takeFacts();
  if (!shown && !conditions_.has(ConditionType::ScreenOutputFailed)) {
    spdlog::error("not shown: {}", shown.error().describe());
  }
  conditions_.update(ConditionType::ScreenOutputFailed, now(), ifAny(shown ? "" : shown.error().describe()));
  if (shown) {
    verify();
  } else {
    noteOutput(ProofState::No, shown.error().describe());
  }
}

void Screen::verify() {
  const Result<maket::Picture> found = parts_.display.readBack();
  if (found) takeSnapshot(*found);
  if (!found) {
    noteOutput(ProofState::No, found.error().describe());
  } else if (*found != rendering_->picture) {
    noteOutput(ProofState::No, "another picture: " + maket::sha256Of(*found));
  } else {
    noteOutput(ProofState::Yes, "");
    handlers_.verified();
  }
}

void Screen::noteOutput(ProofState state, std::string detail) {
  const bool failed = conditions_.has(ConditionType::ScreenOutputFailed);
  if (state == ProofState::No && !failed) {
    spdlog::warn("the output is not as drawn: {}", detail);
    last_foreign_ = parts_.clock.boot();
    conditions_.set(ConditionType::ScreenNotAsRendered, now(), detail);
  }
  setProof(status_.scanned_out, state, std::move(detail), now());
  handlers_.changed();
}

void Screen::check() {
  if (!rendering_) {
    render(std::nullopt);
    handlers_.changed();
    return;
  }
  if (last_foreign_ && parts_.clock.boot() - *last_foreign_ >= kForeignRemembered) {
    last_foreign_.reset();
    conditions_.clear(ConditionType::ScreenNotAsRendered);
    handlers_.changed();
  }
  if (status_.scanned_out.state == ProofState::Yes && parts_.display.sameAsReadBack()) {
    handlers_.verified();
    return;
  }
  if (!conditions_.has(ConditionType::ScreenOutputFailed)) verify();
  if (status_.scanned_out.state != ProofState::Yes) putOut();
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
  setProof(status_.display_there, facts.there, std::move(facts.there_detail), now());
  setProof(status_.display_awake, facts.awake, std::move(facts.awake_detail), now());
}

}  // namespace diemcau::screen
