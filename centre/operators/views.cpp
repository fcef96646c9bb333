// SPDX-License-Identifier: Apache-2.0
// Writing the operators' JSON. Documents that are JSON already (reports, bodies) are put in as they are.
#include "centre/operators/views.h"

#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

OrderedJson toJson(const std::optional<Timestamp>& time) {
  return time ? OrderedJson(formatTimestamp(*time)) : OrderedJson(nullptr);
}

OrderedJson toJson(const Site& site) { return {{"code", site.code}, {"name", site.name}}; }

OrderedJson toJson(const std::vector<Condition>& conditions) {
  OrderedJson list = OrderedJson::array();
  for (const Condition& condition : conditions) {
    list.push_back({{"type", textOf(condition.type).name},
                    {"level", nameOf(condition.level)},
                    {"since", formatTimestamp(condition.since)},
                    {"detail", condition.detail}});
  }
  return list;
}

OrderedJson toJson(const ConfigVersion& version) {
  OrderedJson json;
  json["version"] = version.version;
  json["issued_at"] = formatTimestamp(version.issued_at);
  json["expires_at"] = formatTimestamp(version.expires_at);
  json["author"] = version.author;
  json["applied_at"] = toJson(version.applied_at);
  json["applied_after_ms"] = version.applied_after_ms ? OrderedJson(*version.applied_after_ms) : OrderedJson(nullptr);
  return json;
}

std::string_view nameOf(RecordingState state) {
  switch (state) {
    case RecordingState::Writing:
      return "writing";
    case RecordingState::Failed:
      return "failed";
    case RecordingState::Idle:
      break;
  }
  return "idle";
}

OrderedJson toJson(const StreamStats& stream) {
  OrderedJson json;
  json["connected"] = stream.connected;
  json["paths"] = stream.paths;
  json["since"] = formatTimestamp(stream.since);
  json["bytes"] = stream.bytes;
  json["kbps"] = stream.kbps;
  json["packets_received"] = stream.packets_received;
  json["packets_lost"] = stream.packets_lost;
  json["packets_dropped"] = stream.packets_dropped;
  json["packets_retransmitted"] = stream.packets_retransmitted;
  json["loss_percent"] = stream.loss_percent;
  json["rtt_ms"] = stream.rtt_ms;
  json["requesters"] = stream.requesters;
  if (stream.picture == StreamPicture::Small) return json;
  json["recording"] = {{"state", nameOf(stream.recording)}, {"bytes", stream.recorded_bytes}};
  if (!stream.recording_detail.empty()) json["recording"]["detail"] = stream.recording_detail;
  return json;
}

OrderedJson toJson(const std::optional<Snapshot>& snapshot) {
  if (!snapshot) return nullptr;
  return {{"etag", snapshot->etag}, {"taken_at", formatTimestamp(snapshot->taken_at)}};
}

OrderedJson twinOf(const Endpoint& endpoint) {
  OrderedJson json;
  json["desired"] = endpoint.desired ? OrderedJson(endpoint.desired->version.version) : OrderedJson(nullptr);
  json["observed"] = endpoint.observed ? OrderedJson(endpoint.observed->config.version) : OrderedJson(nullptr);
  json["difference"] = nullptr;
  if (const auto& difference = endpoint.difference) {
    json["difference"] = {{"since", formatTimestamp(difference->since)},
                          {"reason", nameOf(difference->reason)},
                          {"detail", difference->detail}};
  }
  return json;
}

// `document` is JSON already: it becomes the last member of `object`.
std::string withMember(const OrderedJson& object, std::string_view name, std::string_view document) {
  std::string text = dumpJson(object);
  text.pop_back();
  text.append(",\"").append(name).append("\":").append(document).append("}");
  return text;
}

}  // namespace

std::string siteListJson(const std::vector<Site>& sites) {
  OrderedJson list = OrderedJson::array();
  for (const Site& site : sites) list.push_back(toJson(site));
  return dumpJson(list);
}

std::string conditionTypesJson() {
  OrderedJson list = OrderedJson::array();
  for (const ConditionText& text : conditionTexts()) {
    list.push_back({{"type", text.name},
                    {"level", nameOf(text.level)},
                    {"vi", text.vi},
                    {"en", text.en},
                    {"action_vi", text.action_vi},
                    {"action_en", text.action_en}});
  }
  return dumpJson(list);
}

