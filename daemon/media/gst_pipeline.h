// SPDX-License-Identifier: Apache-2.0
// What GStreamer is asked: for a pipeline, whether it has an element, what went wrong.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "daemon/media/gst_ptr.h"

namespace diemcau::media {

// All are thread-safe.

// A pipeline from GStreamer's description language (never with text from outside in it). Error: GStreamer's words.
[[nodiscard]] std::expected<ElementPtr, std::string> parsePipeline(const std::string& description);
[[nodiscard]] bool hasElement(const char* factory);
// Of a message of an error.
[[nodiscard]] std::string textOf(GstMessage* error_message);
// An error that was told on the bus, which has it no longer.
[[nodiscard]] std::optional<std::string> takeError(GstBus* bus);

}  // namespace diemcau::media
