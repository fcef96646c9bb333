// SPDX-License-Identifier: Apache-2.0
// Streaming by mapped buffers.
#include "daemon/media/capture/v4l2_stream.h"

#include <fcntl.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <format>
#include <system_error>
#include <utility>

#include "daemon/media/capture/v4l2_device.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr int kPollMs = 100;

bool refuse() {
  errno = EINVAL;
  return false;
}

bool isInterlaced(std::uint32_t field) {
  return field == V4L2_FIELD_INTERLACED || field == V4L2_FIELD_INTERLACED_TB || field == V4L2_FIELD_INTERLACED_BT;
}

bool isWhole(std::uint32_t field) { return field == V4L2_FIELD_NONE || field == V4L2_FIELD_ANY || isInterlaced(field); }

}  // namespace

FrameRate grantedRate(const v4l2_captureparm& answer, FrameRate listed) {
  if ((answer.capability & V4L2_CAP_TIMEPERFRAME) == 0) return listed;
  const v4l2_fract& step = answer.timeperframe;
  if (step.numerator == 0 || step.denominator == 0) return {};
  return {step.denominator, step.numerator};
}

std::expected<std::unique_ptr<V4l2Stream>, SourceFault> V4l2Stream::start(const StreamWish& wish) {
  std::unique_ptr<V4l2Stream> stream(new V4l2Stream(wish));
  if (!stream->open()) return std::unexpected(stream->fault("opening"));
  if (!stream->setFormat()) return std::unexpected(stream->fault("setting its format"));
  stream->setRate();
  if (!stream->mapBuffers()) return std::unexpected(stream->fault("its buffers"));
  if (!stream->ask_(stream->fd_, VIDIOC_STREAMON, &stream->type_)) return std::unexpected(stream->fault("starting"));
  return stream;
}

V4l2Stream::~V4l2Stream() {
  if (fd_ < 0) return;
  (void)ask_(fd_, VIDIOC_STREAMOFF, &type_);
  for (auto& buffer : maps_) std::ranges::for_each(buffer, [this](Map& map) { unmap(map); });
  if (wish_.mode.converted) {
    ::v4l2_close(fd_);
  } else {
    ::close(fd_);
  }
}

void V4l2Stream::unmap(Map& map) const {
  if (map.start == nullptr) return;
  if (wish_.mode.converted) {
    ::v4l2_munmap(map.start, map.bytes);
  } else {
    ::munmap(map.start, map.bytes);
  }
}

bool V4l2Stream::multi() const { return type_ == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE; }

SourceFault V4l2Stream::fault(const char* what) const {
  const int error = errno;
  const bool gone = error == ENOENT || error == ENODEV || error == ENXIO;
  const auto otherwise = error == EIO ? SourceFaultKind::Failed : SourceFaultKind::Unreadable;
  return {gone ? SourceFaultKind::Missing : otherwise,
          std::format("{}: {}: {}", wish_.node, what, std::generic_category().message(error))};
}

bool V4l2Stream::open() {
  fd_ = ::open(wish_.node.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) return false;
  if (wish_.mode.converted && ::v4l2_fd_open(fd_, 0) < 0) return false;
  v4l2_capability capability{};
  if (!askDriver(fd_, VIDIOC_QUERYCAP, &capability)) return false;
  type_ = buffersOf(capability);
  return type_ != 0 || refuse();
}

bool V4l2Stream::setFormat() {
  const ChosenMode& mode = wish_.mode;
  raw_ = mode.converted || pixelFormat(mode.fourcc)->kind == PixelKind::Raw;
  v4l2_format format{};
  format.type = type_;
  const std::uint32_t field = wish_.interlaced ? V4L2_FIELD_INTERLACED : V4L2_FIELD_NONE;
  // The first members of pix and pix_mp are the same but for the field's place.
  format.fmt.pix.width = mode.width;
  format.fmt.pix.height = mode.height;
  format.fmt.pix.pixelformat = mode.fourcc;
  (multi() ? format.fmt.pix_mp.field : format.fmt.pix.field) = field;
  if (!ask_(fd_, VIDIOC_S_FMT, &format)) return false;
  const std::uint32_t got = multi() ? format.fmt.pix_mp.field : format.fmt.pix.field;
  if (format.fmt.pix.width != mode.width || format.fmt.pix.height != mode.height ||
      format.fmt.pix.pixelformat != mode.fourcc || !isWhole(got) || isInterlaced(got) != wish_.interlaced) {
    return refuse();
  }
  if (!multi()) {
    const v4l2_pix_format& pix = format.fmt.pix;
    layout_ = {{pix.bytesperline}, {pix.sizeimage}, pix.colorspace, pix.ycbcr_enc, pix.quantization};
    return true;
  }
  const v4l2_pix_format_mplane& pix = format.fmt.pix_mp;
  if (pix.num_planes == 0 || pix.num_planes > kPlanes) return refuse();
  layout_ = {{}, {}, pix.colorspace, pix.ycbcr_enc, pix.quantization};
  for (std::uint32_t plane = 0; plane < pix.num_planes; ++plane) {
    layout_.strides.push_back(pix.plane_fmt[plane].bytesperline);
    layout_.sizes.push_back(pix.plane_fmt[plane].sizeimage);
  }
  return true;
}

