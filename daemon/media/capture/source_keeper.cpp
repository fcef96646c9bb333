// SPDX-License-Identifier: Apache-2.0
// Attempts at a source, one after the other.
#include "daemon/media/capture/source_keeper.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kRetryAfter = 2000ms;
constexpr auto kLookEvery = 250ms;
constexpr MediaTime kStalledAfter = 500ms;
constexpr MediaTime kOpenWithin = 10s;
constexpr MediaTime kFirstDataWithin = 5s;
// A stalled source may come back by itself; this long it is waited for before it is opened anew.
constexpr MediaTime kReopenAfter = 3s;
constexpr MediaTime kShortest = 1s;

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
  std::unique_ptr<CapturePipeline> capture;
  // Of the loop's thread.
  MediaTime began_at = mediaNow();
  MediaTime opened_at{};
  bool running = false;  // the worker is done with it
};

SourceKeeper::SourceKeeper(base::EventLoop& loop, Medium medium, Handlers handlers)
    : loop_(loop),
      medium_(medium),
      handlers_(std::move(handlers)),
      worker_(medium == Medium::Camera ? "camera" : "microphone") {
  look_.startEvery(kLookEvery, [this] { look(); });
}

SourceKeeper::~SourceKeeper() {
  *alive_ = false;
  retire();
}

void SourceKeeper::use(const SourceSpec& spec, const PictureFormat& format) {
  spec_ = spec;
  format_ = format;
  fault_.reset();
  begin();
}

void SourceKeeper::leave() {
  retire();
  fault_.reset();
}

PictureFormat SourceKeeper::nativePicture() const {
  return attempt_ && attempt_->running ? attempt_->capture->nativePicture() : PictureFormat{};
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
  worker_.post([attempt = attempt_, spec = spec_, format = format_, medium = medium_, &loop = loop_,
                on_sample = std::move(on_sample), tell = std::move(tell)] {
    if (!attempt->gate->open) return;
    auto capture = CapturePipeline::open(medium, spec, format, on_sample);
    std::optional<SourceFault> fault;
    if (!capture) fault = std::move(capture.error());
    if (capture) attempt->capture = std::move(*capture);
    loop.post([tell, fault = std::move(fault)] { tell(fault); });
  });
}

// Closing may block: the worker's task is the attempt's last owner.
void SourceKeeper::retire() {
  retry_.stop();
  if (!attempt_) return;
  attempt_->gate->open = false;
  if (attempt_->running) gst_bus_remove_watch(attempt_->capture->bus());
  worker_.post([attempt = std::exchange(attempt_, nullptr), since = closing_since_ns_]() mutable {
    *since = mediaNow().count();
    attempt.reset();
    *since = 0;
  });
}

MediaTime SourceKeeper::closingFor() const {
  const MediaTime since(closing_since_ns_->load());
  return since == MediaTime{} ? since : mediaNow() - since;
}

void SourceKeeper::opened(const std::optional<SourceFault>& fault) {
  if (fault) return fail(*fault);
  attempt_->opened_at = mediaNow();
  attempt_->running = true;
  gst_bus_add_watch(attempt_->capture->bus(), onBusMessage, this);
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
      return fail(std::move(fault));
    }
    case GST_MESSAGE_SEGMENT_DONE:
      if (attempt_->capture->rewind()) return;
      [[fallthrough]];
    case GST_MESSAGE_EOS:
      if (mediaNow() - attempt_->opened_at < kShortest) return fail({SourceFaultKind::Unreadable, "it ends at once"});
      return begin();
    default:
      return;
  }
}

void SourceKeeper::fail(SourceFault fault) {
  retire();
  setFault(std::move(fault));
  retry_.startOnce(kRetryAfter, [this] { begin(); });
}

void SourceKeeper::setFault(std::optional<SourceFault> fault) {
  if (fault_ == fault) return;
  fault_ = std::move(fault);
  const char* medium = medium_ == Medium::Camera ? "camera" : "microphone";
  if (fault_) {
    spdlog::warn("{}: {} {}", medium, textOf(conditionOf(medium_, fault_->kind)).name, fault_->detail);
  } else {
    spdlog::info("{}: {}", medium, spec_.argument.empty() ? "in order" : spec_.argument + " in order");
  }
  handlers_.changed();
}

void SourceKeeper::look() {
  if (!attempt_) return;
  const MediaTime now = mediaNow();
  if (!attempt_->running) {
    if (now - attempt_->began_at >= kOpenWithin) setFault(SourceFault{SourceFaultKind::Stalled, "it does not open"});
    return;
  }
  const MediaTime last(attempt_->gate->last_sample_ns.load());
  const bool never = last == MediaTime{};
  const MediaTime quiet = now - (never ? attempt_->opened_at : last);
  if (quiet < (never ? kFirstDataWithin : kStalledAfter)) {
    if (!never) setFault(std::nullopt);
    return;
  }
  const SourceFault stalled{SourceFaultKind::Stalled, never ? "no data since it was opened" : "no data"};
  if (never || quiet >= kReopenAfter) return fail(stalled);
  setFault(stalled);
}

}  // namespace diemcau::media
