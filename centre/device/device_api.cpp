// SPDX-License-Identifier: Apache-2.0
// Handlers of the device API.
#include "centre/device/device_api.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "centre/crypto/digest.h"
#include "centre/store/audit.h"
#include "centre/store/reports.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMaxReport = 256 * 1024;
constexpr std::size_t kMaxSnapshot = 512 * 1024;
constexpr seconds kLongestWait{60};
// Held requests of one endpoint: its own and some that it has given up.
constexpr std::size_t kMaxHeld = 8;
// Pictures are replaced every two seconds; the store gets one now and then, for after a restart.
constexpr seconds kKeepEvery{30};
constexpr std::string_view kJpegStart = "\xFF\xD8\xFF";

// The version of an If-None-Match like "3"; 0 when it is none of ours.
std::uint64_t versionFromTag(std::string_view header) {
  std::uint64_t version = 0;
  if (header.size() < 3 || header.front() != '"' || header.back() != '"') return 0;
  const auto [end, error] = std::from_chars(header.data() + 1, header.data() + header.size() - 1, version);
  return error == std::errc() && end == header.data() + header.size() - 1 ? version : 0;
}

HttpResponse busy(std::string_view code) {
  HttpResponse response = errorResponse(503, code);
  response.headers.emplace_back("retry-after", "5");
  return response;
}

}  // namespace

seconds preferredWait(std::string_view header) {
  const auto at = header.find("wait=");
  if (at == header.npos) return seconds(0);
  const char* first = header.data() + at + 5;
  std::uint32_t value = 0;
  if (std::from_chars(first, header.data() + header.size(), value).ec != std::errc()) return seconds(0);
  return std::min(seconds(value), kLongestWait);
}

void DeviceApi::addRoutes(Router& router) {
  router.add("GET", "/device/v1/config", 0, forKnown(&DeviceApi::getConfig));
  router.add("POST", "/device/v1/reports", kMaxReport, forKnown(&DeviceApi::postReport));
  router.add("PUT", "/device/v1/snapshots/{kind}", kMaxSnapshot, forKnown(&DeviceApi::putSnapshot));
}

Handler DeviceApi::forKnown(Action action) {
  return [this, action](const HttpRequest& request) { return callForKnown(action, request); };
}

DeviceApi::Task DeviceApi::callForKnown(Action action, const HttpRequest& request) {
  Endpoint* endpoint = co_await finder_.find(request.caller);
  if (endpoint == nullptr) co_return errorResponse(403, "endpoint_unknown", request.caller);
  if (endpoint->record.revoked_at) co_return errorResponse(403, "identity_revoked", request.caller);
  co_return co_await (this->*action)(request, *endpoint);
}

DeviceApi::Task DeviceApi::getConfig(const HttpRequest& request, Endpoint& endpoint) {
  const std::uint64_t present = versionFromTag(request.header("if-none-match"));
  const SteadyTime deadline = clock_.now().steady + preferredWait(request.header("prefer"));
  if (endpoint.config_changed.waiting() >= kMaxHeld) co_return busy("too_many_held");
  for (;;) {
    if (endpoint.desired && endpoint.desired->version.version > present) break;
    if (clock_.now().steady < deadline && co_await endpoint.config_changed.waitUntil(deadline)) {
      if (endpoint.record.revoked_at) co_return errorResponse(403, "identity_revoked", request.caller);
      continue;
    }
    if (!endpoint.desired && present == 0) co_return errorResponse(404, "config_missing");
    co_return emptyResponse(304);
  }
  HttpResponse response;
  response.headers.emplace_back("content-type", kEnvelopeMediaType);
  response.headers.emplace_back("etag", '"' + std::to_string(endpoint.desired->version.version) + '"');
  response.body = endpoint.desired->envelope;
  co_return response;
}

