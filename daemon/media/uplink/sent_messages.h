// SPDX-License-Identifier: Apache-2.0
// The messages that were sent last, in case their path does not bring them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "contract/message_number.h"

namespace diemcau::media {

// As many as there is room for, the oldest forgotten first; allocates nothing after its beginning. Thread-bound.
class SentMessages {
 public:
  explicit SentMessages(std::size_t room) : slots_(room) {}

  // `end`: how many bytes that connection was given with it, in all.
  void add(std::span<const std::uint8_t> message, std::uint64_t end) {
    Slot& slot = slots_[newest_++ % slots_.size()];
    std::ranges::copy(message, slot.bytes.begin());
    slot.size = message.size();
    slot.end = end;
    oldest_ = std::max(oldest_, newest_ - std::min<std::uint64_t>(newest_, slots_.size()));
  }

  // Those of which not all had arrived when the receiver had `delivered` bytes, in their order; `again` says how many
  // bytes the other connection was given with the message, or 0: it takes no more. All others are forgotten.
  template <class Again>
  void moveFrom(std::uint64_t delivered, Again again) {
    std::uint64_t kept = newest_;
    for (std::uint64_t i = newest_; i > oldest_ && slots_[(i - 1) % slots_.size()].end > delivered; --i) kept = i - 1;
    oldest_ = kept;
    for (std::uint64_t i = oldest_; i < newest_; ++i) {
      Slot& slot = slots_[i % slots_.size()];
      slot.end = again(std::span<const std::uint8_t>(slot.bytes).first(slot.size));
      if (slot.end == 0) return clear();
    }
  }

  void clear() { oldest_ = newest_; }

 private:
  struct Slot {
    std::array<std::uint8_t, kMessageBytes> bytes{};
    std::size_t size = 0;
    std::uint64_t end = 0;
  };

  std::vector<Slot> slots_;
  std::uint64_t oldest_ = 0;  // counts messages, as newest_ does
  std::uint64_t newest_ = 0;
};

}  // namespace diemcau::media
