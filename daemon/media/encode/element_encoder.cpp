// SPDX-License-Identifier: Apache-2.0
// The registry's encoders, and a bin around one.
#include "daemon/media/encode/element_encoder.h"

#include <gst/video/video.h>

#include <algorithm>
#include <format>
#include <utility>
#include <vector>

namespace diemcau::media {
namespace {

struct FeatureListRelease {
  void operator()(GList* list) const noexcept { gst_plugin_feature_list_free(list); }
};

// What stands in the middle of the name is empty or the device's node.
bool isOneOf(std::string_view name, std::string_view begin, std::string_view end) {
  if (name.size() < begin.size() + end.size() || !name.starts_with(begin) || !name.ends_with(end)) return false;
  const std::string_view node = name.substr(begin.size(), name.size() - begin.size() - end.size());
  return node.empty() || g_ascii_isdigit(node.back());
}

std::vector<FactoryPtr> factories(std::string_view begin, std::string_view end) {
  const std::unique_ptr<GList, FeatureListRelease> all(
      gst_element_factory_list_get_elements(GST_ELEMENT_FACTORY_TYPE_VIDEO_ENCODER, GST_RANK_NONE));
  std::vector<FactoryPtr> found;
  for (const GList* entry = all.get(); entry != nullptr; entry = entry->next) {
    auto* factory = static_cast<GstElementFactory*>(entry->data);
    const std::string_view name = GST_OBJECT_NAME(factory);
    if (!isOneOf(name, begin, end)) continue;
    found.emplace_back(static_cast<GstElementFactory*>(gst_object_ref(factory)));
  }
  // The shortest is the first device's.
  std::ranges::sort(found, {}, [](const FactoryPtr& factory) {
    const std::string name = GST_OBJECT_NAME(factory.get());
    return std::pair(name.size(), name);
  });
  return found;
}

bool takes(GstElementFactory* factory, const PictureFormat& picture, const char* format) {
  const CapsPtr caps(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, format, "width", G_TYPE_INT,
                                         static_cast<int>(picture.width), "height", G_TYPE_INT,
                                         static_cast<int>(picture.height), "framerate", GST_TYPE_FRACTION,
                                         static_cast<int>(picture.fps), 1, nullptr));
  return gst_element_factory_can_sink_any_caps(factory, caps.get()) != FALSE;
}

}  // namespace

std::expected<FoundEncoder, EncoderFault> findEncoder(std::string_view begin, std::string_view end,
                                                      const PictureFormat& picture) {
  auto there = factories(begin, end);
  if (there.empty()) return std::unexpected(EncoderFault{PassedOver::NotThere, std::format("no {}{}", begin, end)});
  for (FactoryPtr& factory : there) {
    const bool i420 = takes(factory.get(), picture, "I420");
    if (i420 || takes(factory.get(), picture, "NV12")) return FoundEncoder{std::move(factory), i420};
  }
  return std::unexpected(
      EncoderFault{PassedOver::CannotDoIt,
                   std::format("{} takes no pictures of {}×{} at {} a second", GST_OBJECT_NAME(there.front().get()),
                               picture.width, picture.height, picture.fps)});
}

std::optional<EncoderFault> matchEncoder(std::string_view begin, std::string_view end, const PictureFormat& picture) {
  const auto found = findEncoder(begin, end, picture);
  return found ? std::nullopt : std::optional(found.error());
}

std::optional<ElementEncoder::Parts> ElementEncoder::assemble(const FoundEncoder& found, bool parse) {
  GstElement* made = gst_element_factory_create(found.factory.get(), nullptr);
  if (made == nullptr) return std::nullopt;
  ElementPtr inner(GST_ELEMENT(gst_object_ref_sink(made)));
  if (found.takes_i420 && !parse) return Parts{ElementPtr(GST_ELEMENT(gst_object_ref(made))), std::move(inner)};

  ElementPtr bin(GST_ELEMENT(gst_object_ref_sink(gst_bin_new(nullptr))));
  GstElement* first = made;
  GstElement* last = made;
  gst_bin_add(GST_BIN(bin.get()), made);
  if (!found.takes_i420) {
    first = gst_element_factory_make("videoconvert", nullptr);
    if (first == nullptr) return std::nullopt;
    gst_bin_add(GST_BIN(bin.get()), first);
    if (!gst_element_link(first, made)) return std::nullopt;
  }
  if (parse) {
    last = gst_element_factory_make("h264parse", nullptr);
    if (last == nullptr) return std::nullopt;
    g_object_set(last, "config-interval", -1, nullptr);
    gst_bin_add(GST_BIN(bin.get()), last);
    if (!gst_element_link(made, last)) return std::nullopt;
  }
  const PadPtr in(gst_element_get_static_pad(first, "sink"));
  const PadPtr out(gst_element_get_static_pad(last, "src"));
  gst_element_add_pad(bin.get(), gst_ghost_pad_new("sink", in.get()));
  gst_element_add_pad(bin.get(), gst_ghost_pad_new("src", out.get()));
  return Parts{std::move(bin), std::move(inner)};
}

void ElementEncoder::requestKeyframe() {
  const PadPtr pad(gst_element_get_static_pad(inner_.get(), "src"));
  gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

}  // namespace diemcau::media
