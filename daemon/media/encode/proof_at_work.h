// SPDX-License-Identifier: Apache-2.0
// Software proves itself by what it does on air.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "daemon/media/encode/encoded_unit.h"
#include "daemon/media/encode/encoder_proof.h"
#include "daemon/media/encode/unit_judge.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// Sees what goes into an encoder and what comes out of it. Output: its first thirty units. Time: how long it has a
// picture in its hands, and how late the unit is, the medians of thirty; as the machine may be busy with something
// else, as in its first seconds, the first good ones of five times thirty count. When it has concluded it costs
// nothing. Thread-safe.
class ProofAtWork final : public UnitSink {
 public:
  explicit ProofAtWork(const PictureFormat& picture);

  // Before it is given to the encoder, one at a time.
  void pushing(GstBuffer* picture, MediaTime now);
  // The last one was not taken.
  void refused();
  void onUnit(const EncodedUnit& unit) override {
    if (!done_) came(unit, mediaNow());
  }
  void came(const EncodedUnit& unit, MediaTime now);

  // The figures, and what is still to be judged (faultOf()).
  struct Conclusion {
    Proof proof;
    std::vector<KeptUnit> units;
    Expected expected;
  };
  // Once, when it is known whether it is good enough for this rate.
  [[nodiscard]] std::optional<Conclusion> conclude(std::uint32_t fps, MediaTime now);

 private:
  struct Pushed {
    std::chrono::nanoseconds pts;
    MediaTime at;
  };
  void measure(const EncodedUnit& unit, MediaTime now);

  std::atomic<bool> done_ = false;
  std::mutex mutex_;
  std::optional<MediaTime> began_;
  std::vector<KeptUnit> units_;  // the first
  Expected expected_;            // of these
  std::vector<Pushed> on_the_way_;
  MediaTime last_came_{};
  std::vector<MediaTime> late_;
  std::vector<MediaTime> busy_;
  std::vector<Proof> figures_;  // of each thirty
};

}  // namespace diemcau::media
