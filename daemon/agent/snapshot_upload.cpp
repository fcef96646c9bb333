// SPDX-License-Identifier: Apache-2.0
// Takes a worker's newest picture to the centre.
#include "daemon/agent/snapshot_upload.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::chrono::milliseconds kTimeout{20'000};

}  // namespace

bool hasRoomForSnapshots(const std::optional<MediaStatus>& media) {
  if (!media) return true;
  const PictureStep step = media->encode.video.step;
  return step == PictureStep::AsPlanned || step == PictureStep::FewerPictures;
}

SnapshotUpload::SnapshotUpload(HttpClient& client, const CentreLink& link, std::string kind, std::filesystem::path file)
    : client_(client), link_(link), kind_(std::move(kind)), file_(std::move(file)) {}

// Any other seq is news: a worker that restarted begins to count again.
void SnapshotUpload::offer(const SnapshotStatus& snapshot) {
  if (snapshot.seq == 0 || snapshot.seq == done_ || call_ || !link_.up()) return;
  auto picture = base::readFile(file_, kMaxBytes);
  if (!picture) {
    spdlog::warn("no {} picture to send: {}", kind_, picture.error().describe());
    done_ = snapshot.seq;
    return;
  }
  HttpRequest request;
  request.method = HttpMethod::Put;
  request.path = "/device/v1/snapshots/" + kind_;
  request.headers = {"Content-Type: image/jpeg"};
  request.body = *std::move(picture);
  request.timeout = kTimeout;
  const std::uint64_t seq = snapshot.seq;
  call_ = client_.start(std::move(request), [this, seq](const HttpResult& result) { finish(seq, result); });
}

void SnapshotUpload::finish(std::uint64_t seq, const HttpResult& result) {
  call_.reset();
  if (!result || linkTroubleOf(result)) return;
  done_ = seq;
  if (result->status >= 300) spdlog::warn("the centre does not take the {} picture: HTTP {}", kind_, result->status);
}

}  // namespace diemcau::agent
