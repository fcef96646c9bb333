// SPDX-License-Identifier: Apache-2.0
// Pictures are pushed into the sink on this thread: what push() returns from, is shown.
#include "daemon/screen/window/window_display.h"

#include <gst/gst.h>
#include <gst/video/video.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <cstring>
#include <format>
#include <string>
#include <utility>

#include "contract/proof_reason.h"
#include "daemon/screen/fade.h"

namespace diemcau::screen {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "window";

template <auto release>
struct Release {
  template <class T>
  void operator()(T* pointer) const noexcept {
    release(pointer);
  }
};
using Element = std::unique_ptr<GstElement, Release<gst_object_unref>>;
using Pad = std::unique_ptr<GstPad, Release<gst_object_unref>>;
using Caps = std::unique_ptr<GstCaps, Release<gst_caps_unref>>;
using Sample = std::unique_ptr<GstSample, Release<gst_sample_unref>>;
using Message = std::unique_ptr<GstMessage, Release<gst_message_unref>>;
using GlibError = std::unique_ptr<GError, Release<g_error_free>>;

const char* sinkName() { return std::getenv("WAYLAND_DISPLAY") != nullptr ? "waylandsink" : "ximagesink"; }

Caps capsOf(maket::Size size) {
  return Caps(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT,
                                  static_cast<int>(size.width), "height", G_TYPE_INT, static_cast<int>(size.height),
                                  "framerate", GST_TYPE_FRACTION, 0, 1, nullptr));
}

}  // namespace

// A source pad of our own, a converter and the sink.
class WindowDisplay::Sink {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Sink>> open();
  ~Sink() {
    gst_pad_set_active(source_.get(), FALSE);
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  [[nodiscard]] Result<void> push(const maket::Picture& picture);
  [[nodiscard]] std::optional<maket::Picture> last() const;
  // What went wrong since it was asked last.
  [[nodiscard]] std::optional<std::string> trouble() const;

 private:
  Sink() = default;
  void begin(maket::Size size);

  Element pipeline_;
  Element sink_;
  Pad source_;
  maket::Size size_;
};

Result<std::unique_ptr<WindowDisplay::Sink>> WindowDisplay::Sink::open() {
  GError* error = nullptr;
  if (!gst_init_check(nullptr, nullptr, &error)) {
    const GlibError owner(error);
    return fail(kDomain, "not_opened", error != nullptr ? error->message : "");
  }
  std::unique_ptr<Sink> sink(new Sink);
  const std::string description = std::format("videoconvert name=first ! {} name=sink sync=false", sinkName());
  sink->pipeline_.reset(gst_parse_launch(description.c_str(), &error));
  const GlibError owner(error);
  if (sink->pipeline_ == nullptr) return fail(kDomain, "not_opened", error != nullptr ? error->message : "");
  sink->sink_.reset(gst_bin_get_by_name(GST_BIN(sink->pipeline_.get()), "sink"));
  const Element first(gst_bin_get_by_name(GST_BIN(sink->pipeline_.get()), "first"));
  const Pad entry(gst_element_get_static_pad(first.get(), "sink"));
  sink->source_.reset(GST_PAD(gst_object_ref_sink(gst_pad_new("src", GST_PAD_SRC))));
  gst_pad_set_active(sink->source_.get(), TRUE);
  const bool linked = GST_PAD_LINK_SUCCESSFUL(gst_pad_link(sink->source_.get(), entry.get()));
  const auto state = gst_element_set_state(sink->pipeline_.get(), GST_STATE_PLAYING);
  if (linked && state != GST_STATE_CHANGE_FAILURE) return sink;
  return fail(kDomain, "not_opened", std::format("{}: {}", sinkName(), sink->trouble().value_or("no window")));
}

void WindowDisplay::Sink::begin(maket::Size size) {
  if (size_ == size) return;
  if (size_ == maket::Size{}) gst_pad_push_event(source_.get(), gst_event_new_stream_start("screen"));
  gst_pad_push_event(source_.get(), gst_event_new_caps(capsOf(size).get()));
  if (size_ == maket::Size{}) {
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(source_.get(), gst_event_new_segment(&segment));
  }
  size_ = size;
}

Result<void> WindowDisplay::Sink::push(const maket::Picture& picture) {
  begin(picture.size);
  GstBuffer* buffer = gst_buffer_new_memdup(picture.pixels.data(), picture.pixels.size());
  const GstFlowReturn flow = gst_pad_push(source_.get(), buffer);
  if (flow == GST_FLOW_OK) return {};
  return fail(kDomain, "not_shown", trouble().value_or(gst_flow_get_name(flow)));
}

std::optional<maket::Picture> WindowDisplay::Sink::last() const {
  GstSample* taken = nullptr;
  g_object_get(sink_.get(), "last-sample", &taken, nullptr);
  const Sample sample(taken);
  if (sample == nullptr) return std::nullopt;
  GstVideoInfo info;
  GstVideoFrame frame;
  if (!gst_video_info_from_caps(&info, gst_sample_get_caps(sample.get())) ||
      GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_BGRx ||
      !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample.get()), GST_MAP_READ)) {
    return std::nullopt;
  }
  const auto stride = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0));
  const auto* rows = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  maket::Picture picture{.size = {static_cast<std::uint32_t>(info.width), static_cast<std::uint32_t>(info.height)},
                         .pixels = {}};
  picture.pixels.resize(picture.stride() * picture.size.height);
  for (std::size_t row = 0; row < picture.size.height; ++row) {
    std::memcpy(picture.pixels.data() + row * picture.stride(), rows + row * stride, picture.stride());
  }
  gst_video_frame_unmap(&frame);
  return picture;
}

