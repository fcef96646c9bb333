// SPDX-License-Identifier: Apache-2.0
// Finding what was written beside, by its name.
#include "daemon/base/unfinished_writes.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

namespace diemcau::base {
namespace {

constexpr std::size_t kEnd = 7;  // of mkostemp: a dot and six letters or digits

bool isMadeUp(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool isUnfinishedWrite(std::string_view file) {
  if (file.size() < kEnd + 2 || file.front() != '.') return false;
  const std::string_view end = file.substr(file.size() - kEnd);
  return end.front() == '.' && std::ranges::all_of(end.substr(1), isMadeUp);
}

bool isUnfinishedWrite(std::string_view file, std::string_view of) {
  return isUnfinishedWrite(file) && file.substr(1, file.size() - 1 - kEnd) == of;
}

int clearUnfinishedWrites(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error); !error && at != std::filesystem::directory_iterator();
       at.increment(error)) {
    std::error_code unknown;
    if (isUnfinishedWrite(at->path().filename().string()) &&
        at->symlink_status(unknown).type() == std::filesystem::file_type::regular) {
      found.push_back(at->path());
    }
  }
  int cleared = 0;
  for (const std::filesystem::path& file : found) cleared += std::filesystem::remove(file, error) ? 1 : 0;
  return cleared;
}

}  // namespace diemcau::base
