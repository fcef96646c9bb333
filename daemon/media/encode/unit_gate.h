// SPDX-License-Identifier: Apache-2.0
// Lets units of one encoder through, until another takes its place.
#pragma once

#include <mutex>

#include "daemon/media/encode/encode_meter.h"
#include "daemon/media/encode/encoded_unit.h"

namespace diemcau::media {

// Stands between an encoder's pipeline and the sink. When close() returns the last unit has passed: what
// the old encoder still gives is lost, and time stamps of two encoders never mix. Thread-safe.
class UnitGate final : public UnitSink {
 public:
  // Both must outlive the gate's being open, not the gate.
  UnitGate(UnitSink& sink, EncodeMeter& total) : sink_(sink), total_(total) {}

  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }

  void onUnit(const EncodedUnit& unit) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    total_.count(unit);
    sink_.onUnit(unit);
  }

 private:
  UnitSink& sink_;
  EncodeMeter& total_;
  std::mutex mutex_;
  bool open_ = true;
};

}  // namespace diemcau::media
