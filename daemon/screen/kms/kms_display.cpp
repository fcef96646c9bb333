// SPDX-License-Identifier: Apache-2.0
// The choice of displays and modes, two buffers, and what is seen of them.
#include "daemon/screen/kms/kms_display.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <utility>

#include "daemon/screen/fade.h"

namespace diemcau::screen {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kManyBlanks = 200ms;  // in which even a film's 24 a second are several

// Exactly, in thousandths of a hertz: the kernel's own figure is rounded to a whole one.
std::uint32_t refreshOf(const drmModeModeInfo& mode) {
  std::uint64_t total = std::uint64_t{mode.htotal} * mode.vtotal;
  if ((mode.flags & DRM_MODE_FLAG_DBLSCAN) != 0) total *= 2;
  if (mode.vscan > 1) total *= mode.vscan;
  if (total == 0) return 0;
  const std::uint64_t fields = (mode.flags & DRM_MODE_FLAG_INTERLACE) != 0 ? 2 : 1;
  return static_cast<std::uint32_t>(std::uint64_t{mode.clock} * 1'000'000 * fields / total);
}

DisplayMode describe(const drmModeModeInfo& mode) {
  return {.size = {mode.hdisplay, mode.vdisplay},
          .refresh_mhz = refreshOf(mode),
          .interlaced = (mode.flags & DRM_MODE_FLAG_INTERLACE) != 0,
          .preferred = (mode.type & DRM_MODE_TYPE_PREFERRED) != 0};
}

std::string join(const std::vector<Connector>& connectors) {
  std::string names;
  for (const Connector& connector : connectors) names += (names.empty() ? "" : ", ") + connector.name;
  return names;
}

}  // namespace

KmsDisplay::~KmsDisplay() {
  if (shown_) shown_->leave();
}

bool KmsDisplay::isDue(const DisplayWish& wish) const {
  if (!card_ || outdated_ || wish != wish_ || !card_->isMaster() || card_->isOutdated()) return true;
  // A display that is not there comes with news; anything else may have gone by itself.
  return failed_ && failed_->code != kNoDisplay;
}

DisplayTarget KmsDisplay::target(const DisplayWish& wish) {
  if (isDue(wish)) {
    wish_ = wish;
    outdated_ = false;
    const Result<void> configured = configure();
    if (configured) {
      failed_.reset();
    } else {
      failed_ = configured.error();
    }
    fresh_ = true;
  }
  return {failed_ ? wish.size : size_, fresh_};
}

bool KmsDisplay::showsInherited() {
  if (kept_card_.valid()) card_ = Card::inherit(std::move(kept_card_));
  return card_ && card_->showsInherited();
}

Result<void> KmsDisplay::takeCard() {
  if (kept_card_.valid() && showsInherited()) return {};
  if (card_ && card_->isMaster()) {
    card_->probe();
    return {};
  }
  outputs_.clear();
  shown_.reset();
  next_.reset();
  card_.reset();
  Result<std::unique_ptr<Card>> card = Card::open();
  if (!card) return std::unexpected(card.error());
  card_ = std::move(*card);
  if (card_->isMaster()) {
    if (keep_) keep_(card_->fd());
    return {};
  }
  return fail("kms", kTaken);
}

Result<void> KmsDisplay::configure() {
  outputs_.clear();
  if (Result<void> taken = takeCard(); !taken) return taken;
  std::vector<Candidate> displays;
  for (const Connector& connector : card_->connectors()) {
    const bool wanted = wish_.connector == "all" || wish_.connector == connector.name;
    if (wanted && connector.connected) displays.push_back({&connector, connector.modes});
  }
  if (displays.empty()) {
    const std::string where = wish_.connector == "all" ? join(card_->connectors()) : wish_.connector;
    return fail("kms", kNoDisplay, where);
  }
  Error last{"kms", "no_mode", ""};
  for (;;) {
    std::vector<std::vector<DisplayMode>> modes;
    for (const Candidate& display : displays) {
      std::ranges::transform(display.modes, std::back_inserter(modes.emplace_back()), describe);
    }
    const auto choice = chooseModes(modes, wish_.size);
    if (!choice) return std::unexpected(std::move(last));
    Result<void> used = use(displays, *choice);
    if (used || used.error().code == kTaken) return used;
    spdlog::warn("{}x{}: {}", choice->size.width, choice->size.height, used.error().describe());
    last = {"kms", "no_mode", used.error().describe()};
    for (Candidate& display : displays) {
      std::erase_if(display.modes, [&](const drmModeModeInfo& mode) { return describe(mode).size == choice->size; });
    }
  }
}

Result<void> KmsDisplay::use(const std::vector<Candidate>& displays, const ModeChoice& choice) {
  std::vector<std::pair<const Connector*, drmModeModeInfo>> wanted;
  for (std::size_t at = 0; at < displays.size(); ++at) {
    if (choice.modes[at]) wanted.emplace_back(displays[at].connector, displays[at].modes[*choice.modes[at]]);
  }
  const std::vector<std::optional<Route>> routes = card_->route(wanted);
  outputs_.clear();
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (routes[at]) outputs_.push_back({wanted[at].first->name, *routes[at], std::nullopt});
  }
  if (outputs_.empty()) return fail("kms", "no_crtc", wanted.front().first->name);
  size_ = choice.size;
  Result<std::unique_ptr<FrameBuffer>> buffer = FrameBuffer::create(card_->fd(), size_);
  if (!buffer) return std::unexpected(buffer.error());
  next_ = std::move(*buffer);
  return commit(true);
}

