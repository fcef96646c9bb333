// SPDX-License-Identifier: Apache-2.0
// What each daemon does to itself before anything else.
#include "daemon/base/process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "contract/unique_fd.h"

namespace diemcau::base {

Result<void> hardenProcess() {
  if (::geteuid() == 0 && std::getenv("DIEMCAU_AS_ROOT") == nullptr) {
    return fail("process", "is_root", "start it as a user of its own, or set DIEMCAU_AS_ROOT=1");
  }
  if (std::getenv("DIEMCAU_KEEP_CORE") != nullptr) return {};
  const UniqueFd filter(::open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC));
  if (!filter.valid() || ::write(filter.get(), "0", 1) != 1) {
    return fail("process", "core_not_limited", "/proc/self/coredump_filter");
  }
  return {};
}

}  // namespace diemcau::base
