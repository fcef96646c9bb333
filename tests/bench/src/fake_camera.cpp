// SPDX-License-Identifier: Apache-2.0
// Buffers, the thread that fills them at the picture rate, and the ioctls of a capture driver.
#include "tests/bench/src/fake_camera.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

#include "daemon/media/capture/pixel_clock.h"
#include "tests/bench/src/fake_camera_answers.h"

namespace diemcau::bench {
namespace {

constexpr std::uint32_t kMostBuffers = 8;
constexpr std::uint32_t kFewestBuffers = 2;
constexpr std::uint32_t kClockRows = FakeCamera::kWidth / 64;

int refuse(int error) {
  errno = error;
  return -1;
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// The clock's row is drawn in grey over the YUYV picture's first lines.
void drawClock(std::uint8_t* picture, std::int64_t time_ns) {
  static thread_local std::array<std::uint8_t, FakeCamera::kWidth * kClockRows> luma;
  media::drawPixelClock({luma, FakeCamera::kWidth, kClockRows, FakeCamera::kWidth}, media::MediaTime(time_ns));
  for (std::size_t i = 0; i < luma.size(); ++i) {
    picture[2 * i] = luma[i];
    picture[2 * i + 1] = 128;
  }
}

}  // namespace

std::unique_ptr<FakeCamera> FakeCamera::open(const std::string& frames, int flags) {
  const int frames_fd = ::open(frames.c_str(), O_RDONLY | O_CLOEXEC);
  if (frames_fd < 0) return nullptr;
  struct stat info{};
  const auto count = ::fstat(frames_fd, &info) == 0 ? info.st_size / off_t{kPictureBytes} : 0;
  const int memory_fd = count > 0 ? ::memfd_create("camera", MFD_CLOEXEC) : -1;
  const int wanted = EFD_SEMAPHORE | EFD_CLOEXEC | ((flags & O_NONBLOCK) != 0 ? EFD_NONBLOCK : 0);
  const int ready_fd = memory_fd >= 0 ? ::eventfd(0, wanted) : -1;
  if (ready_fd < 0) {
    ::close(frames_fd);
    if (memory_fd >= 0) ::close(memory_fd);
    errno = count > 0 ? EMFILE : ENODEV;
    return nullptr;
  }
  return std::unique_ptr<FakeCamera>(new FakeCamera(ready_fd, memory_fd, frames_fd, static_cast<std::uint32_t>(count)));
}

FakeCamera::FakeCamera(int ready_fd, int memory_fd, int frames_fd, std::uint32_t frame_count)
    : ready_fd_(ready_fd), memory_fd_(memory_fd), frames_fd_(frames_fd), frame_count_(frame_count) {}

FakeCamera::~FakeCamera() {
  streamOff();
  if (memory_ != nullptr) ::munmap(memory_, std::size_t{kPictureBytes} * kMostBuffers);
  ::close(memory_fd_);
  ::close(frames_fd_);
}

int FakeCamera::control(unsigned long request, void* argument) {
  switch (request & 0xFFFFFFFFUL) {
    case VIDIOC_REQBUFS:
      return requestBuffers(*static_cast<v4l2_requestbuffers*>(argument));
    case VIDIOC_QUERYBUF:
      return describe(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_QBUF:
      return enqueue(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_DQBUF:
      return dequeue(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_STREAMON:
      return streamOn();
    case VIDIOC_STREAMOFF:
      return streamOff();
    default:
      return answerFixed(request & 0xFFFFFFFFUL, argument);
  }
}

void* FakeCamera::map(void* address, std::size_t length, int protection, int flags, off_t offset) {
  return ::mmap(address, length, protection, flags, memory_fd_, offset);
}

int FakeCamera::requestBuffers(v4l2_requestbuffers& request) {
  if (request.type != V4L2_BUF_TYPE_VIDEO_CAPTURE || request.memory != V4L2_MEMORY_MMAP) return refuse(EINVAL);
  if (request.count == 0) {
    streamOff();
    const std::lock_guard lock(mutex_);
    buffers_.clear();
    return 0;
  }
  const std::lock_guard lock(mutex_);
  if (streaming_) return refuse(EBUSY);
  request.count = std::clamp(request.count, kFewestBuffers, kMostBuffers);
  request.capabilities = V4L2_BUF_CAP_SUPPORTS_MMAP;
  if (memory_ == nullptr) {
    constexpr std::size_t kBytes = std::size_t{kPictureBytes} * kMostBuffers;
    if (::ftruncate(memory_fd_, kBytes) != 0) return -1;
    void* mapped = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd_, 0);
    if (mapped == MAP_FAILED) return -1;
    memory_ = static_cast<std::uint8_t*>(mapped);
  }
  buffers_.assign(request.count, Buffer{});
  queued_.clear();
  done_.clear();
  return 0;
}

void FakeCamera::fill(v4l2_buffer& buffer) const {
  const Buffer& own = buffers_[buffer.index];
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  buffer.field = V4L2_FIELD_NONE;
  buffer.length = kPictureBytes;
  buffer.m.offset = buffer.index * kPictureBytes;
  buffer.bytesused = kPictureBytes;
  buffer.sequence = own.sequence;
  buffer.timestamp.tv_sec = own.captured_ns / 1'000'000'000;
  buffer.timestamp.tv_usec = own.captured_ns / 1000 % 1'000'000;
  buffer.flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_MAPPED;
  if (own.queued) buffer.flags |= V4L2_BUF_FLAG_QUEUED;
  if (own.done) buffer.flags |= V4L2_BUF_FLAG_DONE;
}

int FakeCamera::describe(v4l2_buffer& buffer) {
  const std::lock_guard lock(mutex_);
  if (buffer.index >= buffers_.size()) return refuse(EINVAL);
  fill(buffer);
  return 0;
}

int FakeCamera::enqueue(v4l2_buffer& buffer) {
  const std::lock_guard lock(mutex_);
  if (buffer.index >= buffers_.size() || buffers_[buffer.index].queued) return refuse(EINVAL);
  buffers_[buffer.index].queued = true;
  queued_.push_back(buffer.index);
  fill(buffer);
  return 0;
}

int FakeCamera::dequeue(v4l2_buffer& buffer) {
  std::uint64_t one = 0;
  if (::read(ready_fd_, &one, sizeof one) != sizeof one) return -1;  // EAGAIN, or waits: as the program chose
  const std::lock_guard lock(mutex_);
  if (done_.empty()) return refuse(EINVAL);
  buffer.index = done_.front();
  done_.pop_front();
  Buffer& own = buffers_[buffer.index];
  own.done = own.queued = false;
  fill(buffer);
  return 0;
}

int FakeCamera::streamOn() {
  const std::lock_guard lock(mutex_);
  if (buffers_.empty()) return refuse(EINVAL);
  if (streaming_) return 0;
  streaming_ = true;
  thread_ = std::thread([this] { run(); });
  return 0;
}

int FakeCamera::streamOff() {
  {
    const std::lock_guard lock(mutex_);
    if (!streaming_) return 0;
    streaming_ = false;
  }
  stop_.notify_all();
  thread_.join();
  const std::lock_guard lock(mutex_);
  std::uint64_t one = 0;
  pollfd waiting{ready_fd_, POLLIN, 0};
  while (::poll(&waiting, 1, 0) == 1 && ::read(ready_fd_, &one, sizeof one) == sizeof one) {
  }
  for (Buffer& buffer : buffers_) buffer.queued = buffer.done = false;
  queued_.clear();
  done_.clear();
  return 0;
}

std::uint8_t* FakeCamera::picture(std::uint32_t index) const { return memory_ + std::size_t{index} * kPictureBytes; }

int FakeCamera::takeQueued() {
  const std::lock_guard lock(mutex_);
  if (queued_.empty()) return -1;
  const auto index = static_cast<int>(queued_.front());
  queued_.pop_front();
  return index;
}

// The picture's contents are there before its instant; then only the clock is drawn, and it is ready.
void FakeCamera::run() {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const std::uint32_t lap = frame_count_ > 1 ? 2 * (frame_count_ - 1) : 1;
  int index = -1;
  for (std::uint32_t sequence = 0;; ++sequence) {
    if (index < 0) index = takeQueued();
    if (index >= 0) {
      const std::uint32_t at = sequence % lap;
      const std::uint32_t frame = at < frame_count_ ? at : lap - at;
      const off_t offset = off_t{frame} * kPictureBytes;
      if (::pread(frames_fd_, picture(static_cast<std::uint32_t>(index)), kPictureBytes, offset) < 0) return;
    }
    std::unique_lock lock(mutex_);
    const Clock::time_point instant = start + std::chrono::nanoseconds(std::int64_t{sequence} * 1'000'000'000 / kFps);
    if (stop_.wait_until(lock, instant, [this] { return !streaming_; })) return;
    if (index < 0) continue;
    Buffer& buffer = buffers_[static_cast<std::uint32_t>(index)];
    buffer.captured_ns = now();
    drawClock(picture(static_cast<std::uint32_t>(index)), buffer.captured_ns);
    buffer.sequence = sequence;
    buffer.done = true;
    done_.push_back(static_cast<std::uint32_t>(index));
    index = -1;
    const std::uint64_t one = 1;
    if (::write(ready_fd_, &one, sizeof one) != sizeof one) return;
  }
}

}  // namespace diemcau::bench
