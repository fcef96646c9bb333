// SPDX-License-Identifier: Apache-2.0
// Takes a worker's newest picture to the centre (contract/http.yaml, putSnapshot).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "contract/media_status.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/http_client.h"

namespace diemcau::agent {

// Whether the line has room for pictures beside the stream: where it carries small ones at best, each of these would
// hold the sound up for a second.
[[nodiscard]] bool hasRoomForSnapshots(const std::optional<MediaStatus>& media);

// One upload at a time, always of the newest picture, only while the centre answers; a picture that
// did not get there is not sent again once there is a newer one. A slow upload says nothing of the
// link. Thread-bound to the loop; everything given to it outlives it.
class SnapshotUpload {
 public:
  static constexpr std::size_t kMaxBytes = 512 * 1024;

  // `kind`: "camera" or "screen". `file`: where the worker puts its pictures, each in one step.
  SnapshotUpload(HttpClient& client, const CentreLink& link, std::string kind, std::filesystem::path file);

  // What the worker says of its newest picture. May be said again and again.
  void offer(const SnapshotStatus& snapshot);

 private:
  void finish(std::uint64_t seq, const HttpResult& result);

  HttpClient& client_;
  const CentreLink& link_;
  std::string kind_;
  std::filesystem::path file_;
  std::uint64_t done_ = 0;  // seq of the last picture that the centre has answered for
  std::unique_ptr<HttpCall> call_;
};

}  // namespace diemcau::agent
