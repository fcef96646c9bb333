// SPDX-License-Identifier: Apache-2.0
// open, write and close, with the reason of what fails.
#include "centre/gateway/recording_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <format>
#include <string>
#include <system_error>

namespace diemcau::centre {
namespace {

constexpr int kMostOfOneName = 100;

std::unexpected<Error> failed(std::string_view code, const std::filesystem::path& path, int reason) {
  return fail("recording", code, std::format("{}: {}", path.string(), std::strerror(reason)));
}

}  // namespace

std::string recordingName(Timestamp start) { return std::format("{:%Y%m%dT%H%M%S}Z", start); }

Result<std::unique_ptr<RecordingFile>> RecordingFile::create(const std::filesystem::path& directory, Timestamp start,
                                                             const std::string& run) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return failed("not_created", directory, error.value());
  const std::string name = recordingName(start) + (run.empty() ? "" : "-" + run);
  std::filesystem::path path = directory / (name + ".ts");
  for (int number = 2; number <= kMostOfOneName; ++number) {
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (fd.valid()) return std::unique_ptr<RecordingFile>(new RecordingFile(std::move(fd), std::move(path)));
    if (errno != EEXIST) return failed("not_created", path, errno);
    path = directory / std::format("{}-{}.ts", name, number);
  }
  return failed("not_created", path, EEXIST);
}

Result<void> RecordingFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("not_written", path_, errno);
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

void RecordingFile::remove() { ::unlink(path_.c_str()); }

}  // namespace diemcau::centre
