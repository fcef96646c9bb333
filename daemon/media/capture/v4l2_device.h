// SPDX-License-Identifier: Apache-2.0
// A camera's node, open for all but the stream.
#pragma once

#include <expected>
#include <memory>
#include <set>
#include <string>

#include "contract/unique_fd.h"
#include "daemon/media/capture/v4l2_modes.h"
#include "daemon/media/capture/video_devices.h"

struct v4l2_capability;

namespace diemcau::media {

// The kind of buffers (V4L2_BUF_TYPE_*) in which it captures pictures; 0: it does not, or only as a step of a
// codec.
[[nodiscard]] std::uint32_t buffersOf(const v4l2_capability& capability);

// Thread-bound, but for eventDescriptor().
class V4l2Device final : public OpenVideoDevice {
 public:
  enum class Refusal { Gone, NoCamera, Unreadable };
  struct NotOpen {
    Refusal why = Refusal::Gone;
    std::string detail;
  };
  // NoCamera: metadata of a UVC camera, a codec, an output.
  [[nodiscard]] static std::expected<std::unique_ptr<V4l2Device>, NotOpen> open(const std::string& path);

  [[nodiscard]] const std::string& card() const { return card_; }
  [[nodiscard]] const std::string& driver() const { return driver_; }

  [[nodiscard]] std::vector<VideoMode> modes(const PictureFormat& wish) override;
  [[nodiscard]] InputReading readInput() override;
  [[nodiscard]] bool followSignal() override;
  [[nodiscard]] std::vector<VideoControl> controls() override;
  bool setControl(std::uint32_t id, std::int32_t value) override;
  [[nodiscard]] int eventDescriptor() const override { return events_ ? fd_.get() : -1; }
  void takeEvents() override;

 private:
  V4l2Device(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  [[nodiscard]] VideoNode node() const { return {fd_.get(), buffers_}; }

  const std::string path_;
  const UniqueFd fd_;
  std::string card_;
  std::string driver_;
  std::uint32_t buffers_ = 0;
  bool events_ = false;
  std::set<std::uint32_t> silent_;  // controls that are not answered: each costs seconds on USB
};

}  // namespace diemcau::media
