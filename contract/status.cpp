// SPDX-License-Identifier: Apache-2.0
// Status as JSON.
#include "contract/status.h"

#include <ranges>
#include <utility>

#include "contract/json_document.h"
#include "contract/status_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

constexpr std::size_t kMaxProcesses = 16;
constexpr std::size_t kMaxInterfaces = 32;
constexpr std::size_t kMaxAddresses = 32;
constexpr std::size_t kMaxInterfaceText = 64;
constexpr std::size_t kMaxHostText = 255;
constexpr double kLeastCelsius = -273.15;
constexpr double kMostCelsius = 1000;

constexpr std::pair<std::string_view, RollbackReason> kRollbackReasons[] = {
    {"not_acknowledged", RollbackReason::NotAcknowledged},
    {"stream_stopped", RollbackReason::StreamStopped},
    {"worker_ended", RollbackReason::WorkerEnded},
    {"restarted", RollbackReason::Restarted}};

RefusedConfig readRefused(ObjectReader reader) {
  RefusedConfig refused;
  refused.version = reader.uint64("version", 0, kMaxCount);
  refused.reason = reader.text("reason", {1, 64});
  refused.detail = reader.text("detail");
  refused.at = reader.time("at");
  return refused;
}

OrderedJson toJson(const RefusedConfig& refused) {
  OrderedJson json;
  json["version"] = refused.version;
  json["reason"] = refused.reason;
  json["detail"] = fitText(refused.detail, kMaxDetail);
  json["at"] = formatTimestamp(refused.at);
  return json;
}

ConfigStatus readConfigStatus(ObjectReader reader) {
  ConfigStatus config;
  config.version = reader.uint64("version", 0, kMaxCount);
  config.applied_at = readOptionalTime(reader, "applied_at");
  config.expired = reader.flag("expired");
  config.on_trial = reader.flag("on_trial");
  if (reader.has("refused")) config.refused = readRefused(reader.object("refused"));
  if (reader.has("rolled_back")) config.rolled_back = readRefused(reader.object("rolled_back"));
  return config;
}

OrderedJson toJson(const ConfigStatus& config) {
  OrderedJson json;
  json["version"] = config.version;
  if (config.applied_at) json["applied_at"] = formatTimestamp(*config.applied_at);
  json["on_trial"] = config.on_trial;
  json["expired"] = config.expired;
  if (config.refused) json["refused"] = toJson(*config.refused);
  if (config.rolled_back) json["rolled_back"] = toJson(*config.rolled_back);
  return json;
}

ProcessStatus readProcess(ObjectReader reader) {
  ProcessStatus process;
  process.name = reader.text("name", {1, 32});
  process.up = reader.flag("up");
  process.pid = reader.uint32("pid", 0, UINT32_MAX);
  process.started_at = readOptionalTime(reader, "started_at");
  process.restarts = reader.uint32("restarts", 0, UINT32_MAX);
  process.rss_bytes = reader.uint64("rss_bytes", 0, kMaxCount);
  return process;
}

OrderedJson toJson(const ProcessStatus& process) {
  OrderedJson json;
  json["name"] = process.name;
  json["up"] = process.up;
  json["pid"] = process.pid;
  if (process.started_at) json["started_at"] = formatTimestamp(*process.started_at);
  json["restarts"] = process.restarts;
  json["rss_bytes"] = process.rss_bytes;
  return json;
}

HostStatus readHost(ObjectReader reader) {
  HostStatus host;
  host.hostname = reader.text("hostname", {0, kMaxHostText});
  host.os = reader.text("os", {0, kMaxHostText});
  host.kernel = reader.text("kernel", {0, kMaxHostText});
  host.software = reader.text("software", {0, 64});
  host.uptime_s = reader.real("uptime_s", 0, kMaxReal);
  host.load1 = reader.real("load1", 0, kMaxReal);
  host.memory_total_bytes = reader.uint64("memory_total_bytes", 0, kMaxCount);
  host.memory_available_bytes = reader.uint64("memory_available_bytes", 0, kMaxCount);
  host.disk_free_bytes = reader.uint64("disk_free_bytes", 0, kMaxCount);
  if (reader.has("temperature_c")) host.temperature_c = reader.real("temperature_c", kLeastCelsius, kMostCelsius);
  return host;
}