std::string endpointJson(const Endpoint& endpoint) {
  OrderedJson json;
  json["id"] = endpoint.record.id;
  json["site"] = toJson(endpoint.site);
  json["online"] = endpoint.online;
  json["certificate_expires_at"] = formatTimestamp(endpoint.record.certificate_expires_at);
  json["revoked_at"] = toJson(endpoint.record.revoked_at);
  json["passphrase_changing"] = endpoint.record.next_srt.has_value();
  json["passphrase_replaced"] =
      endpoint.passphrase_replaced ? OrderedJson(*endpoint.passphrase_replaced) : OrderedJson(nullptr);
  json["last_seen"] =
      endpoint.observed ? OrderedJson(formatTimestamp(endpoint.observed->report.received_at)) : OrderedJson(nullptr);
  json["desired"] = endpoint.desired ? toJson(endpoint.desired->version) : OrderedJson(nullptr);
  json["twin"] = twinOf(endpoint);
  json["stream"] = endpoint.stream ? toJson(*endpoint.stream) : OrderedJson(nullptr);
  json["small_stream"] = endpoint.small_stream ? toJson(*endpoint.small_stream) : OrderedJson(nullptr);
  json["snapshots"]["camera"] = toJson(endpoint.snapshot(SnapshotKind::Camera));
  json["snapshots"]["screen"] = toJson(endpoint.snapshot(SnapshotKind::Screen));
  json["agreement"] = endpoint.agreement ? OrderedJson(nameOf(*endpoint.agreement)) : OrderedJson(nullptr);
  json["conditions"] = toJson(conditionsOf(endpoint));
  return withMember(json, "status", endpoint.observed ? endpoint.observed->report.document : "null");
}

std::string endpointListJson(const std::vector<const Endpoint*>& endpoints) {
  std::string text = "[";
  for (const Endpoint* endpoint : endpoints) {
    if (text.size() > 1) text += ',';
    text += endpointJson(*endpoint);
  }
  return text + "]";
}

std::string centreJson(const CentreHealth& health) {
  OrderedJson json;
  json["software"] = DIEMCAU_VERSION;
  json["started_at"] = formatTimestamp(health.startedAt());
  json["disk_free_bytes"] = health.diskFree();
  json["drawn_otherwise"] = OrderedJson::array();
  for (const DrawnOtherwise& version : health.drawnOtherwise()) {
    json["drawn_otherwise"].push_back(
        {{"software", version.software}, {"rooms", version.rooms}, {"how", nameOf(version.how)}});
  }
  json["expiring"] = OrderedJson::array();
  for (const Expiring& expiring : health.expiring()) {
    json["expiring"].push_back({{"part", nameOf(expiring.part)},
                                {"expires_at", formatTimestamp(expiring.expires_at)},
                                {"detail", expiring.detail}});
  }
  json["conditions"] = toJson(health.conditions());
  return dumpJson(json);
}

std::string configListJson(const std::vector<ConfigVersion>& versions) {
  OrderedJson list = OrderedJson::array();
  for (const ConfigVersion& version : versions) list.push_back(toJson(version));
  return dumpJson(list);
}

std::string configJson(const ConfigRecord& config) { return withMember(toJson(config.version), "body", config.body); }

std::string enrolmentListJson(const std::vector<EnrolmentRecord>& boxes) {
  OrderedJson list = OrderedJson::array();
  for (const EnrolmentRecord& box : boxes) {
    list.push_back({{"key", box.key_id},
                    {"code", box.pairing_code},
                    {"address", box.address},
                    {"first_seen", formatTimestamp(box.first_seen)},
                    {"last_seen", formatTimestamp(box.last_seen)},
                    {"claim", nameOf(box.claim)},
                    {"site", box.site_code.empty() ? OrderedJson(nullptr) : OrderedJson(box.site_code)}});
  }
  return dumpJson(list);
}

std::string snapshotEventJson(const std::string& endpoint, SnapshotKind kind, const Snapshot& snapshot) {
  return dumpJson({{"id", endpoint},
                   {"kind", nameOf(kind)},
                   {"etag", snapshot.etag},
                   {"taken_at", formatTimestamp(snapshot.taken_at)}});
}

}  // namespace diemcau::centre
