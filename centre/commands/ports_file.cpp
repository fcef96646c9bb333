// SPDX-License-Identifier: Apache-2.0
// Reading and writing ports.json.
#include "centre/commands/ports_file.h"

#include <system_error>

#include "centre/files/atomic_file.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

std::uint16_t port(ObjectReader& root, std::string_view name) {
  return static_cast<std::uint16_t>(root.uint32(name, 1, 65535));
}

std::optional<Ports> portsIn(const std::filesystem::path& path) {
  const auto text = readFile(path, 4096);
  if (!text) return std::nullopt;
  const auto ports = readDocument<Ports>(*text, [](ObjectReader root) {
    Ports read{port(root, "device"), port(root, "operator"), port(root, "srt")};
    if (root.has("enrol")) read.enrol = port(root, "enrol");
    if (root.has("time")) read.time = port(root, "time");
    return read;
  });
  return ports ? std::optional(*ports) : std::nullopt;
}

}  // namespace

Result<void> writePorts(const DataDirectory& data, const Ports& ports) {
  OrderedJson json;
  json["device"] = ports.device;
  json["operator"] = ports.operators;
  json["srt"] = ports.srt;
  if (ports.enrol) json["enrol"] = *ports.enrol;
  if (ports.time) json["time"] = *ports.time;
  return writeFileDurably(data.ports(), dumpJson(json) + "\n", kSecretFile);
}

void retirePorts(const DataDirectory& data) {
  // Without the file there is nothing to retire.
  std::error_code ignored;
  std::filesystem::rename(data.ports(), data.formerPorts(), ignored);
}

std::optional<Ports> readPorts(const DataDirectory& data) {
  if (const auto ports = portsIn(data.ports())) return ports;
  return portsIn(data.formerPorts());
}

}  // namespace diemcau::centre
