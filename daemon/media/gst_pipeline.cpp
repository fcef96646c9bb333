// SPDX-License-Identifier: Apache-2.0
// GStreamer's answers as values.
#include "daemon/media/gst_pipeline.h"

namespace diemcau::media {

std::expected<ElementPtr, std::string> parsePipeline(const std::string& description) {
  GError* error = nullptr;
  ElementPtr pipeline(gst_parse_launch(description.c_str(), &error));
  if (error == nullptr) {
    gst_object_ref_sink(pipeline.get());
    return pipeline;
  }
  std::string text = error->message;
  g_error_free(error);
  return std::unexpected(std::move(text));
}

bool hasElement(const char* factory) {
  GstElementFactory* found = gst_element_factory_find(factory);
  if (found != nullptr) gst_object_unref(found);
  return found != nullptr;
}

std::string textOf(GstMessage* error_message) {
  GError* error = nullptr;
  gst_message_parse_error(error_message, &error, nullptr);
  std::string text = error->message;
  g_error_free(error);
  return text;
}

std::optional<std::string> takeError(GstBus* bus) {
  const MessagePtr message(gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR));
  return message ? std::optional(textOf(message.get())) : std::nullopt;
}

}  // namespace diemcau::media
