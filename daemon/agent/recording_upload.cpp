// SPDX-License-Identifier: Apache-2.0
// One segment after the other, one piece after the other.
#include "daemon/agent/recording_upload.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>

#include "contract/json_document.h"
#include "contract/message_number.h"

namespace diemcau::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kIdle = 1s;
constexpr auto kLookEvery = 10s;
constexpr auto kTroublePause = 5s;
// What was sent live is at the centre, and on its disk, when a segment is as old as that.
constexpr auto kSettled = 15s;
constexpr std::chrono::milliseconds kTimeout{20'000};
constexpr std::uint64_t kSegmentMs = 10'000;

struct Wish {
  bool wanted = false;
  std::uint64_t offset = 0;
};

Result<Wish> parseWish(const std::string& json) {
  return readDocument<Wish>(json, [](ObjectReader root) {
    return Wish{.wanted = root.flag("wanted"), .offset = root.uint64("offset", 0, UINT64_MAX)};
  });
}

bool isSettled(const std::filesystem::path& file) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(file, error);
  return !error && std::filesystem::file_time_type::clock::now() - written >= kSettled;
}

}  // namespace

bool hasRoomForRecording(const std::optional<MediaStatus>& media) {
  using enum ConditionType;
  if (!media) return true;
  return std::ranges::none_of(media->conditions, [](const Condition& condition) {
    return condition.type == UplinkReduced || condition.type == UplinkSoundOnly || condition.type == UplinkCongested;
  });
}

std::uint32_t uploadRateFor(const VideoConfig& video) {
  constexpr std::uint32_t kShare = 5;
  constexpr std::uint32_t kLeast = 100;
  return std::max(kLeast, video.bitrate_kbps / kShare);
}

RecordingUpload::RecordingUpload(HttpClient& client, const CentreLink& link, const base::Clock& clock)
    : client_(client), link_(link), clock_(clock) {
  again(kIdle);
}

void RecordingUpload::use(std::optional<RecordingUploadPlan> plan) {
  if (plan_ == plan) return;
  plan_ = std::move(plan);
  call_.reset();
  ended_.clear();
  reader_.reset();
  looked_at_ = {};
  not_before_ = {};
  again(0ms);
}

void RecordingUpload::step() {
  const base::BootTime now = clock_.boot();
  if (call_) return;
  if (!plan_ || !link_.up() || !room_) return again(kIdle);
  if (now < not_before_) return again(std::chrono::ceil<std::chrono::milliseconds>(not_before_ - now));
  if (reader_) return sendPiece();
  if (ended_.empty()) look();
  if (ended_.empty()) return again(kIdle);
  ask();
}

// A segment has ended when another follows; the last one of a run when another run follows.
void RecordingUpload::look() {
  const base::BootTime now = clock_.boot();
  if (looked_at_ != base::BootTime{} && now - looked_at_ < kLookEvery) return;
  looked_at_ = now;
  const auto kept = recording::listSegments(plan_->directory);
  if (!kept) return spdlog::warn("recording: {}", kept.error().describe());
  std::set<Id> still_done;
  for (std::size_t i = 0; i + 1 < kept->size(); ++i) {
    const recording::KeptSegment& segment = (*kept)[i];
    const recording::KeptSegment& next = (*kept)[i + 1];
    const Id id{segment.run.number, segment.name.seq};
    if (done_.contains(id)) {
      still_done.insert(id);
      continue;
    }
    const bool follows = next.run == segment.run && next.name.seq == segment.name.seq + 1;
    const std::uint64_t end = follows ? next.name.first_pts_ms : segment.name.first_pts_ms + kSegmentMs;
    if (isSettled(segment.path)) ended_.push_back({segment, end});
  }
  done_ = std::move(still_done);
  std::ranges::reverse(ended_);
}

void RecordingUpload::ask() {
  const Ended& next = ended_.back();
  const auto header = recording::headerOf(next.segment);
  if (!header) return done();  // it was the oldest
  path_ = std::format("/device/v1/recordings/{}/segments/{}-{}-{}-{}", next.segment.run.run, next.segment.name.seq,
                      next.segment.name.first_pts_ms, next.end_pts_ms, header->started_at.time_since_epoch().count());
  HttpRequest request;
  request.path = path_;
  request.timeout = kTimeout;
  call_ = client_.start(std::move(request), [this](const HttpResult& result) { answered(result); });
}

void RecordingUpload::sendPiece() {
  const std::size_t size = std::min<std::uint64_t>(kPieceBytes, size_ - offset_);
  HttpRequest request;
  request.body.resize(size);
  if (!reader_->read(offset_, {reinterpret_cast<std::uint8_t*>(request.body.data()), size})) {
    spdlog::warn("recording: {} is not any more what it was", ended_.back().segment.path.string());
    reader_.reset();
    return done();
  }
  request.method = HttpMethod::Put;
  request.path = path_;
  request.headers = {"Content-Type: application/octet-stream",
                     std::format("Content-Range: bytes {}-{}/{}", offset_, offset_ + size - 1, size_)};
  request.timeout = kTimeout;
  call_ = client_.start(std::move(request), [this](const HttpResult& result) { answered(result); });
  not_before_ = clock_.boot() + std::chrono::milliseconds(size * 8 / plan_->kbps);
}

// To the question and to each piece alike.
void RecordingUpload::answered(const HttpResult& result) {
  call_.reset();
  again(0ms);
  if (!result || linkTroubleOf(result) || result->status >= 500) return pause();
  if (result->status >= 300 && result->status != 409) {
    spdlog::warn("the centre does not take {}: HTTP {}", path_, result->status);
    return done();
  }
  const auto wish = parseWish(result->body);
  if (!wish) return pause();
  if (!wish->wanted) return done();
  if (!reader_ && !load()) return done();
  if (wish->offset >= size_) return done();
  offset_ = wish->offset;
}

bool RecordingUpload::load() {
  const recording::KeptSegment& segment = ended_.back().segment;
  recording::Key key{};
  std::copy_n(plan_->key.begin(), std::min(plan_->key.size(), key.size()), key.begin());
  auto reader = recording::SegmentReader::open(segment.path, key);
  if (!reader) return false;
  if ((*reader)->end() == recording::SegmentEnd::Altered) {
    spdlog::warn("recording: {} is not as it was written", segment.path.string());
  }
  // A cut may go through a packet.
  size_ = (*reader)->size() - (*reader)->size() % kTsPacketBytes;
  if (size_ > 0) reader_ = std::move(*reader);
  return size_ > 0;
}

void RecordingUpload::done() {
  again(0ms);
  const recording::KeptSegment& segment = ended_.back().segment;
  if (reader_) spdlog::info("recording: segment {} of {} is at the centre", segment.name.seq, segment.run.run);
  done_.insert({segment.run.number, segment.name.seq});
  ended_.pop_back();
  reader_.reset();
  offset_ = 0;
}

void RecordingUpload::pause() { not_before_ = clock_.boot() + kTroublePause; }

void RecordingUpload::again(std::chrono::milliseconds delay) {
  timer_.startOnce(delay, [this] { step(); });
}

}  // namespace diemcau::agent
