// SPDX-License-Identifier: Apache-2.0
// A private key as a file that is on no disk.
#include "daemon/agent/identity/key_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace diemcau::agent {

Result<KeyMemory> KeyMemory::create(const Secret& pem) {
  base::UniqueFd fd(::memfd_create("key", MFD_CLOEXEC));
  if (!fd.valid()) return fail("identity", "key_not_held", std::strerror(errno));
  const ssize_t written = ::write(fd.get(), pem.data(), pem.size());
  if (written != static_cast<ssize_t>(pem.size())) return fail("identity", "key_not_held", std::strerror(errno));
  return KeyMemory(std::move(fd), pem.size());
}

KeyMemory::~KeyMemory() {
  if (!fd_.valid()) return;
  const std::string nothing(size_, '\0');
  [[maybe_unused]] const ssize_t written = ::pwrite(fd_.get(), nothing.data(), nothing.size(), 0);
}

}  // namespace diemcau::agent
