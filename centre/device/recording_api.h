// SPDX-License-Identifier: Apache-2.0
// The device API's part for what a room recorded itself: the segments that the centre lacks.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "centre/fleet/endpoint_finder.h"
#include "centre/http/router.h"
#include "centre/loop/worker.h"
#include "centre/recording/segment_inbox.h"

namespace diemcau::centre {

// Bound to the loop's thread; the disk is the worker's. A caller asks and brings for its own site alone.
class RecordingApi {
 public:
  RecordingApi(EndpointFinder& finder, Worker& blocking, std::filesystem::path recordings)
      : finder_(finder), blocking_(blocking), inbox_(std::move(recordings)) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;
  struct Subject {
    std::string site;
    std::string run;
    OfferedSegment segment;
  };

  [[nodiscard]] boost::asio::awaitable<std::expected<Subject, HttpResponse>> subjectOf(const HttpRequest& request);
  Task ask(const HttpRequest& request);
  Task put(const HttpRequest& request);

  EndpointFinder& finder_;
  Worker& blocking_;
  SegmentInbox inbox_;
};

// "bytes 0-16383/3141592" (RFC 9110, 14.4), with as many bytes as the body has; nothing for anything else.
[[nodiscard]] std::optional<SegmentPiece> pieceFrom(std::string_view content_range, std::string_view body);

}  // namespace diemcau::centre
