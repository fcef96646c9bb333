// SPDX-License-Identifier: Apache-2.0
// Keeping the present state of all endpoints.
#include "centre/fleet/fleet.h"

#include <algorithm>
#include <tuple>

#include "contract/config.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kFormerBoots = 16;

bool isPresent(const Endpoint& endpoint, const ReportRecord& report) {
  return endpoint.observed && endpoint.observed->report.boot_id == report.boot_id &&
         endpoint.observed->report.seq == report.seq && endpoint.observed->report.observed_at == report.observed_at;
}

// Within one boot seq tells the order. Between boots the time of observation does, unless nothing was
// heard of the present one for a while: then the clock or the counter was set back. A boot that was
// left behind does not come back.
bool isNewer(const Endpoint& endpoint, const ReportRecord& report, SteadyTime now) {
  if (!endpoint.observed) return true;
  const ReportRecord& present = endpoint.observed->report;
  const bool fresh = endpoint.heard_at && now - *endpoint.heard_at <= offlineAfter(endpoint);
  if (report.boot_id == present.boot_id) {
    return report.seq > present.seq || (!fresh && report.observed_at > present.observed_at);
  }
  if (std::ranges::contains(endpoint.former_boots, report.boot_id)) return false;
  return report.observed_at > present.observed_at || !fresh;
}

bool sameStream(const StreamStats& a, const StreamStats& b) {
  const auto facts = [](const StreamStats& s) {
    return std::tie(s.connected, s.paths, s.since, s.bytes, s.kbps, s.packets_received, s.packets_lost,
                    s.packets_dropped, s.packets_retransmitted, s.requesters, s.recording, s.recorded_bytes,
                    s.recording_detail);
  };
  return facts(a) == facts(b);
}

}  // namespace

void Fleet::setSites(std::vector<Site> sites) {
  std::ranges::sort(sites, {}, &Site::code);
  sites_ = std::move(sites);
  for (auto& [id, endpoint] : endpoints_) {
    const auto site = std::ranges::find(sites_, endpoint.record.site_code, &Site::code);
    if (site != sites_.end()) endpoint.site = *site;
  }
}

Endpoint& Fleet::add(EndpointRecord record) {
  const auto [at, added] = endpoints_.try_emplace(record.id);
  Endpoint& endpoint = at->second;
  if (!added) {
    update(endpoint, record);
    return endpoint;
  }
  const auto site = std::ranges::find(sites_, record.site_code, &Site::code);
  endpoint.site = site == sites_.end() ? Site{record.site_code, record.site_code} : *site;
  endpoint.record = std::move(record);
  rejudge(endpoint, true);
  return endpoint;
}

void Fleet::update(Endpoint& endpoint, const EndpointRecord& record) {
  EndpointRecord& present = endpoint.record;
  const bool revoked = record.revoked_at && !present.revoked_at;
  // What the store was read with may be older than what is known of a number here.
  const bool replaced = record.next_srt && !present.next_srt && record.next_srt->number > present.srt_key;
  const bool same = present.key_id == record.key_id && present.revoked_at == record.revoked_at &&
                    present.certificate_expires_at == record.certificate_expires_at && !replaced;
  if (same) return;
  present.key_id = record.key_id;
  present.certificate_expires_at = record.certificate_expires_at;
  present.revoked_at = record.revoked_at;
  if (replaced) {
    present.next_srt = record.next_srt;
    endpoint.passphrase_replaced.reset();
  }
  if (revoked) endpoint.config_changed.notifyAll();
  rejudge(endpoint, true);
}

Endpoint* Fleet::find(const std::string& id) {
  const auto found = endpoints_.find(id);
  return found == endpoints_.end() ? nullptr : &found->second;
}

std::vector<const Endpoint*> Fleet::all() const {
  std::vector<const Endpoint*> all;
  for (const auto& [id, endpoint] : endpoints_) all.push_back(&endpoint);
  std::ranges::stable_sort(all, {}, [](const Endpoint* endpoint) -> const std::string& { return endpoint->site.code; });
  return all;
}

void Fleet::setDesired(Endpoint& endpoint, const ConfigRecord& config) {
  if (endpoint.desired && endpoint.desired->version.version >= config.version.version) return;
  Desired desired{config.version, config.envelope, {}};
  if (const auto body = parseConfigBody(config.body)) {
    desired.report_interval = std::chrono::seconds(body->reporting.interval_s);
  }
  endpoint.desired = std::move(desired);
  endpoint.config_changed.notifyAll();
  rejudge(endpoint, true);
}

