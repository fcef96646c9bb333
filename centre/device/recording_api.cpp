// SPDX-License-Identifier: Apache-2.0
// Questions and pieces.
#include "centre/device/recording_api.h"

#include <array>
#include <charconv>
#include <format>
#include <utility>

#include "centre/fleet/endpoint.h"
#include "centre/log/log.h"
#include "contract/stream_id.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxPiece = std::size_t{64} * 1024;

HttpResponse responseOf(int status, const SegmentWish& wish) {
  return jsonResponse(status, std::format("{{\"wanted\":{},\"offset\":{}}}", wish.wanted, wish.offset));
}

}  // namespace

std::optional<SegmentPiece> pieceFrom(std::string_view content_range, std::string_view body) {
  constexpr std::string_view kUnit = "bytes ";
  if (!content_range.starts_with(kUnit)) return std::nullopt;
  content_range.remove_prefix(kUnit.size());
  std::array<std::uint64_t, 3> numbers{};
  constexpr std::string_view kBehind[] = {"-", "/", ""};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [end, error] =
        std::from_chars(content_range.data(), content_range.data() + content_range.size(), numbers[i]);
    if (error != std::errc{}) return std::nullopt;
    content_range.remove_prefix(static_cast<std::size_t>(end - content_range.data()));
    if (!content_range.starts_with(kBehind[i])) return std::nullopt;
    content_range.remove_prefix(kBehind[i].size());
  }
  const auto [first, last, total] = numbers;
  const bool fits = content_range.empty() && first <= last && last < total && last - first + 1 == body.size();
  if (!fits) return std::nullopt;
  return SegmentPiece{.offset = first, .total = total, .bytes = body};
}

void RecordingApi::addRoutes(Router& router) {
  constexpr std::string_view kPattern = "/device/v1/recordings/{run}/segments/{segment}";
  router.add("GET", kPattern, 0, [this](const HttpRequest& request) { return ask(request); });
  router.add("PUT", kPattern, kMaxPiece, [this](const HttpRequest& request) { return put(request); });
}

boost::asio::awaitable<std::expected<RecordingApi::Subject, HttpResponse>> RecordingApi::subjectOf(
    const HttpRequest& request) {
  const Endpoint* const endpoint = co_await finder_.find(request.caller);
  if (endpoint == nullptr) co_return std::unexpected(errorResponse(403, "endpoint_unknown", request.caller));
  if (endpoint->record.revoked_at) co_return std::unexpected(errorResponse(403, "identity_revoked", request.caller));
  const auto segment = offeredSegmentFrom(request.path_values.at(1));
  if (!isRun(request.path_values.at(0)) || !segment) {
    co_return std::unexpected(errorResponse(404, "not_found", request.path));
  }
  co_return Subject{endpoint->record.site_code, request.path_values.at(0), *segment};
}

RecordingApi::Task RecordingApi::ask(const HttpRequest& request) {
  auto subject = co_await subjectOf(request);
  if (!subject) co_return std::move(subject.error());
  const SegmentWish wish =
      co_await blocking_.run([&] { return inbox_.ask(subject->site, subject->run, subject->segment); });
  co_return responseOf(200, wish);
}

RecordingApi::Task RecordingApi::put(const HttpRequest& request) {
  auto subject = co_await subjectOf(request);
  if (!subject) co_return std::move(subject.error());
  const auto piece = pieceFrom(request.header("content-range"), request.body);
  if (!piece) co_return errorResponse(400, "range_malformed", request.header("content-range"));
  const Result<SegmentWish> wish =
      co_await blocking_.run([&] { return inbox_.put(subject->site, subject->run, subject->segment, *piece); });
  if (!wish && wish.error().code == "piece_malformed") co_return errorResponse(400, "piece_malformed");
  if (!wish) {
    logError(wish.error().describe());
    HttpResponse response = errorResponse(503, "not_stored");
    response.headers.emplace_back("retry-after", "5");
    co_return response;
  }
  const bool went_on = !wish->wanted || wish->offset == piece->offset + piece->bytes.size();
  co_return responseOf(went_on ? 200 : 409, *wish);
}

}  // namespace diemcau::centre
