// SPDX-License-Identifier: Apache-2.0
// Reports that the centre could not be told in their time, kept until it can.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace diemcau::agent {

// One file a report in a directory of its own, named by its seq; beyond the bounds the oldest goes first. Files are
// replaced in one step but not flushed: a power cut may cost the last seconds, never more. What cannot be written
// is logged and left out. Thread-bound.
class ReportRing {
 public:
  static constexpr std::size_t kMostReports = 1'000;
  static constexpr std::uint64_t kMostBytes = 8 * 1024 * 1024;

  struct Kept {
    std::uint64_t seq = 0;
    std::string json;
  };

  // Goes on with what is there.
  explicit ReportRing(std::filesystem::path directory);

  void add(std::uint64_t seq, const std::string& json);
  void remove(std::uint64_t seq);
  // What cannot be read is removed on the way.
  [[nodiscard]] std::optional<Kept> oldest();
  [[nodiscard]] bool empty() const { return sizes_.empty(); }

 private:
  [[nodiscard]] std::filesystem::path fileOf(std::uint64_t seq) const;

  std::filesystem::path directory_;
  std::map<std::uint64_t, std::uint64_t> sizes_;  // seq → bytes
  std::uint64_t bytes_ = 0;                       // of all
};

}  // namespace diemcau::agent
