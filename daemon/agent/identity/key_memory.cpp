// SPDX-License-Identifier: Apache-2.0
// A private key as a file that is on no disk.
#include "daemon/agent/identity/key_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace diemcau::agent {

Result<KeyMemory> KeyMemory::create(const Secret& pem) {
  UniqueFd fd(::memfd_create("key", MFD_CLOEXEC));
  if (!fd.valid()) return fail("identity", "key_not_held", std::strerror(errno));
  std::string_view left = pem.view();
  while (!left.empty()) {
    const ssize_t written = ::write(fd.get(), left.data(), left.size());
    if (written < 0) return fail("identity", "key_not_held", std::strerror(errno));
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  return KeyMemory(std::move(fd), pem.size());
}

KeyMemory::~KeyMemory() {
  if (!fd_.valid()) return;
  const std::string nothing(size_, '\0');
  [[maybe_unused]] const ssize_t written = ::pwrite(fd_.get(), nothing.data(), nothing.size(), 0);
}

}  // namespace diemcau::agent