DeviceApi::Task DeviceApi::postReport(const HttpRequest& request, Endpoint& endpoint) {
  const auto status = parseStatus(request.body);
  if (!status) co_return co_await refuseReport(endpoint, request, status.error());
  if (status->endpoint != endpoint.record.id) {
    co_return co_await refuseReport(endpoint, request, {"document", "endpoint_wrong", "/endpoint"});
  }
  unreadable_.erase(endpoint.record.id);

  ReportToSave saving;
  saving.report = {endpoint.record.id,  status->boot_id,   status->seq,
                   status->observed_at, clock_.now().wall, writeStatus(*status)};
  saving.config_version = status->config.version;
  // A repeated one may not have been stored the first time.
  const auto before = endpoint.observed ? refusalsIn(endpoint.observed->config, endpoint.observed->conditions)
                                        : std::vector<RoomRefusal>();
  const ReportOrder order = fleet_.observe(endpoint, *status, saving.report);
  saving.newest = order != ReportOrder::Older;
  std::vector<AuditRecord> rows;
  if (order == ReportOrder::Newest) {
    rows = notes_.changes(endpoint.record.id, request.address, before, refusalsIn(status->config, status->conditions),
                          clock_.now());
  }
  if (endpoint.difference) saving.report.differs_since = endpoint.difference->since;
  const Result<void> saved =
      co_await store_.run([&saving](Database& database) { return saveReport(database, saving); });
  health_.storeAnswered(saved);
  // After it: reports are stored in the order in which they were observed.
  co_await write(std::move(rows));
  if (!saved) co_return busy("not_stored");
  co_return jsonResponse(200, "{\"acknowledged\":" + std::to_string(status->seq) + "}");
}

DeviceApi::Task DeviceApi::refuseReport(const Endpoint& endpoint, const HttpRequest& request, Error error) {
  if (unreadable_.insert(endpoint.record.id).second) {
    const Moment now = clock_.now();
    co_await write(notes_.once(
        {now.wall, endpoint.record.id, request.address, "report.refused", endpoint.record.id, error.describe()},
        now.steady));
  }
  co_return errorResponse(400, error.code, error.context);
}

boost::asio::awaitable<void> DeviceApi::write(std::vector<AuditRecord> rows) {
  for (const AuditRecord& row : rows) {
    const Result<void> noted = co_await store_.run([&row](Database& database) { return addAudit(database, row); });
    health_.storeAnswered(noted);
  }
}

DeviceApi::Task DeviceApi::putSnapshot(const HttpRequest& request, Endpoint& endpoint) {
  const auto kind = snapshotKindFrom(request.path_values.at(0));
  if (!kind) co_return errorResponse(404, "not_found", request.path);
  if (!request.body.starts_with(kJpegStart)) {
    if (not_pictures_.insert({endpoint.record.id, *kind}).second) {
      const Moment now = clock_.now();
      co_await write(notes_.once({now.wall, endpoint.record.id, request.address, "snapshot.refused", endpoint.record.id,
                                  std::string(nameOf(*kind)) + ": picture_not_jpeg"},
                                 now.steady));
    }
    co_return errorResponse(400, "picture_not_jpeg");
  }
  not_pictures_.erase({endpoint.record.id, *kind});
  const Snapshot snapshot{sha256Hex(request.body).substr(0, 16), clock_.now().wall,
                          std::make_shared<const std::string>(request.body)};
  fleet_.setSnapshot(endpoint, *kind, snapshot);
  co_await keep(endpoint, *kind, snapshot);
  co_return emptyResponse(204);
}

boost::asio::awaitable<void> DeviceApi::keep(const Endpoint& endpoint, SnapshotKind kind, const Snapshot& snapshot) {
  const SteadyTime now = clock_.now().steady;
  const auto [at, first] = kept_at_.try_emplace({endpoint.record.id, kind}, now);
  if (!first && now - at->second < kKeepEvery) co_return;
  at->second = now;
  const SnapshotRecord record{endpoint.record.id, kind, snapshot.etag, snapshot.taken_at, *snapshot.jpeg};
  const Result<void> kept =
      co_await store_.run([&record](Database& database) { return saveSnapshot(database, record); });
  health_.storeAnswered(kept);
}

}  // namespace diemcau::centre