std::optional<std::string> WindowDisplay::Sink::trouble() const {
  const std::unique_ptr<GstBus, Release<gst_object_unref>> bus(gst_element_get_bus(pipeline_.get()));
  const Message message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  if (message == nullptr) return std::nullopt;
  GError* error = nullptr;
  gst_message_parse_error(message.get(), &error, nullptr);
  const GlibError owner(error);
  return error != nullptr ? error->message : "";
}

WindowDisplay::WindowDisplay() = default;
WindowDisplay::~WindowDisplay() = default;

bool WindowDisplay::isOpen() {
  if (!sink_) return false;
  const auto trouble = sink_->trouble();
  if (!trouble) return true;
  spdlog::warn("window: {}", *trouble);
  sink_.reset();
  return false;
}

DisplayTarget WindowDisplay::target(const DisplayWish& wish) { return {.size = wish.size, .fresh = !isOpen()}; }

Result<void> WindowDisplay::put(const maket::Picture& picture) {
  if (!sink_) {
    auto opened = Sink::open();
    if (!opened) return std::unexpected(std::move(opened).error());
    sink_ = std::move(*opened);
  }
  Result<void> shown = sink_->push(picture);
  if (!shown) sink_.reset();
  return shown;
}

Result<void> WindowDisplay::show(const maket::Picture& picture, const Fade& fade) {
  const bool fades = isOpen() && fade.from != nullptr && fade.from->size == picture.size && fade.lasts > 0ms;
  if (!fades) return put(picture);
  return fadeOver(fade, picture, [this](const maket::Picture& one) { return put(one); });
}

Result<maket::Picture> WindowDisplay::readBack() {
  auto picture = isOpen() ? sink_->last() : std::nullopt;
  if (!picture) return fail(kDomain, "closed");
  return std::move(*picture);
}

bool WindowDisplay::sameAsReadBack() { return isOpen(); }

DisplayFacts WindowDisplay::facts() {
  const std::string why = detailOf(ProofReason::OutputWindow);
  return {ProofState::Unknown, why, ProofState::Unknown, why, {}};
}

}  // namespace diemcau::screen
