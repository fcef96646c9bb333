// SPDX-License-Identifier: Apache-2.0
// Makes a box one that has just come out of the carton.
#include "daemon/cli/factory_reset.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "contract/identity_files.h"
#include "contract/unique_fd.h"
#include "daemon/base/unfinished_writes.h"

namespace diemcau::cli {
namespace {

namespace fs = std::filesystem;

// Directories that the agent and the media process keep there.
constexpr std::string_view kDirectories[] = {"pictures", "recording", "reports"};

std::unexpected<Error> notRemoved(const fs::path& path, const std::string& why) {
  return fail("file", "not_removed", path.string() + ": " + why);
}

bool isOrBeside(std::string_view file, std::string_view name) {
  return file == name || base::isUnfinishedWrite(file, name);
}

bool isDirectoryOfOurs(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  return entry.is_directory() && std::ranges::find(kDirectories, name) != std::end(kDirectories);
}

void overwrite(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (error || !fd.valid()) return;
  const std::string nothing(std::min<std::uintmax_t>(size, 64 * 1024), '\0');
  if (::write(fd.get(), nothing.data(), nothing.size()) > 0) ::fsync(fd.get());
}

Result<void> flushed(const fs::path& directory) {
  const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return notRemoved(directory, std::strerror(errno));
  return {};
}

Result<std::vector<fs::directory_entry>> entriesOf(const fs::path& directory) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator at(directory, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    entries.push_back(*at);
  }
  if (error && error != std::errc::no_such_file_or_directory) return notRemoved(directory, error.message());
  std::ranges::sort(entries);
  return entries;
}

Result<void> wipeState(const fs::path& state, Wiped& wiped) {
  const auto entries = entriesOf(state);
  if (!entries) return std::unexpected(entries.error());
  for (const fs::directory_entry& entry : *entries) {
    if (entry.is_symlink() || (!entry.is_regular_file() && !isDirectoryOfOurs(entry))) {
      return fail("reset", "not_a_state", entry.path().string());
    }
  }
  for (const fs::directory_entry& entry : *entries) {
    std::error_code error;
    fs::remove_all(entry.path(), error);
    if (error) return notRemoved(entry.path(), error.message());
    wiped.files.push_back(entry.path().filename().string());
  }
  return entries->empty() ? Result<void>{} : flushed(state);
}

Result<void> wipeIdentity(const fs::path& identity, Wiped& wiped) {
  const auto entries = entriesOf(identity);
  if (!entries) return std::unexpected(entries.error());
  wiped.provisioned =
      std::ranges::any_of(*entries, [](const auto& entry) { return entry.path().filename() == kPlainKeyFile; });
  for (const std::string_view name : kMadeOnTheBox) {
    const bool issued = name == kIdentityFile || name == kCertificateFile;
    if (wiped.provisioned && issued) continue;
    for (const fs::directory_entry& entry : *entries) {
      if (!isOrBeside(entry.path().filename().string(), name)) continue;
      overwrite(entry.path());
      std::error_code error;
      fs::remove(entry.path(), error);
      if (error) return notRemoved(entry.path(), error.message());
      if (auto done = flushed(identity); !done) return done;
      wiped.files.push_back(entry.path().filename().string());
    }
  }
  return {};
}

}  // namespace

Result<Wiped> factoryReset(const fs::path& identity, const fs::path& state) {
  Wiped wiped;
  if (auto done = wipeState(state, wiped); !done) return std::unexpected(std::move(done.error()));
  if (auto done = wipeIdentity(identity, wiped); !done) return std::unexpected(std::move(done.error()));
  return wiped;
}

}  // namespace diemcau::cli
