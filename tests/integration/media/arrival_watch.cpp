// SPDX-License-Identifier: Apache-2.0
// Time stamps of sound against the clock.
#include "tests/integration/media/arrival_watch.h"

#include <algorithm>
#include <string>

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

}  // namespace

ArrivalWatch::ArrivalWatch(SrtCaller::Options options)
    : thread_([this, options = std::move(options)](const std::stop_token& stop) { run(stop, options); }) {}

ArrivalWatch::~ArrivalWatch() {
  thread_.request_stop();
  thread_.join();
}

void ArrivalWatch::run(const std::stop_token& stop, const SrtCaller::Options& options) {
  SrtCaller caller(options);
  centre::TsUnitReader reader(0);
  std::string bytes;
  while (!stop.stop_requested() && caller.connected()) {
    caller.receive(bytes);
    const auto now = std::chrono::steady_clock::now();
    reader.add({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
               [&](const centre::TsUnit& unit) { look(unit, now); });
    bytes.clear();
    std::this_thread::sleep_for(2ms);
  }
}

void ArrivalWatch::look(const centre::TsUnit& unit, std::chrono::steady_clock::time_point now) {
  if (unit.pid != centre::kSoundPid) {
    keyframes_ += unit.keyframe ? 1 : 0;
    return;
  }
  const double took = std::chrono::duration<double, std::milli>(now.time_since_epoch()).count() -
                      static_cast<double>(unit.pts) / centre::kTicksPerMs;
  shortest_ms_ = std::min(took, shortest_ms_.value_or(took));
  latest_ms_ = std::max(latest_ms_.load(), took - *shortest_ms_);
  ++units_;
}

}  // namespace diemcau::test
