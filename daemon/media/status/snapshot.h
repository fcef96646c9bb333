// SPDX-License-Identifier: Apache-2.0
// The still picture for the centre's page: what is encoded, slate included.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "contract/media_status.h"
#include "contract/result.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_time.h"
#include "daemon/media/worker.h"

namespace diemcau::media {

// Writes DIR/camera.jpg when it is due, on the worker's thread; the stream only lends it a picture.
// Bound to the loop's thread but for offer().
class Snapshot {
 public:
  Snapshot(base::EventLoop& loop, const base::Clock& clock, Worker& worker, const std::filesystem::path& dir);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // A new interval begins with a picture at once.
  void setInterval(std::chrono::seconds interval) {
    if (interval_ns_.exchange(MediaTime(interval).count()) != MediaTime(interval).count()) due_ns_ = 0;
  }
  // Each encoded picture; takes one when it is due. Thread-safe, never blocks.
  void offer(GstBuffer* picture, GstCaps* caps, MediaTime now);
  [[nodiscard]] const SnapshotStatus& status() const { return status_; }

 private:
  void written(bool ok);

  base::EventLoop& loop_;
  const base::Clock& clock_;
  Worker& worker_;
  const std::filesystem::path file_;
  std::atomic<std::int64_t> interval_ns_ = 0;  // 0: none
  std::atomic<std::int64_t> due_ns_ = 0;
  std::atomic<bool> busy_ = false;
  SnapshotStatus status_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// A picture of any raw format as a JPEG of at most `width` pixels' width. Error: jpeg.not_encoded.
[[nodiscard]] Result<std::string> jpegOf(GstBuffer* picture, const GstCaps* caps, std::uint32_t width);

}  // namespace diemcau::media
