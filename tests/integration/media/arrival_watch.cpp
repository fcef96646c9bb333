// SPDX-License-Identifier: Apache-2.0
// Time stamps of sound (ISO/IEC 13818-1) against the clock.
#include "tests/integration/media/arrival_watch.h"

#include <algorithm>

#include "contract/message_number.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

constexpr int kSoundPid = 0x101;

// In ms, of a packet in which a unit of sound begins.
std::optional<double> soundStampOf(const std::string& packet) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(packet[at]); };
  const bool begins = (byte(1) & 0x40) != 0;
  if (((byte(1) & 0x1F) << 8 | byte(2)) != kSoundPid || !begins) return std::nullopt;
  const std::size_t pes = (byte(3) & 0x20) != 0 ? 5U + byte(4) : 4U;
  if (pes + 14 > packet.size()) return std::nullopt;
  const std::uint64_t stamp = static_cast<std::uint64_t>(byte(pes + 9) >> 1 & 7) << 30 |
                              static_cast<std::uint64_t>(byte(pes + 10)) << 22 |
                              static_cast<std::uint64_t>(byte(pes + 11) >> 1) << 15 |
                              static_cast<std::uint64_t>(byte(pes + 12)) << 7 | byte(pes + 13) >> 1;
  return static_cast<double>(stamp) / 90;
}

}  // namespace

ArrivalWatch::ArrivalWatch(SrtCaller::Options options)
    : thread_([this, options = std::move(options)](const std::stop_token& stop) { run(stop, options); }) {}

ArrivalWatch::~ArrivalWatch() {
  thread_.request_stop();
  thread_.join();
}

void ArrivalWatch::run(const std::stop_token& stop, const SrtCaller::Options& options) {
  SrtCaller caller(options);
  std::string bytes;
  while (!stop.stop_requested() && caller.connected()) {
    caller.receive(bytes);
    const auto now = std::chrono::steady_clock::now();
    std::size_t at = 0;
    for (; at + kTsPacketBytes <= bytes.size(); at += kTsPacketBytes) look(bytes.substr(at, kTsPacketBytes), now);
    bytes.erase(0, at);
    std::this_thread::sleep_for(2ms);
  }
}

void ArrivalWatch::look(const std::string& packet, std::chrono::steady_clock::time_point now) {
  const auto stamp = soundStampOf(packet);
  if (!stamp) return;
  const double took = std::chrono::duration<double, std::milli>(now.time_since_epoch()).count() - *stamp;
  shortest_ms_ = std::min(took, shortest_ms_.value_or(took));
  latest_ms_ = std::max(latest_ms_.load(), took - *shortest_ms_);
  ++units_;
}

}  // namespace diemcau::test