OrderedJson toJson(const HostStatus& host) {
  OrderedJson json;
  json["hostname"] = fitText(host.hostname, kMaxHostText);
  json["os"] = fitText(host.os, kMaxHostText);
  json["kernel"] = fitText(host.kernel, kMaxHostText);
  json["software"] = host.software;
  json["uptime_s"] = fitReal(host.uptime_s, 0, kMaxReal);
  json["load1"] = fitReal(host.load1, 0, kMaxReal);
  json["memory_total_bytes"] = host.memory_total_bytes;
  json["memory_available_bytes"] = host.memory_available_bytes;
  json["disk_free_bytes"] = host.disk_free_bytes;
  if (host.temperature_c) json["temperature_c"] = fitReal(*host.temperature_c, kLeastCelsius, kMostCelsius);
  return json;
}

NetworkStatus readNetwork(ObjectReader reader) {
  NetworkStatus network;
  reader.objects("interfaces", kMaxInterfaces, [&](ObjectReader entry) {
    InterfaceStatus interface;
    interface.name = entry.text("name", {1, kMaxInterfaceText});
    interface.carrier = entry.flag("carrier");
    interface.addresses = entry.texts("addresses", kMaxAddresses, {1, kMaxInterfaceText});
    network.interfaces.push_back(std::move(interface));
  });
  network.centre_rtt_ms = reader.real("centre_rtt_ms", 0, kMaxReal);
  return network;
}

OrderedJson toJson(const NetworkStatus& network) {
  OrderedJson json;
  json["interfaces"] = OrderedJson::array();
  for (const InterfaceStatus& interface : network.interfaces | std::views::take(kMaxInterfaces)) {
    OrderedJson entry;
    entry["name"] = fitText(interface.name, kMaxInterfaceText);
    entry["carrier"] = interface.carrier;
    entry["addresses"] = OrderedJson::array();
    for (const std::string& address : interface.addresses | std::views::take(kMaxAddresses)) {
      entry["addresses"].push_back(fitText(address, kMaxInterfaceText));
    }
    json["interfaces"].push_back(std::move(entry));
  }
  json["centre_rtt_ms"] = fitReal(network.centre_rtt_ms, 0, kMaxReal);
  return json;
}

}  // namespace

std::string_view nameOf(RollbackReason reason) { return nameIn(kRollbackReasons, reason); }

std::optional<RollbackReason> rollbackReasonFrom(std::string_view name) {
  for (const auto& [known, reason] : kRollbackReasons) {
    if (known == name) return reason;
  }
  return std::nullopt;
}

Result<Status> parseStatus(std::string_view json) {
  return readDocument<Status>(json, [](ObjectReader root) {
    Status status;
    root.schema(kStatusSchema);
    status.endpoint = root.text("endpoint", {1, 64});
    status.boot_id = root.text("boot_id", {1, 64});
    status.seq = root.uint64("seq", 1, kMaxCount);
    status.observed_at = root.time("observed_at");
    status.config = readConfigStatus(root.object("config"));
    if (root.has("capture")) status.capture = readCapture(root.object("capture"));
    if (root.has("encode")) status.encode = readEncode(root.object("encode"));
    if (root.has("uplink")) status.uplink = readUplinkStatus(root.object("uplink"));
    if (root.has("small_picture")) status.small_picture = readSmallPicture(root.object("small_picture"));
    if (root.has("recording")) status.recording = readRecordingStatus(root.object("recording"));
    if (root.has("screen")) status.screen = readScreenStatus(root.object("screen"));
    root.objects("processes", kMaxProcesses,
                 [&](ObjectReader entry) { status.processes.push_back(readProcess(std::move(entry))); });
    status.host = readHost(root.object("host"));
    status.network = readNetwork(root.object("network"));
    status.conditions = readConditions(root);
    return status;
  });
}

std::string writeStatus(const Status& status) {
  OrderedJson json;
  json["schema"] = kStatusSchema;
  json["endpoint"] = status.endpoint;
  json["boot_id"] = status.boot_id;
  json["seq"] = status.seq;
  json["observed_at"] = formatTimestamp(status.observed_at);
  json["config"] = toJson(status.config);
  if (status.capture) json["capture"] = toJson(*status.capture);
  if (status.encode) json["encode"] = toJson(*status.encode);
  if (status.uplink) json["uplink"] = toJson(*status.uplink);
  if (status.small_picture) json["small_picture"] = toJson(*status.small_picture);
  if (status.recording) json["recording"] = toJson(*status.recording);
  if (status.screen) json["screen"] = toJson(*status.screen);
  json["processes"] = OrderedJson::array();
  for (const ProcessStatus& process : status.processes) json["processes"].push_back(toJson(process));
  json["host"] = toJson(status.host);
  json["network"] = toJson(status.network);
  json["conditions"] = toJson(status.conditions);
  return dumpJson(json);
}

}  // namespace diemcau