Result<void> KmsDisplay::commit(bool test) {
  std::vector<Route> routes;
  std::ranges::transform(outputs_, std::back_inserter(routes), &Output::route);
  return card_->commit(routes, next_->id(), test);
}

Result<void> KmsDisplay::show(const maket::Picture& picture, const Fade& fade) {
  if (failed_) return std::unexpected(*failed_);
  if (picture.size != size_) {
    return fail("kms", "size_differs", std::format("{}x{}", picture.size.width, picture.size.height));
  }
  const bool fades = fade.from != nullptr && fade.from->size == size_ && fade.lasts > 0ms && !fresh_;
  const auto put = [this](const maket::Picture& one) { return flip(one); };
  Result<void> shown = fades ? fadeOver(fade, picture, put) : flip(picture);
  if (!shown && shown.error().code == kTaken) failed_ = shown.error();
  if (shown) fresh_ = false;
  return shown;
}

Result<void> KmsDisplay::flip(const maket::Picture& picture) {
  if (!next_) {
    Result<std::unique_ptr<FrameBuffer>> buffer = FrameBuffer::create(card_->fd(), size_);
    if (!buffer) return std::unexpected(buffer.error());
    next_ = std::move(*buffer);
  }
  Result<void> done = next_->write(picture);
  if (done) done = commit(false);
  if (!done) return done;
  card_->removeInherited();
  std::swap(shown_, next_);
  if (next_ && next_->size() != size_) next_.reset();
  return done;
}

std::optional<Error> KmsDisplay::fault(const ScanOut& found, Output& output) const {
  const auto before = output.blanks;
  if (found.vertical_blanks && (!before || Clock::now() - before->at > kManyBlanks)) {
    output.blanks = {*found.vertical_blanks, Clock::now()};
    if (before && before->count == *found.vertical_blanks) return Error{"kms", "no_vertical_blank", output.name};
  }
  if (!found.active) return Error{"kms", "switched_off", output.name};
  if (maket::Size{found.width, found.height} != size_) {
    return Error{"kms", "other_mode", std::format("{} {}x{}", output.name, found.width, found.height)};
  }
  if (found.above > 0) return Error{"kms", "covered", output.name};
  return std::nullopt;
}

Result<maket::Picture> KmsDisplay::readBack() {
  if (failed_) return std::unexpected(*failed_);
  std::uint32_t framebuffer = 0;
  for (Output& output : outputs_) {
    const ScanOut found = card_->look(output.route);
    if (auto why = fault(found, output)) return std::unexpected(std::move(*why));
    if (framebuffer != 0 && found.framebuffer != framebuffer) {
      return fail("kms", "pictures_differ", output.name + ", " + outputs_.front().name);
    }
    framebuffer = found.framebuffer;
  }
  return readFrameBuffer(card_->fd(), framebuffer);
}

bool KmsDisplay::sameAsReadBack() {
  if (failed_ || !shown_) return false;
  return std::ranges::all_of(outputs_, [this](Output& output) {
    const ScanOut found = card_->look(output.route);
    return !fault(found, output) && found.framebuffer == shown_->id();
  });
}

DisplayFacts KmsDisplay::facts() {
  DisplayFacts facts;
  std::vector<ConnectorId> used;
  for (const Output& output : outputs_) used.emplace_back(card_->number(), output.route.connector.id());
  PowerAnswer power = power_.last(used);
  facts.awake = power.awake;
  facts.awake_detail = std::move(power.detail);
  if (!card_) {
    facts.there_detail = failed_ ? failed_->describe() : "";
    return facts;
  }
  for (const Connector& connector : card_->connectors()) {
    DisplayStatus& display = facts.displays.emplace_back();
    display.connector = connector.name;
    display.connected = connector.connected;
    display.maker = connector.identity.maker;
    display.model = connector.identity.model;
    display.serial = connector.identity.serial;
    const auto output = std::ranges::find(outputs_, connector.name, &Output::name);
    display.used = !failed_ && output != outputs_.end();
    if (!display.used) continue;
    display.width = output->route.mode.hdisplay;
    display.height = output->route.mode.vdisplay;
    display.refresh_hz = refreshOf(output->route.mode) / 1000.0;
  }
  const bool any = std::ranges::any_of(facts.displays, &DisplayStatus::connected);
  facts.there = any ? ProofState::Yes : ProofState::No;
  if (!any) facts.there_detail = join(card_->connectors());
  for (const DisplayStatus& display : facts.displays) {
    if (!display.connected) continue;
    if (!facts.there_detail.empty()) facts.there_detail += ", ";
    facts.there_detail += display.connector;
    for (const std::string& part : {display.maker, display.model, display.serial}) {
      if (!part.empty()) facts.there_detail += " " + part;
    }
  }
  return facts;
}

}  // namespace diemcau::screen
