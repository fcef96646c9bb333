// SPDX-License-Identifier: Apache-2.0
// What must survive a power cut: the Config that runs, the one on trial, and the version floor.
#include "daemon/agent/config_store.h"

#include <algorithm>
#include <format>
#include <string_view>
#include <utility>

#include "contract/envelope.h"
#include "contract/identity_files.h"
#include "daemon/base/atomic_file.h"
#include "daemon/base/stored_lines.h"

namespace diemcau::agent {
namespace {

using base::numberFrom;
using base::takeUntil;

constexpr const char* kForm = "diemcau.config-store/2";
constexpr std::string_view kMark = "diemcau.config-stored/1\n";
constexpr std::size_t kLimit = 3 * kMaxEnvelopeBytes + 8 * 1024;

std::string serialise(const RefusedConfig& rolled_back) {
  std::string detail = rolled_back.detail;
  std::ranges::replace(detail, '\n', ' ');
  return std::format("{} {} {} {}", rolled_back.version, rolled_back.reason, formatTimestamp(rolled_back.at), detail);
}

// A name that cannot be read counts as one that is there.
bool isThere(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::exists(file, error) || error;
}

// Six lines (endpoint, floor, what was rolled back, whether the committed one outlived its signers, length of the
// committed envelope and of that on trial), then the envelopes: committed, on trial, taken back.
std::string serialise(const StoredConfigs& configs) {
  return std::format("{}\n{}\n{}\n{:d}\n{}\n{}\n{}{}{}", configs.endpoint, configs.floor,
                     configs.rolled_back ? serialise(*configs.rolled_back) : std::string{}, configs.outlived,
                     configs.committed.size(), configs.on_trial.size(), configs.committed, configs.on_trial,
                     configs.taken_back);
}

std::optional<RefusedConfig> rolledBackFrom(std::string_view line) {
  const auto version = numberFrom<std::uint64_t>(takeUntil(line, ' '));
  const auto reason = takeUntil(line, ' ');
  const auto at = takeUntil(line, ' ');
  if (!version || !reason || !at) return std::nullopt;
  return RefusedConfig{*version, std::string{*reason}, std::string{line}, parseTimestamp(*at).value_or(Timestamp{})};
}

std::optional<StoredConfigs> deserialise(std::string_view bytes) {
  const auto endpoint = takeUntil(bytes, '\n');
  const auto floor = numberFrom<std::uint64_t>(takeUntil(bytes, '\n'));
  const auto rolled_back = takeUntil(bytes, '\n');
  const auto outlived = takeUntil(bytes, '\n');
  const auto committed = numberFrom<std::size_t>(takeUntil(bytes, '\n'));
  const auto on_trial = numberFrom<std::size_t>(takeUntil(bytes, '\n'));
  if (!endpoint || !floor || !rolled_back || !outlived || !committed || !on_trial) return std::nullopt;
  if (*committed > bytes.size() || *on_trial > bytes.size() - *committed) return std::nullopt;
  return StoredConfigs{.endpoint = std::string{*endpoint},
                       .floor = *floor,
                       .committed = std::string{bytes.substr(0, *committed)},
                       .on_trial = std::string{bytes.substr(*committed, *on_trial)},
                       .rolled_back = rolledBackFrom(*rolled_back),
                       .taken_back = std::string{bytes.substr(*committed + *on_trial)},
                       .outlived = *outlived == "1"};
}

}  // namespace

ConfigStore::ConfigStore(const std::filesystem::path& state, const std::filesystem::path& identity)
    : file_(state / "config", kForm, kLimit), mark_(identity / kConfigStoredFile) {}

ConfigStore::Loaded ConfigStore::load() {
  const base::TwoCopyFile::Loaded file = file_.load();
  Loaded loaded{.configs = std::nullopt, .damaged = file.damaged};
  if (!file.bytes) {
    loaded.missing = file.damaged == 0 && isThere(mark_);
    return loaded;
  }
  loaded.configs = deserialise(*file.bytes);
  if (!loaded.configs) ++loaded.damaged;
  return loaded;
}

Result<void> ConfigStore::save(const StoredConfigs& configs) { return file_.commit(serialise(configs)); }

Result<void> ConfigStore::mirror() {
  if (auto mirrored = file_.mirror(); !mirrored || isThere(mark_)) return mirrored;
  return base::writeFileAtomically(mark_, kMark, 0600, base::Durability::Durable);
}

}  // namespace diemcau::agent