// A device that has no rates says so, and gives what it gives.
void V4l2Stream::setRate() {
  rate_ = wish_.mode.rate;
  if (wish_.mode.rate.numerator == 0) return;
  v4l2_streamparm rate{};
  rate.type = type_;
  rate.parm.capture.timeperframe = {wish_.mode.rate.denominator, wish_.mode.rate.numerator};
  if (ask_(fd_, VIDIOC_S_PARM, &rate)) rate_ = grantedRate(rate.parm.capture, wish_.mode.rate);
}

bool V4l2Stream::mapBuffers() {
  v4l2_requestbuffers request{};
  request.count = wish_.exported ? kExported : kBuffers;
  request.type = type_;
  request.memory = V4L2_MEMORY_MMAP;
  if (!ask_(fd_, VIDIOC_REQBUFS, &request)) return false;
  buffers_ = std::min(request.count, kExported);
  for (std::uint32_t index = 0; index < buffers_; ++index) {
    if (!mapBuffer(index)) return false;
  }
  return buffers_ > 0 || refuse();
}

bool V4l2Stream::mapBuffer(std::uint32_t index) {
  std::array<v4l2_plane, kPlanes> planes{};
  v4l2_buffer buffer{};
  buffer.index = index;
  buffer.type = type_;
  buffer.memory = V4L2_MEMORY_MMAP;
  if (multi()) {
    buffer.m.planes = planes.data();
    buffer.length = static_cast<std::uint32_t>(layout_.sizes.size());
  }
  if (!ask_(fd_, VIDIOC_QUERYBUF, &buffer)) return false;
  for (std::size_t piece = 0; piece < layout_.sizes.size(); ++piece) {
    const std::uint32_t bytes = multi() ? planes[piece].length : buffer.length;
    const std::uint32_t offset = multi() ? planes[piece].m.mem_offset : buffer.m.offset;
    void* start = wish_.mode.converted ? ::v4l2_mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, offset)
                                       : ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd_, offset);
    if (start == MAP_FAILED) return false;
    maps_[index][piece] = {start, bytes};
  }
  return ask_(fd_, VIDIOC_QBUF, &buffer);
}

UniqueFd V4l2Stream::exportBuffer(std::uint32_t index) const {
  v4l2_exportbuffer exported{};
  exported.type = type_;
  exported.index = index;
  exported.flags = O_RDONLY | O_CLOEXEC;
  return UniqueFd(ask_(fd_, VIDIOC_EXPBUF, &exported) ? exported.fd : -1);
}

std::expected<V4l2Stream::Outcome, SourceFault> V4l2Stream::next(Picture& picture) {
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  const int ready = ::poll(&waiting, 1, kPollMs);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Outcome::Nothing;
  std::array<v4l2_plane, kPlanes> planes{};
  v4l2_buffer buffer{};
  buffer.type = type_;
  buffer.memory = V4L2_MEMORY_MMAP;
  if (multi()) {
    buffer.m.planes = planes.data();
    buffer.length = static_cast<std::uint32_t>(layout_.sizes.size());
  }
  if (!ask_(fd_, VIDIOC_DQBUF, &buffer)) {
    if (errno == EAGAIN) return Outcome::Nothing;
    return std::unexpected(fault("reading"));
  }
  picture.index = buffer.index;
  picture.pieces.clear();
  picture.at_start = !multi() || planes.front().data_offset == 0;
  bool whole = (buffer.flags & V4L2_BUF_FLAG_ERROR) == 0 && buffer.index < buffers_;
  for (std::size_t piece = 0; whole && piece < layout_.sizes.size(); ++piece) {
    const std::uint32_t skipped = multi() ? planes[piece].data_offset : 0;
    const std::uint32_t used = multi() ? planes[piece].bytesused : buffer.bytesused;
    const Map& map = maps_[buffer.index][piece];
    whole = used > skipped && used <= map.bytes && (!raw_ || used - skipped >= layout_.sizes[piece]);
    if (whole) picture.pieces.emplace_back(static_cast<const std::uint8_t*>(map.start) + skipped, used - skipped);
  }
  const MediaTime now = mediaNow();
  picture.captured =
      std::chrono::seconds(buffer.timestamp.tv_sec) + std::chrono::microseconds(buffer.timestamp.tv_usec);
  // Some drivers stamp with the time of day, or not at all.
  if (picture.captured > now || now - picture.captured > 1s) picture.captured = now;
  if (whole) return Outcome::Picture;
  if (auto released = release(picture.index); !released) return std::unexpected(std::move(released.error()));
  return Outcome::Nothing;
}

std::expected<void, SourceFault> V4l2Stream::release(std::uint32_t index) {
  std::array<v4l2_plane, kPlanes> planes{};
  v4l2_buffer buffer{};
  buffer.index = index;
  buffer.type = type_;
  buffer.memory = V4L2_MEMORY_MMAP;
  if (multi()) {
    buffer.m.planes = planes.data();
    buffer.length = static_cast<std::uint32_t>(layout_.sizes.size());
  }
  if (!ask_(fd_, VIDIOC_QBUF, &buffer)) return std::unexpected(fault("its buffers"));
  return {};
}

}  // namespace diemcau::media
