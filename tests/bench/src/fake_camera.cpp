// SPDX-License-Identifier: Apache-2.0
// Buffers, the thread that fills them at the picture rate, and the ioctls of a capture driver.
#include "tests/bench/src/fake_camera.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/poll.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <iterator>
#include <span>
#include <utility>

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

constexpr CameraFormat kFormats[] = {
    {"yuyv", V4L2_PIX_FMT_YUYV, FakeCamera::kWidth * 2, FakeCamera::kWidth* FakeCamera::kHeight * 2},
    {"nv12", V4L2_PIX_FMT_NV12, FakeCamera::kWidth, FakeCamera::kWidth* FakeCamera::kHeight * 3 / 2},
    {"mjpeg", V4L2_PIX_FMT_MJPEG, 0, FakeCamera::kWidth* FakeCamera::kHeight * 2},
};

}  // namespace

const CameraFormat* cameraFormat(std::string_view name) {
  const auto* const found = std::ranges::find(kFormats, name, &CameraFormat::name);
  return found == std::end(kFormats) ? nullptr : found;
}

// JPEG pictures end with the marker EOI, which their data cannot hold (ISO 10918-1, B.1.1.5).
std::vector<FakeCamera::Frame> FakeCamera::findFrames(const CameraFormat& format, int frames_fd) {
  std::vector<Frame> frames;
  struct stat info{};
  if (::fstat(frames_fd, &info) != 0) return frames;
  if (format.stride != 0) {
    for (off_t at = 0; at + off_t{format.bytes} <= info.st_size; at += format.bytes)
      frames.push_back({at, format.bytes});
    return frames;
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(info.st_size));
  if (::pread(frames_fd, bytes.data(), bytes.size(), 0) != info.st_size) return frames;
  constexpr std::array<std::uint8_t, 2> kEoi{0xFF, 0xD9};
  for (auto from = bytes.begin(); from != bytes.end();) {
    const auto end = std::ranges::search(from, bytes.end(), kEoi.begin(), kEoi.end()).end();
    const auto size = static_cast<std::uint32_t>(end - from);
    if (end == bytes.end() && !std::ranges::equal(std::span(bytes).last(2), kEoi)) break;
    if (size <= format.bytes) frames.push_back({from - bytes.begin(), size});
    from = end;
  }
  return frames;
}

std::unique_ptr<FakeCamera> FakeCamera::open(const CameraFormat& format, const std::string& frames, int flags) {
  const int frames_fd = ::open(frames.c_str(), O_RDONLY | O_CLOEXEC);
  if (frames_fd < 0) return nullptr;
  std::vector<Frame> found = findFrames(format, frames_fd);
  const int memory_fd = !found.empty() ? ::memfd_create("camera", MFD_CLOEXEC) : -1;
  const int wanted = EFD_SEMAPHORE | EFD_CLOEXEC | ((flags & O_NONBLOCK) != 0 ? EFD_NONBLOCK : 0);
  const int ready_fd = memory_fd >= 0 ? ::eventfd(0, wanted) : -1;
  if (ready_fd < 0) {
    ::close(frames_fd);
    if (memory_fd >= 0) ::close(memory_fd);
    errno = found.empty() ? ENODEV : EMFILE;
    return nullptr;
  }
  return std::unique_ptr<FakeCamera>(new FakeCamera(format, ready_fd, memory_fd, frames_fd, std::move(found)));
}

FakeCamera::FakeCamera(const CameraFormat& format, int ready_fd, int memory_fd, int frames_fd,
                       std::vector<Frame> frames)
    : format_(format), ready_fd_(ready_fd), memory_fd_(memory_fd), frames_fd_(frames_fd), frames_(std::move(frames)) {}

FakeCamera::~FakeCamera() {
  streamOff();
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
      return answerFixed(format_, request & 0xFFFFFFFFUL, argument);
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
  if (::ftruncate(memory_fd_, place(kMostBuffers)) != 0) return -1;
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
  buffer.length = format_.bytes;
  buffer.m.offset = static_cast<std::uint32_t>(place(buffer.index));
  buffer.bytesused = own.used;
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

// Of a buffer in the memory; whole pages, as they are mapped.
off_t FakeCamera::place(std::uint32_t index) const {
  const auto page = static_cast<off_t>(::getpagesize());
  return off_t{index} * ((off_t{format_.bytes} + page - 1) / page * page);
}

bool FakeCamera::load(std::uint32_t index, const Frame& frame) const {
  off_t from = frame.offset;
  const off_t end = frame.offset + off_t{frame.bytes};
  if (::lseek(memory_fd_, place(index), SEEK_SET) < 0) return false;
  while (from < end) {
    if (::sendfile(memory_fd_, frames_fd_, &from, static_cast<std::size_t>(end - from)) <= 0) return false;
  }
  return true;
}

// In a row over the picture's first lines; in grey where luma and chroma alternate.
void FakeCamera::drawClock(std::uint32_t index, std::int64_t time_ns) const {
  if (format_.stride == 0) return;
  // Not thread_local: each thread of the program under measurement would have them.
  std::array<std::uint8_t, kWidth * kClockRows> luma{};
  std::array<std::uint8_t, 2 * luma.size()> grey;
  media::drawPixelClock({luma, kWidth, kClockRows, kWidth}, media::MediaTime(time_ns));
  std::span<const std::uint8_t> rows = luma;
  if (format_.fourcc == V4L2_PIX_FMT_YUYV) {
    for (std::size_t i = 0; i < luma.size(); ++i) {
      grey[2 * i] = luma[i];
      grey[2 * i + 1] = 128;
    }
    rows = grey;
  }
  (void)::pwrite(memory_fd_, rows.data(), rows.size(), place(index));
}

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
  const std::size_t count = frames_.size();
  const std::size_t lap = count > 1 ? 2 * (count - 1) : 1;
  std::uint32_t used = 0;
  int index = -1;
  for (std::uint32_t sequence = 0;; ++sequence) {
    if (index < 0) index = takeQueued();
    if (index >= 0) {
      const std::size_t at = sequence % lap;
      const Frame& frame = frames_[at < count ? at : lap - at];
      if (!load(static_cast<std::uint32_t>(index), frame)) return;
      used = frame.bytes;
    }
    std::unique_lock lock(mutex_);
    const Clock::time_point instant = start + std::chrono::nanoseconds(std::int64_t{sequence} * 1'000'000'000 / kFps);
    if (stop_.wait_until(lock, instant, [this] { return !streaming_; })) return;
    if (index < 0) continue;
    Buffer& buffer = buffers_[static_cast<std::uint32_t>(index)];
    buffer.captured_ns = now();
    buffer.used = used;
    drawClock(static_cast<std::uint32_t>(index), buffer.captured_ns);
    buffer.sequence = sequence;
    buffer.done = true;
    done_.push_back(static_cast<std::uint32_t>(index));
    index = -1;
    const std::uint64_t one = 1;
    if (::write(ready_fd_, &one, sizeof one) != sizeof one) return;
  }
}

}  // namespace diemcau::bench
