// SPDX-License-Identifier: Apache-2.0
// A V4L2 camera inside the process that opens it: 1280×720, YUYV, 30 pictures a second, with a clock in them.
#pragma once

#include <linux/videodev2.h>
#include <sys/types.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace diemcau::bench {

// What a capture driver with memory-mapped buffers does (V4L2 API, "Streaming I/O"), so that every program
// under measurement takes its pictures through its own V4L2 code from the same source. The pictures are
// those of a file of raw YUYV frames, there and back again; the instant at which a picture becomes ready is
// drawn into it (daemon/media/capture/pixel_clock.h) and stands in its time stamp. A picture for which no
// buffer is queued is lost, as with a real driver. Thread-safe.
class FakeCamera {
 public:
  static constexpr std::uint32_t kWidth = 1280;
  static constexpr std::uint32_t kHeight = 720;
  static constexpr std::uint32_t kFps = 30;
  static constexpr std::uint32_t kStride = kWidth * 2;
  static constexpr std::uint32_t kPictureBytes = kStride * kHeight;

  // Null, with errno, when the file cannot be read or holds no picture. O_NONBLOCK counts of the flags.
  [[nodiscard]] static std::unique_ptr<FakeCamera> open(const std::string& frames, int flags);
  ~FakeCamera();
  FakeCamera(const FakeCamera&) = delete;
  FakeCamera& operator=(const FakeCamera&) = delete;

  // What the program has as the device: readable (poll) while a picture waits. The program closes it.
  [[nodiscard]] int fd() const { return ready_fd_; }
  // As ioctl(2).
  int control(unsigned long request, void* argument);
  // As mmap(2).
  void* map(void* address, std::size_t length, int protection, int flags, off_t offset);

 private:
  struct Buffer {
    bool queued = false;
    bool done = false;
    std::uint32_t sequence = 0;
    std::int64_t captured_ns = 0;  // CLOCK_MONOTONIC
  };

  FakeCamera(int ready_fd, int memory_fd, int frames_fd, std::uint32_t frame_count);

  int requestBuffers(v4l2_requestbuffers& request);
  int describe(v4l2_buffer& buffer);
  int enqueue(v4l2_buffer& buffer);
  int dequeue(v4l2_buffer& buffer);
  int streamOn();
  int streamOff();
  void fill(v4l2_buffer& buffer) const;

  void run();
  [[nodiscard]] std::uint8_t* picture(std::uint32_t index) const;
  [[nodiscard]] int takeQueued();

  const int ready_fd_;
  const int memory_fd_;
  const int frames_fd_;
  const std::uint32_t frame_count_;
  std::uint8_t* memory_ = nullptr;

  std::mutex mutex_;
  std::condition_variable stop_;
  std::vector<Buffer> buffers_;
  std::deque<std::uint32_t> queued_;
  std::deque<std::uint32_t> done_;
  bool streaming_ = false;
  std::thread thread_;
};

}  // namespace diemcau::bench
