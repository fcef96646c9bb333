// SPDX-License-Identifier: Apache-2.0
// Records in the room what the encoders give, whatever the network does.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "contract/media_plan.h"
#include "contract/media_status.h"
#include "daemon/base/clock.h"
#include "daemon/media/encode/encoded_unit.h"
#include "daemon/media/record/recording_queue.h"
#include "daemon/media/record/segment_ring.h"
#include "daemon/media/record/segmenter.h"
#include "daemon/media/uplink/ts_muxer.h"

namespace diemcau::media {

struct RecorderReport {
  LocalRecordingStatus status;
  std::optional<std::string> fault;  // why it failed, in the system's words
  bool behind = false;               // pictures were dropped lately
};

// Owns the thread "recorder", which alone touches the disk; a disk that is slow or hangs costs the recording units,
// never the stream. What the encoders gave is on the disk a good second later. One that failed is tried again every
// 5 s with a new segment. All segments of a run are one transport stream, one after the other. What it is given as a
// sink is the stream's; pictures of the recording's own encoder take their place where they are wanted. The members
// are thread-safe; `changed` is called on the recorder's thread.
class Recorder final : public UnitSink {
 public:
  // `run` as in recording::SegmentHeader.
  Recorder(const base::Clock& clock, std::string run, std::function<void()> changed);
  // Ends the segment.
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Where to record; nothing: do not.
  void use(std::optional<RecordingPlan> plan);
  void onUnit(const EncodedUnit& unit) override { take(PicturesOf::Stream, unit); }
  // For the recording's own encoder.
  [[nodiscard]] UnitSink& ownPictures() { return own_pictures_; }
  // As RecordingQueue.
  void want(PicturesOf of) { queue_.want(of); }
  [[nodiscard]] bool needsOwn() const { return queue_.needsOwn(); }
  [[nodiscard]] RecorderReport report() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct OwnPictures final : UnitSink {
    explicit OwnPictures(Recorder& of) : recorder(of) {}
    void onUnit(const EncodedUnit& unit) override { recorder.take(PicturesOf::Recording, unit); }
    Recorder& recorder;
  };

  void take(PicturesOf of, const EncodedUnit& unit);
  void run();
  void takePlan();
  void open();
  [[nodiscard]] Result<void> drain(Time now);
  [[nodiscard]] Result<void> record(const EncodedUnit& unit);
  [[nodiscard]] Result<void> settle(Time now);
  void fell(const Error& error, Time now);
  void tell(LocalRecordingState state, std::optional<std::string> fault);

  const base::Clock& clock_;
  const std::string run_;
  const std::function<void()> changed_;
  RecordingQueue queue_;
  OwnPictures own_pictures_{*this};
  std::atomic<std::uint64_t> dropped_ = 0;
  std::atomic<Time::rep> dropped_at_ = 0;

  // Of the recorder's thread.
  std::optional<RecordingPlan> plan_;
  std::unique_ptr<SegmentRing> ring_;  // while it records
  SegmentWriter* segment_ = nullptr;   // the ring's
  Segmenter segmenter_;
  std::uint32_t next_seq_ = 0;
  TsMuxer muxer_;
  RecordingQueue::Unit unit_;
  TsMuxer::Out sound_;
  TsMuxer::Out picture_;
  std::chrono::nanoseconds last_pts_{};
  std::chrono::nanoseconds recorded_{};
  Time settled_at_{};
  Time retry_at_{};

  mutable std::mutex mutex_;
  std::condition_variable woken_;
  bool stop_ = false;
  bool plan_changed_ = false;
  std::optional<RecordingPlan> new_plan_;
  LocalRecordingStatus status_;
  std::optional<std::string> fault_;

  std::thread thread_;
};

}  // namespace diemcau::media
