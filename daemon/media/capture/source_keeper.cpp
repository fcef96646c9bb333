// SPDX-License-Identifier: Apache-2.0
// Attempts at a source, one after the other.
#include "daemon/media/capture/source_keeper.h"

#include <glib-unix.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 250ms;
constexpr MediaTime kCompanionEvery = 1s;
// A look may take longer than a closing before it counts as one that hangs: USB waits 5 s for a camera's
// setting that is not answered.
constexpr MediaTime kLookBonus = 12s;

const char* nameOf(Medium medium) { return medium == Medium::Camera ? "camera" : "microphone"; }

}  // namespace

// What the streaming thread sees of an attempt.
struct SampleGate {
  std::atomic<bool> open = true;
  std::atomic<std::int64_t> last_sample_ns = 0;
};

// Made on the loop's thread, filled in and destroyed on the worker's.
struct SourceKeeper::Attempt {
  std::uint64_t id = 0;
  std::shared_ptr<SampleGate> gate = std::make_shared<SampleGate>();
  OpenSource source;
  // Of the loop's thread.
  bool running = false;  // the worker is done with opening it
  bool looking = false;  // the worker has been asked to look
  bool look_again = false;
  MediaTime looked_at{};
  guint descriptor_watch = 0;
};

SourceKeeper::SourceKeeper(base::EventLoop& loop, Medium medium, Handlers handlers)
    : SourceKeeper(loop, medium, std::move(handlers), backendOpener(medium)) {}

SourceKeeper::SourceKeeper(base::EventLoop& loop, Medium medium, Handlers handlers,
                           std::shared_ptr<SourceOpener> opener)
    : loop_(loop),
      medium_(medium),
      handlers_(std::move(handlers)),
      opener_(std::move(opener)),
      worker_(nameOf(medium)) {
  look_.startEvery(kLookEvery, [this] { look(); });
}

SourceKeeper::~SourceKeeper() {
  *alive_ = false;
  retire();
}

void SourceKeeper::use(const SourceSpec& spec, const PictureFormat& format) {
  spec_ = spec;
  format_ = format;
  obey(watch_.use(mediaNow()));
}

void SourceKeeper::leave() {
  watch_.leave();
  retire();
  tell();
}

void SourceKeeper::devicesChanged() {
  worker_.post([opener = opener_] { opener->devicesChanged(); });
  obey(watch_.devicesChanged(mediaNow()));
  lookNow();
}

PictureFormat SourceKeeper::nativePicture() const {
  return attempt_ && attempt_->running ? attempt_->source.capture->nativePicture() : PictureFormat{};
}

void SourceKeeper::obey(SourceWatch::Order order) {
  if (order == SourceWatch::Order::Close) retire();
  if (order == SourceWatch::Order::Open) begin();
  tell();
}

void SourceKeeper::begin() {
  retire();
  attempt_ = std::make_shared<Attempt>();
  attempt_->id = ++attempts_;
  auto on_sample = [gate = attempt_->gate, sample = handlers_.sample](GstSample* data, MediaTime captured) {
    if (!gate->open) return;
    gate->last_sample_ns = mediaNow().count();
    sample(data, captured);
  };
  // The loop must never become the attempt's last owner: it hears of it by number.
  auto tell = [this, alive = alive_, id = attempt_->id](const std::optional<SourceFault>& fault) {
    if (*alive && attempt_ && attempt_->id == id) opened(fault);
  };
  worker_.post([attempt = attempt_, opener = opener_, spec = spec_, format = format_, &loop = loop_,
                on_sample = std::move(on_sample), tell = std::move(tell)] {
    if (!attempt->gate->open) return;
    auto source = opener->open(spec, format, on_sample);
    std::optional<SourceFault> fault;
    if (!source) fault = std::move(source.error());
    if (source) attempt->source = std::move(*source);
    loop.post([tell, fault = std::move(fault)] { tell(fault); });
  });
}

// Closing may block: the worker's task is the attempt's last owner.
void SourceKeeper::retire() {
  if (!attempt_) return;
  attempt_->gate->open = false;
  if (attempt_->running) gst_bus_remove_watch(attempt_->source.capture->bus());
  if (attempt_->descriptor_watch != 0) g_source_remove(attempt_->descriptor_watch);
  const bool fruitful = lastData().has_value();
  const bool failed = std::exchange(told_failures_, watch_.failuresEver()) != watch_.failuresEver();
  worker_.post([attempt = std::exchange(attempt_, nullptr), opener = opener_, failed, fruitful,
                since = closing_since_ns_]() mutable {
    *since = mediaNow().count();
    attempt.reset();
    *since = 0;
    if (failed) opener->failed(fruitful);
  });
}

