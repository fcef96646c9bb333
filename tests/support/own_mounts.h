// SPDX-License-Identifier: Apache-2.0
// Mounts of a test's own: disks that are small, full or read-only, and the names of hosts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace diemcau::test {

// Gives the process mounts that nobody else sees: as root at once, else in a user namespace of its own. Only a process
// of one thread can, so it comes first in main(). Whether it did is what the others go by.
void takeOwnMounts();

// A disk of `bytes` at an empty directory, until the end of the object. Skips the test where mounts cannot be had.
class SmallDisk {
 public:
  SmallDisk(std::filesystem::path directory, std::uint64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  void setReadOnly(bool read_only) const;
  [[nodiscard]] const std::filesystem::path& path() const { return directory_; }

 private:
  const std::filesystem::path directory_;
};

// What /etc/hosts says to this process and to those it starts, until the end of the object. Skips the test where mounts
// cannot be had.
class HostsFile {
 public:
  // Kept in `file`, which it makes.
  explicit HostsFile(std::filesystem::path file);
  ~HostsFile();
  HostsFile(const HostsFile&) = delete;
  HostsFile& operator=(const HostsFile&) = delete;

  void write(const std::string& text) const;

 private:
  const std::filesystem::path file_;
};

}  // namespace diemcau::test
