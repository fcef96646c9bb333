// SPDX-License-Identifier: Apache-2.0
// Takes to the centre the segments of the room's recording that it did not get live (contract/http.yaml,
// askForSegment and putSegment).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/config.h"
#include "contract/media_status.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/http_client.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/recording/segment_list.h"
#include "daemon/recording/segment_reader.h"

namespace diemcau::agent {

// Whether the line has room for the recording beside the stream: nothing of that is reduced or dropped for its sake.
[[nodiscard]] bool hasRoomForRecording(const std::optional<MediaStatus>& media);

// Kilobits a second that it may take beside such a picture.
[[nodiscard]] std::uint32_t uploadRateFor(const VideoConfig& video);

struct RecordingUploadPlan {
  std::filesystem::path directory;
  std::string key;  // recording_key.h
  std::uint32_t kbps = 0;

  friend bool operator==(const RecordingUploadPlan&, const RecordingUploadPlan&) = default;
};

// Asks for each segment that has ended, the oldest first, and sends those that are wanted in small pieces, one after
// the other, no faster than the plan says; the centre knows how much of a segment it has, so that an upload goes on
// where it broke off. Only while the centre answers and the line has room beside the stream. What is done is known as
// long as the process lives; then it is asked for again, which costs little. Thread-bound to the loop; everything given
// to it outlives it.
class RecordingUpload {
 public:
  static constexpr std::size_t kPieceBytes = std::size_t{16} * 1024;

  RecordingUpload(HttpClient& client, const CentreLink& link, const base::Clock& clock);

  // Nothing: do not.
  void use(std::optional<RecordingUploadPlan> plan);
  // Whether the line has room beside the stream.
  void setRoom(bool room) { room_ = room; }
  // Does the next thing that there is to do; a timer calls it.
  void step();

 private:
  // A segment, and where the next one begins.
  struct Ended {
    recording::KeptSegment segment;
    std::uint64_t end_pts_ms = 0;
  };
  using Id = std::pair<std::uint32_t, std::uint32_t>;  // numbers of run and segment

  void look();
  void ask();
  void sendPiece();
  void answered(const HttpResult& result);
  void done();
  void pause();
  void again(std::chrono::milliseconds delay);
  [[nodiscard]] bool load();

  HttpClient& client_;
  const CentreLink& link_;
  const base::Clock& clock_;
  std::optional<RecordingUploadPlan> plan_;
  bool room_ = false;
  base::BootTime not_before_{};
  base::BootTime looked_at_{};
  std::vector<Ended> ended_;  // not asked for yet, the next one last
  std::set<Id> done_;         // of those that are still kept
  std::string path_;          // of the segment that is sent
  std::unique_ptr<recording::SegmentReader> reader_;
  std::uint64_t size_ = 0;  // of its content, in whole TS packets
  std::uint64_t offset_ = 0;
  std::unique_ptr<HttpCall> call_;
  base::Timer timer_;
};

}  // namespace diemcau::agent
