// SPDX-License-Identifier: Apache-2.0
// Mounts in a namespace of the test's own.
#include "tests/support/own_mounts.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <format>
#include <string>
#include <utility>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {
namespace {

bool have_own_mounts = false;
constexpr char kHosts[] = "/etc/hosts";

bool enter() {
  if (::unshare(CLONE_NEWNS) != 0) {
    const std::string user = std::format("0 {} 1\n", ::getuid());
    const std::string group = std::format("0 {} 1\n", ::getgid());
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    writeWhole("/proc/self/setgroups", "deny");
    writeWhole("/proc/self/uid_map", user);
    writeWhole("/proc/self/gid_map", group);
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace

void takeOwnMounts() { have_own_mounts = enter(); }

SmallDisk::SmallDisk(std::filesystem::path directory, std::uint64_t bytes) : directory_(std::move(directory)) {
  const std::string size = std::format("size={}", bytes);
  if (!have_own_mounts || ::mount("disk", directory_.c_str(), "tmpfs", 0, size.c_str()) != 0) {
    skip("no mounts of its own here");
  }
}

SmallDisk::~SmallDisk() { ::umount2(directory_.c_str(), MNT_DETACH); }

void SmallDisk::setReadOnly(bool read_only) const {
  unsigned long flags = MS_REMOUNT | MS_BIND;
  if (read_only) flags |= MS_RDONLY;
  if (::mount("none", directory_.c_str(), nullptr, flags, nullptr) != 0) {
    failAt("the disk cannot be mounted anew", std::source_location::current());
  }
}

HostsFile::HostsFile(std::filesystem::path file) : file_(std::move(file)) {
  write("");
  if (!have_own_mounts || ::mount(file_.c_str(), kHosts, nullptr, MS_BIND, nullptr) != 0)
    skip("no mounts of its own here");
}

HostsFile::~HostsFile() { ::umount2(kHosts, MNT_DETACH); }

void HostsFile::write(const std::string& text) const { writeWhole(file_, text); }

}  // namespace diemcau::test
