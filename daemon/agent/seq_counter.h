// SPDX-License-Identifier: Apache-2.0
// Numbers for reports that grow over restarts and power cuts, without a flush to disk for each.
#pragma once

#include <cstdint>
#include <filesystem>

#include "contract/timestamp.h"

namespace diemcau::agent {

// The file holds a number that no report has passed; a block of numbers is taken at a time, and what
// an ending leaves over of its block is skipped. Thread-bound; a call that takes a block blocks for
// the disk's flush. When the file cannot be written, counting goes on and the fault is logged.
class SeqCounter {
 public:
  static constexpr std::uint64_t kBlock = 1'000;

  // From a damaged file the wall clock's milliseconds take over: beyond any number given before,
  // because there are far fewer than a thousand reports a second.
  SeqCounter(std::filesystem::path file, Timestamp now);

  [[nodiscard]] std::uint64_t next();

 private:
  void reserve();

  std::filesystem::path file_;
  std::uint64_t last_ = 0;
  std::uint64_t reserved_ = 0;
};

}  // namespace diemcau::agent
