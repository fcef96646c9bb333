// SPDX-License-Identifier: Apache-2.0
// Each unit to two sinks.
#pragma once

#include "daemon/media/encode/encoded_unit.h"

namespace diemcau::media {

// Neither sink blocks, so neither waits for the other. Thread-safe as they are.
class UnitFork final : public UnitSink {
 public:
  // Both outlive the fork.
  UnitFork(UnitSink& first, UnitSink& second) : first_(first), second_(second) {}

  void onUnit(const EncodedUnit& unit) override {
    first_.onUnit(unit);
    second_.onUnit(unit);
  }

 private:
  UnitSink& first_;
  UnitSink& second_;
};

}  // namespace diemcau::media
