// SPDX-License-Identifier: Apache-2.0
// Names that come from a room.
#include "centre/recording/offered_segment.h"

#include <array>
#include <charconv>

namespace diemcau::centre {
namespace {

constexpr std::int64_t kMostMs = std::int64_t{1} << 50;  // no overflow in ticks

}  // namespace

std::optional<OfferedSegment> offeredSegmentFrom(std::string_view text) {
  std::array<std::int64_t, 4> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc{} || numbers[i] > kMostMs) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 == numbers.size()) break;
    if (!text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
  }
  const auto [seq, begin, end, started] = numbers;
  if (!text.empty() || seq > UINT32_MAX || begin >= end) return std::nullopt;
  return OfferedSegment{.seq = static_cast<std::uint32_t>(seq),
                        .begin = begin * kTicksPerMs,
                        .end = end * kTicksPerMs,
                        .started_at = Timestamp(std::chrono::milliseconds(started))};
}

}  // namespace diemcau::centre