void Fleet::markApplied(Endpoint& endpoint, std::uint64_t version, Timestamp received_at) {
  if (!endpoint.desired) return;
  ConfigVersion& desired = endpoint.desired->version;
  if (desired.version != version || desired.applied_at) return;
  desired.applied_at = received_at;
  desired.applied_after_ms = std::max<std::int64_t>(0, (received_at - desired.issued_at).count());
}

ReportOrder Fleet::observe(Endpoint& endpoint, const Status& status, ReportRecord report) {
  const Moment now = clock_.now();
  markApplied(endpoint, status.config.version, report.received_at);
  ReportOrder order = ReportOrder::Older;
  if (isPresent(endpoint, report)) {
    order = ReportOrder::Repeated;
    endpoint.heard_at = now.steady;
    endpoint.observed->report.received_at = report.received_at;
  } else if (isNewer(endpoint, report, now.steady)) {
    order = ReportOrder::Newest;
    if (endpoint.observed && endpoint.observed->report.boot_id != report.boot_id) {
      endpoint.former_boots.push_back(endpoint.observed->report.boot_id);
      if (endpoint.former_boots.size() > kFormerBoots) endpoint.former_boots.erase(endpoint.former_boots.begin());
    }
    endpoint.heard_at = now.steady;
    endpoint.observed =
        Observed{std::move(report), status.config, status.conditions, status.screen, status.host.software};
  }
  rejudge(endpoint, order != ReportOrder::Older);
  return order;
}

void Fleet::restore(Endpoint& endpoint, const Status& status, ReportRecord report) {
  const Moment now = clock_.now();
  const auto age = std::max(now.wall - report.received_at, std::chrono::milliseconds(0));
  endpoint.heard_at = now.steady - age;
  endpoint.observed =
      Observed{std::move(report), status.config, status.conditions, status.screen, status.host.software};
  rejudge(endpoint, true);
}

void Fleet::setNextPassphrase(Endpoint& endpoint, SrtKey next) {
  endpoint.record.next_srt = std::move(next);
  endpoint.passphrase_replaced.reset();
  rejudge(endpoint, true);
}

void Fleet::endPassphrase(Endpoint& endpoint, std::uint64_t number, bool taken) {
  EndpointRecord& record = endpoint.record;
  if (!record.next_srt || record.next_srt->number != number) return;
  if (taken) {
    record.srt_key = number;
    record.srt_passphrase = record.next_srt->passphrase;
  }
  record.next_srt.reset();
  endpoint.passphrase_replaced = taken;
  rejudge(endpoint, true);
}

void Fleet::setSnapshot(Endpoint& endpoint, SnapshotKind kind, Snapshot snapshot) {
  endpoint.snapshot(kind) = std::move(snapshot);
  changes_.snapshotChanged(endpoint.record.id, kind);
}

void Fleet::setAgreement(Endpoint& endpoint, std::optional<Agreement> agreement, bool odd) {
  if (endpoint.agreement == agreement && endpoint.maket_differs.has_value() == odd) return;
  endpoint.agreement = agreement;
  if (!odd) {
    endpoint.maket_differs.reset();
  } else if (!endpoint.maket_differs) {
    endpoint.maket_differs = clock_.now().wall;
  }
  rejudge(endpoint, true);
}

void Fleet::setStreams(const std::vector<StreamStats>& streams) {
  for (const StreamStats& stats : streams) {
    Endpoint* endpoint = find(stats.endpoint);
    if (endpoint == nullptr) continue;
    auto& present = stats.picture == StreamPicture::Small ? endpoint->small_stream : endpoint->stream;
    if (present && sameStream(*present, stats)) continue;
    present = stats;
    rejudge(*endpoint, true);
  }
}

void Fleet::tick() {
  for (auto& [id, endpoint] : endpoints_) rejudge(endpoint, false);
}

void Fleet::rejudge(Endpoint& endpoint, bool changed) {
  const bool concluded = judge(endpoint, clock_.now());
  if (changed || concluded) changes_.endpointChanged(endpoint.record.id);
}

std::vector<StreamKey> Fleet::streamKeys() const {
  std::vector<StreamKey> keys;
  for (const auto& [id, endpoint] : endpoints_) {
    const EndpointRecord& record = endpoint.record;
    if (record.revoked_at) continue;
    keys.push_back({record.site_code, id, record.srt_passphrase, record.srt_key});
    if (record.next_srt) keys.push_back({record.site_code, id, record.next_srt->passphrase, record.next_srt->number});
  }
  return keys;
}

}  // namespace diemcau::centre
