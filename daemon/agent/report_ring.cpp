// SPDX-License-Identifier: Apache-2.0
// Reports that the centre could not be told in their time, kept until it can.
#include "daemon/agent/report_ring.h"

#include <spdlog/spdlog.h>

#include <charconv>
#include <format>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::string_view kSuffix = ".json";
constexpr mode_t kMode = 0600;

std::optional<std::uint64_t> seqOf(const std::string& name) {
  if (!name.ends_with(kSuffix)) return std::nullopt;
  const char* const end = name.data() + name.size() - kSuffix.size();
  std::uint64_t seq = 0;
  const auto [read, error] = std::from_chars(name.data(), end, seq);
  if (error != std::errc{} || read != end) return std::nullopt;
  return seq;
}

}  // namespace

ReportRing::ReportRing(std::filesystem::path directory) : directory_(std::move(directory)) {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    const auto seq = seqOf(entry.path().filename().string());
    const std::uint64_t size = seq ? entry.file_size(error) : 0;
    if (!seq || error) {
      std::filesystem::remove(entry.path(), error);  // of a write that did not end
      continue;
    }
    sizes_[*seq] = size;
    bytes_ += size;
  }
}

void ReportRing::add(std::uint64_t seq, const std::string& json) {
  if (sizes_.contains(seq)) return;
  while (!sizes_.empty() && (sizes_.size() >= kMostReports || bytes_ + json.size() > kMostBytes)) {
    remove(sizes_.begin()->first);
  }
  const auto written = base::writeFileAtomically(fileOf(seq), json, kMode, base::Durability::Volatile);
  if (!written) return spdlog::warn("a report is not kept: {}", written.error().describe());
  sizes_[seq] = json.size();
  bytes_ += json.size();
}

void ReportRing::remove(std::uint64_t seq) {
  const auto found = sizes_.find(seq);
  if (found == sizes_.end()) return;
  bytes_ -= found->second;
  sizes_.erase(found);
  std::error_code error;
  std::filesystem::remove(fileOf(seq), error);
}

std::optional<ReportRing::Kept> ReportRing::oldest() {
  while (!sizes_.empty()) {
    const std::uint64_t seq = sizes_.begin()->first;
    auto json = base::readFile(fileOf(seq), kMostBytes);
    if (json && !json->empty()) return Kept{seq, *std::move(json)};
    remove(seq);
  }
  return std::nullopt;
}

std::filesystem::path ReportRing::fileOf(std::uint64_t seq) const { return directory_ / std::format("{}.json", seq); }

}  // namespace diemcau::agent