MediaTime SourceKeeper::closingFor() const {
  const MediaTime since(closing_since_ns_->load());
  return since == MediaTime{} ? since : std::max(mediaNow() - since, MediaTime{});
}

void SourceKeeper::opened(const std::optional<SourceFault>& fault) {
  const MediaTime now = mediaNow();
  if (fault) return obey(watch_.failed(*fault, now));
  attempt_->running = true;
  attempt_->looked_at = now;
  gst_bus_add_watch(attempt_->source.capture->bus(), onBusMessage, this);
  watchDescriptor();
  obey(watch_.opened(now));
}

gboolean SourceKeeper::onBusMessage(GstBus*, GstMessage* message, gpointer self) noexcept {
  static_cast<SourceKeeper*>(self)->onMessage(message);
  return G_SOURCE_CONTINUE;
}

void SourceKeeper::onMessage(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: {
      GError* error = nullptr;
      gst_message_parse_error(message, &error, nullptr);
      SourceFault fault = faultOfError(*error);
      g_error_free(error);
      return obey(watch_.failed(std::move(fault), mediaNow()));
    }
    case GST_MESSAGE_SEGMENT_DONE:
      if (attempt_->source.capture->rewind()) return;
      [[fallthrough]];
    case GST_MESSAGE_EOS:
      return obey(watch_.ended(mediaNow()));
    default:
      return;
  }
}

std::optional<MediaTime> SourceKeeper::lastData() const {
  const MediaTime last(attempt_ ? attempt_->gate->last_sample_ns.load() : 0);
  return last == MediaTime{} ? std::nullopt : std::optional(last);
}

void SourceKeeper::look() {
  const MediaTime now = mediaNow();
  obey(watch_.look(now, lastData()));
  if (attempt_ && now - attempt_->looked_at >= kCompanionEvery) lookNow();
}

void SourceKeeper::lookNow() {
  if (!attempt_ || !attempt_->running || !attempt_->source.companion) return;
  if (attempt_->looking) {
    attempt_->look_again = true;
    return;
  }
  attempt_->looking = true;
  auto tell = [this, alive = alive_, id = attempt_->id](const SourceCompanion::Finding& finding) {
    if (*alive && attempt_ && attempt_->id == id) looked(finding);
  };
  worker_.post([attempt = attempt_, since = closing_since_ns_, &loop = loop_, tell = std::move(tell)]() mutable {
    if (!attempt->gate->open) return;
    *since = (mediaNow() + kLookBonus).count();
    auto finding = attempt->source.companion->look();
    *since = 0;
    // Given up meanwhile: what is left of the attempt belongs to the task that waits behind this one.
    attempt.reset();
    loop.post([tell = std::move(tell), finding = std::move(finding)] { tell(finding); });
  });
}

void SourceKeeper::looked(const SourceCompanion::Finding& finding) {
  const MediaTime now = mediaNow();
  attempt_->looking = false;
  attempt_->looked_at = now;
  if (finding.fault) return obey(watch_.failed(*finding.fault, now));
  if (finding.outdated) return obey(watch_.outdated(now));
  if (std::exchange(attempt_->look_again, false)) return lookNow();
  watchDescriptor();
}

void SourceKeeper::watchDescriptor() {
  const int fd = attempt_->source.companion ? attempt_->source.companion->descriptor() : -1;
  if (fd < 0 || attempt_->descriptor_watch != 0) return;
  attempt_->descriptor_watch = g_unix_fd_add(fd, static_cast<GIOCondition>(G_IO_PRI | G_IO_ERR), onDescriptor, this);
}

// The look takes what is there; until then the descriptor would say so again and again.
gboolean SourceKeeper::onDescriptor(gint, GIOCondition, gpointer self) noexcept {
  auto* keeper = static_cast<SourceKeeper*>(self);
  keeper->attempt_->descriptor_watch = 0;
  keeper->lookNow();
  return G_SOURCE_REMOVE;
}

void SourceKeeper::tell() {
  const bool same_fault = told_fault_ == fault();
  if (same_fault && told_unstable_ == unstable()) return;
  told_fault_ = fault();
  told_unstable_ = unstable();
  if (same_fault) {
    spdlog::info("{}: {}", nameOf(medium_), told_unstable_ ? "fails again and again" : "stable");
  } else if (told_fault_) {
    spdlog::warn("{}: {} {}", nameOf(medium_), textOf(conditionOf(medium_, told_fault_->kind)).name,
                 told_fault_->detail);
  } else {
    spdlog::info("{}: {}", nameOf(medium_), spec_.argument.empty() ? "in order" : spec_.argument + " in order");
  }
  handlers_.changed();
}

}  // namespace diemcau::media
