// SPDX-License-Identifier: Apache-2.0
// A V4L2 camera inside the process that opens it: 1280×720, 30 pictures a second, with a clock in the raw ones.
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
#include <string_view>
#include <thread>
#include <vector>

namespace diemcau::bench {

// What it gives.
struct CameraFormat {
  const char* name;
  std::uint32_t fourcc;
  std::uint32_t stride;  // bytes from one row to the next; 0: compressed
  std::uint32_t bytes;   // of a picture, at most
};
// By its name: yuyv, nv12, mjpeg. Null when there is none.
[[nodiscard]] const CameraFormat* cameraFormat(std::string_view name);

// What a capture driver with memory-mapped buffers does (V4L2 API, "Streaming I/O"), so that every program
// under measurement takes its pictures through its own V4L2 code from the same source. The pictures are
// those of a file, one behind the other, there and back again; the instant at which a picture becomes ready
// stands in its time stamp and, unless it is compressed, is drawn into it (daemon/media/capture/pixel_clock.h). A
// picture for which no buffer is queued is lost, as with a real driver. The buffers are mapped by the program alone,
// and only once, as a driver's are. Thread-safe.
class FakeCamera {
 public:
  static constexpr std::uint32_t kWidth = 1280;
  static constexpr std::uint32_t kHeight = 720;
  static constexpr std::uint32_t kFps = 30;

  // Null, with errno, when the file cannot be read or holds no picture. O_NONBLOCK counts of the flags.
  [[nodiscard]] static std::unique_ptr<FakeCamera> open(const CameraFormat& format, const std::string& frames,
                                                        int flags);
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
    std::uint32_t used = 0;
    std::int64_t captured_ns = 0;  // CLOCK_MONOTONIC
  };

  struct Frame {
    off_t offset = 0;
    std::uint32_t bytes = 0;
  };

  FakeCamera(const CameraFormat& format, int ready_fd, int memory_fd, int frames_fd, std::vector<Frame> frames);
  [[nodiscard]] static std::vector<Frame> findFrames(const CameraFormat& format, int frames_fd);

  int requestBuffers(v4l2_requestbuffers& request);
  int describe(v4l2_buffer& buffer);
  int enqueue(v4l2_buffer& buffer);
  int dequeue(v4l2_buffer& buffer);
  int streamOn();
  int streamOff();
  void fill(v4l2_buffer& buffer) const;

  void run();
  [[nodiscard]] off_t place(std::uint32_t index) const;
  [[nodiscard]] bool load(std::uint32_t index, const Frame& frame) const;
  void drawClock(std::uint32_t index, std::int64_t time_ns) const;
  [[nodiscard]] int takeQueued();

  const CameraFormat& format_;
  const int ready_fd_;
  const int memory_fd_;
  const int frames_fd_;
  const std::vector<Frame> frames_;

  std::mutex mutex_;
  std::condition_variable stop_;
  std::vector<Buffer> buffers_;
  std::deque<std::uint32_t> queued_;
  std::deque<std::uint32_t> done_;
  bool streaming_ = false;
  std::thread thread_;
};

}  // namespace diemcau::bench
