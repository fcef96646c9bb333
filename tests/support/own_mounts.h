// SPDX-License-Identifier: Apache-2.0
// Disks of a test's own: small, full or read-only.
#pragma once

#include <cstdint>
#include <filesystem>

namespace diemcau::test {

// Gives the process mounts that nobody else sees: as root at once, else in a user namespace of its own. Only a process
// of one thread can, so it comes first in main(). Whether it did is what SmallDisk goes by.
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

}  // namespace diemcau::test
