// SPDX-License-Identifier: Apache-2.0
// What must survive a power cut: the committed Config in its envelope, and the version floor.
#include "daemon/agent/config_store.h"

#include <array>
#include <charconv>
#include <format>
#include <string_view>
#include <utility>

#include "contract/envelope.h"
#include "daemon/agent/digest.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::string_view kForm = "diemcau.config-store/1";
constexpr std::size_t kMaxHeaderBytes = 512;
constexpr mode_t kMode = 0600;  // the envelope holds the uplink's passphrase

// The digest covers all that stands below its own line.
std::string serialise(const StoredConfig& config) {
  const std::string rest = std::format("{}\n{}\n{}", config.endpoint, config.floor, config.envelope);
  return std::format("{}\n{}\n{}", kForm, sha256Hex(rest), rest);
}

// Takes one line off the front.
std::optional<std::string_view> takeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<StoredConfig> deserialise(std::string_view bytes) {
  if (takeLine(bytes) != kForm) return std::nullopt;
  const auto digest = takeLine(bytes);
  if (!digest || *digest != sha256Hex(bytes)) return std::nullopt;
  const auto endpoint = takeLine(bytes);
  const auto floor = takeLine(bytes);
  if (!endpoint || !floor) return std::nullopt;
  StoredConfig config{std::string{*endpoint}, 0, std::string{bytes}};
  const auto [end, error] = std::from_chars(floor->data(), floor->data() + floor->size(), config.floor);
  if (error != std::errc{} || end != floor->data() + floor->size()) return std::nullopt;
  return config;
}

}  // namespace

std::filesystem::path ConfigStore::copy(unsigned index) const {
  return directory_ / (index == 0 ? "config.a" : "config.b");
}

ConfigStore::Loaded ConfigStore::load() {
  Loaded loaded;
  std::array<std::optional<StoredConfig>, 2> copies;
  for (unsigned index = 0; index < copies.size(); ++index) {
    const auto bytes = base::readFile(copy(index), kMaxEnvelopeBytes + kMaxHeaderBytes);
    if (bytes) copies[index] = deserialise(*bytes);
    const bool absent = !bytes && bytes.error().code == "not_found";
    if (!copies[index] && !absent) ++loaded.damaged;
  }
  newest_ = copies[0] && (!copies[1] || copies[0]->floor >= copies[1]->floor) ? 0 : 1;
  if (copies[newest_] && copies[0] != copies[1]) bytes_ = serialise(*copies[newest_]);
  loaded.config = std::move(copies[newest_]);
  return loaded;
}

Result<void> ConfigStore::commit(const StoredConfig& config) {
  std::string bytes = serialise(config);
  const unsigned index = 1 - newest_;
  if (auto written = base::writeFileAtomically(copy(index), bytes, kMode, base::Durability::Durable); !written) {
    return written;
  }
  newest_ = index;
  bytes_ = std::move(bytes);
  return {};
}

Result<void> ConfigStore::mirror() {
  if (bytes_.empty()) return {};
  auto written = base::writeFileAtomically(copy(1 - newest_), bytes_, kMode, base::Durability::Durable);
  if (written) bytes_.clear();
  return written;
}

}  // namespace diemcau::agent
