// SPDX-License-Identifier: Apache-2.0
// A filter of system calls, and a rule for files.
#include "maket/sandbox.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include "contract/unique_fd.h"

namespace diemcau::maket {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#elif defined(__arm__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_ARM;
#else
#error "an architecture whose system calls are not known here"
#endif

// Other programs, other processes, the kernel itself.
constexpr std::array kForbidden = {
    SYS_execve,      SYS_execveat,     SYS_ptrace,         SYS_process_vm_readv, SYS_process_vm_writev,
    SYS_bpf,         SYS_keyctl,       SYS_add_key,        SYS_request_key,      SYS_perf_event_open,
    SYS_userfaultfd, SYS_kexec_load,   SYS_mount,          SYS_umount2,          SYS_pivot_root,
    SYS_init_module, SYS_finit_module, SYS_io_uring_setup, SYS_unshare,          SYS_setns,
};
constexpr std::array kFamilies = {AF_UNIX, AF_NETLINK};

// All that makes or changes a file, and execution.
constexpr std::uint64_t kWriting =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_TRUNCATE;
constexpr std::uint64_t kReading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

using Filter = std::vector<sock_filter>;

sock_filter statement(int code, std::size_t value) {
  return BPF_STMT(static_cast<std::uint16_t>(code), static_cast<std::uint32_t>(value));
}

// `yes` and `no`: how many instructions further.
sock_filter jumpIf(int test, std::size_t value, std::size_t yes, std::size_t no) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), static_cast<std::uint32_t>(value),
                  static_cast<std::uint8_t>(yes), static_cast<std::uint8_t>(no));
}

Filter makeFilter() {
  constexpr int kLoad = BPF_LD | BPF_W | BPF_ABS;
  constexpr int kReturn = BPF_RET | BPF_K;
  Filter filter = {statement(kLoad, offsetof(seccomp_data, arch)), jumpIf(BPF_JEQ, kArchitecture, 1, 0),
                   statement(kReturn, SECCOMP_RET_KILL_PROCESS), statement(kLoad, offsetof(seccomp_data, nr))};
#if defined(__x86_64__)
  // The calls of x32, which have the same numbers with this bit.
  filter.push_back(jumpIf(BPF_JGE, 0x40000000, 0, 1));
  filter.push_back(statement(kReturn, SECCOMP_RET_ERRNO | ENOSYS));
#endif
  for (const long call : kForbidden) {
    filter.push_back(jumpIf(BPF_JEQ, static_cast<std::size_t>(call), 0, 1));
    filter.push_back(statement(kReturn, SECCOMP_RET_ERRNO | EPERM));
  }
  // The family is the low half of the first argument, where the machine is little-endian, as all of these are.
  filter.push_back(jumpIf(BPF_JEQ, SYS_socket, 0, kFamilies.size() + 2));
  filter.push_back(statement(kLoad, offsetof(seccomp_data, args)));
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    filter.push_back(jumpIf(BPF_JEQ, static_cast<std::size_t>(kFamilies[i]), kFamilies.size() - i, 0));
  }
  filter.push_back(statement(kReturn, SECCOMP_RET_ERRNO | EAFNOSUPPORT));
  filter.push_back(statement(kReturn, SECCOMP_RET_ALLOW));
  return filter;
}

std::string lastError(const char* what) { return std::string(what) + ": " + std::generic_category().message(errno); }

// Empty: it is in force.
std::string restrictCalls() {
  Filter filter = makeFilter();
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0) return {};
  return lastError("seccomp");
}

bool allow(int ruleset, const std::filesystem::path& directory, std::uint64_t access) {
  const UniqueFd place(::open(directory.c_str(), O_PATH | O_CLOEXEC));
  if (!place.valid()) return access == kReading && errno == ENOENT;
  const landlock_path_beneath_attr beneath{.allowed_access = access, .parent_fd = place.get()};
  return ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
}

bool allowAll(int ruleset, const std::optional<Directories>& directories, std::uint64_t access) {
  return !directories ||
         std::ranges::all_of(*directories, [&](const auto& each) { return allow(ruleset, each, access); });
}

// Likewise.
std::string restrictFiles(const SandboxRules& rules) {
  if (!rules.writable && !rules.readable) return {};
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs =
      LANDLOCK_ACCESS_FS_EXECUTE | (rules.writable ? kWriting : 0) | (rules.readable ? kReading : 0);
  const UniqueFd ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0)));
  const bool held = ruleset.valid() && allowAll(ruleset.get(), rules.writable, kWriting) &&
                    allowAll(ruleset.get(), rules.readable, kReading) &&
                    ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
  return held ? std::string() : lastError("landlock");
}

}  // namespace

Result<void> enterSandbox(const SandboxRules& rules) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail("sandbox", "not_set", lastError("no_new_privs"));
  const std::string files = restrictFiles(rules);
  const std::string calls = restrictCalls();
  if (files.empty() && calls.empty()) return {};
  return fail("sandbox", "not_set", calls.empty() ? files : calls + (files.empty() ? "" : "; " + files));
}

}  // namespace diemcau::maket
