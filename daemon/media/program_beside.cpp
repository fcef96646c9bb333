// SPDX-License-Identifier: Apache-2.0
// Started, given its input, listened to.
#include "daemon/media/program_beside.h"

#include <gio/gio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <format>
#include <memory>
#include <utility>

#include "contract/unique_fd.h"

namespace diemcau::media {
namespace {

constexpr std::array kOfItsOwn{SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};

struct Release {
  void operator()(GSubprocess* process) const noexcept { g_object_unref(process); }
  void operator()(GSubprocessLauncher* launcher) const noexcept { g_object_unref(launcher); }
  void operator()(GBytes* bytes) const noexcept { g_bytes_unref(bytes); }
  void operator()(GError* error) const noexcept { g_error_free(error); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

// Not a pipe: a reader that crashes would end this process, or have it wait.
UniqueFd fileOf(std::span<const std::uint8_t> bytes) {
  UniqueFd file(::memfd_create("input", MFD_CLOEXEC));
  while (file.valid() && !bytes.empty()) {
    const ::ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written <= 0) return {};
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (file.valid()) ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

}  // namespace

Result<std::vector<std::uint8_t>> runBeside(const std::string& program, const std::vector<std::string>& arguments,
                                            std::span<const std::uint8_t> input) {
  std::error_code none;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", none).replace_filename(program).string();
  std::vector<const gchar*> argv{path.c_str()};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  argv.push_back(nullptr);
  UniqueFd file = fileOf(input);
  if (!file.valid()) return fail("program", "not_started", program + ": " + std::strerror(errno));
  const Owned<GSubprocessLauncher> launcher(g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE));
  g_subprocess_launcher_take_stdin_fd(launcher.get(), file.release());
  GError* error = nullptr;
  const Owned<GSubprocess> process(g_subprocess_launcher_spawnv(launcher.get(), argv.data(), &error));
  const Owned<GError> not_started(std::exchange(error, nullptr));
  if (!process) return fail("program", "not_started", not_started->message);
  GBytes* written = nullptr;
  g_subprocess_communicate(process.get(), nullptr, nullptr, &written, nullptr, &error);
  const Owned<GBytes> output(written);
  const Owned<GError> not_read(error);
  if (not_read) return fail("program", "failed", program + ": " + not_read->message);
  if (g_subprocess_get_if_signaled(process.get())) {
    const int signal = g_subprocess_get_term_sig(process.get());
    return fail("program", std::ranges::contains(kOfItsOwn, signal) ? "crashed" : "failed",
                std::format("{}: signal {}", program, signal));
  }
  if (const int status = g_subprocess_get_exit_status(process.get()); status != 0) {
    return fail("program", "failed", std::format("{}: status {}", program, status));
  }
  gsize size = 0;
  const auto* bytes = static_cast<const std::uint8_t*>(g_bytes_get_data(output.get(), &size));
  return std::vector(bytes, bytes + size);
}

}  // namespace diemcau::media
