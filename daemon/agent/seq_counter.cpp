// SPDX-License-Identifier: Apache-2.0
// Numbers for reports that grow over restarts and power cuts, without a flush to disk for each.
#include "daemon/agent/seq_counter.h"

#include <spdlog/spdlog.h>

#include <charconv>
#include <string>
#include <utility>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {

SeqCounter::SeqCounter(std::filesystem::path file, Timestamp now) : file_(std::move(file)) {
  const auto text = base::readFile(file_, 64);
  if (!text && text.error().code == "not_found") return;
  std::uint64_t stored = 0;
  bool usable = false;
  if (text && text->ends_with('\n')) {
    const char* const end = text->data() + text->size() - 1;
    const auto [parsed, error] = std::from_chars(text->data(), end, stored);
    usable = error == std::errc{} && parsed == end;
  }
  if (!usable) {
    spdlog::warn("{} is damaged: report numbers go on from the clock", file_.string());
    stored = static_cast<std::uint64_t>(now.time_since_epoch().count());
  }
  last_ = reserved_ = stored;
}

std::uint64_t SeqCounter::next() {
  if (last_ >= reserved_) reserve();
  return ++last_;
}

void SeqCounter::reserve() {
  reserved_ = last_ + kBlock;
  const auto written =
      base::writeFileAtomically(file_, std::to_string(reserved_) + "\n", 0644, base::Durability::Durable);
  if (!written) spdlog::error("report numbers: {}", written.error().describe());
}

}  // namespace diemcau::agent
