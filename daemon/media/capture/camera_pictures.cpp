// SPDX-License-Identifier: Apache-2.0
// Lending and copying.
#include "daemon/media/capture/camera_pictures.h"

#include <gst/allocators/gstdmabuf.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace diemcau::media {
namespace {

// What a source's pipeline gives out.
constexpr std::string_view kGivenOut = "I420";
// Of the driver's buffers, beside the one that it just filled.
constexpr std::size_t kLeft = 3;

bool isRaw(const StreamWish& wish) { return pixelFormat(wish.mode.fourcc)->kind == PixelKind::Raw; }

bool lends(const StreamWish& wish) {
  return isRaw(wish) && !wish.interlaced && pixelFormat(wish.mode.fourcc)->name != kGivenOut;
}

std::span<const std::uint8_t> piece(const V4l2Stream::Picture& picture, const PictureLayout& layout, std::size_t i) {
  return picture.pieces[i].first(std::min<std::size_t>(picture.pieces[i].size(), layout.sizes[i]));
}

BufferPoolPtr makePool(const PictureLayout& layout) {
  BufferPoolPtr pool(gst_buffer_pool_new());
  GstStructure* config = gst_buffer_pool_get_config(pool.get());
  const guint bytes = std::accumulate(layout.sizes.begin(), layout.sizes.end(), guint{0});
  gst_buffer_pool_config_set_params(config, nullptr, bytes, 0, 0);
  gst_buffer_pool_set_config(pool.get(), config);
  gst_buffer_pool_set_active(pool.get(), TRUE);
  return pool;
}

// A picture that is in use. The device stays open as long.
class Loan {
 public:
  Loan(std::shared_ptr<V4l2Stream> stream, std::uint32_t index) : stream_(std::move(stream)), index_(index) {}
  // A driver that does not take it back has failed, and says so when the next one is asked for.
  ~Loan() { (void)stream_->release(index_); }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

 private:
  const std::shared_ptr<V4l2Stream> stream_;
  const std::uint32_t index_;
};

using LoanShare = std::shared_ptr<const Loan>;

void endShare(gpointer share) noexcept { delete static_cast<LoanShare*>(share); }

}  // namespace

CameraPictures::CameraPictures(const StreamWish& wish, std::shared_ptr<V4l2Stream> stream)
    : wish_(wish),
      stream_(std::move(stream)),
      lends_(lends(wish_)),
      copies_(lends_ ? nullptr : makePool(stream_->layout())) {
  if (isRaw(wish_)) findPlanes();
  if (wish_.exported) shareMemory();
}

CameraPictures::~CameraPictures() {
  if (copies_) gst_buffer_pool_set_active(copies_.get(), FALSE);
}

std::expected<BufferPtr, SourceFault> CameraPictures::take(const V4l2Stream::Picture& picture) {
  if (auto taken = takeBack(); !taken) return std::unexpected(std::move(taken.error()));
  BufferPtr buffer;
  if (lends_) {
    buffer = lend(picture);
  } else if (picture.at_start && canShare()) {
    buffer = share(picture.index);
  } else {
    buffer = copy(picture);
    if (auto released = stream_->release(picture.index); !released) return std::unexpected(std::move(released.error()));
  }
  if (buffer && planes_ > 0) {
    gst_buffer_add_video_meta_full(buffer.get(), GST_VIDEO_FRAME_FLAG_NONE, format_, wish_.mode.width,
                                   wish_.mode.height, planes_, offsets_.data(), strides_.data());
  }
  return buffer;
}

BufferPtr CameraPictures::lend(const V4l2Stream::Picture& picture) const {
  const auto loan = std::make_shared<const Loan>(stream_, picture.index);
  BufferPtr buffer(gst_buffer_new());
  for (std::size_t i = 0; i < picture.pieces.size(); ++i) {
    const auto bytes = piece(picture, stream_->layout(), i);
    // GStreamer has no word for memory that is const, but heeds the flag.
    auto* start = const_cast<std::uint8_t*>(bytes.data());
    gst_buffer_append_memory(buffer.get(), gst_memory_new_wrapped(GST_MEMORY_FLAG_READONLY, start, bytes.size(), 0,
                                                                  bytes.size(), new LoanShare(loan), endShare));
  }
  return buffer;
}

BufferPtr CameraPictures::copy(const V4l2Stream::Picture& picture) const {
  GstBuffer* buffer = nullptr;
  if (gst_buffer_pool_acquire_buffer(copies_.get(), &buffer, nullptr) != GST_FLOW_OK) return nullptr;
  gsize end = 0;
  for (std::size_t i = 0; i < picture.pieces.size(); ++i) {
    const auto bytes = piece(picture, stream_->layout(), i);
    end += gst_buffer_fill(buffer, end, bytes.data(), bytes.size());
  }
  gst_buffer_set_size(buffer, static_cast<gssize>(end));
  return BufferPtr(buffer);
}

// Only as an encoder takes them: one piece, rows and planes where GStreamer has them by itself.
void CameraPictures::shareMemory() {
  const PictureLayout& layout = stream_->layout();
  GstVideoInfo usual;
  gst_video_info_set_format(&usual, format_, wish_.mode.width, wish_.mode.height);
  if (layout.sizes.size() != 1 || !std::cmp_equal(layout.strides.front(), usual.stride[0]) ||
      layout.sizes.front() < usual.size) {
    return;
  }
  GstAllocator* allocator = gst_dmabuf_allocator_new();
  for (std::uint32_t index = 0; index < stream_->buffers(); ++index) {
    UniqueFd exported = stream_->exportBuffer(index);
    if (!exported.valid()) break;
    shared_.emplace_back(gst_dmabuf_allocator_alloc_with_flags(allocator, exported.release(), layout.sizes.front(),
                                                               GST_FD_MEMORY_FLAG_KEEP_MAPPED));
  }
  gst_object_unref(allocator);
  if (shared_.size() < stream_->buffers()) shared_.clear();
}

bool CameraPictures::canShare() const { return shared_.size() > away_.size() + kLeft; }

BufferPtr CameraPictures::share(std::uint32_t index) {
  BufferPtr buffer(gst_buffer_new());
  gst_buffer_append_memory(buffer.get(), gst_memory_ref(shared_[index].get()));
  away_.push_back(index);
  return buffer;
}

std::expected<void, SourceFault> CameraPictures::takeBack() {
  const auto back = std::ranges::partition(
      away_, [this](std::uint32_t index) { return GST_MINI_OBJECT_REFCOUNT_VALUE(shared_[index].get()) > 1; });
  for (const std::uint32_t index : back) {
    if (auto released = stream_->release(index); !released) return released;
  }
  away_.erase(back.begin(), back.end());
  return {};
}

void CameraPictures::findPlanes() {
  const PictureLayout& layout = stream_->layout();
  format_ = gst_video_format_from_string(std::string(pixelFormat(wish_.mode.fourcc)->name).c_str());
  const GstVideoFormatInfo* info = gst_video_format_get_info(format_);
  planes_ = GST_VIDEO_FORMAT_INFO_N_PLANES(info);
  const bool apart = layout.sizes.size() == planes_;
  gsize end = 0;
  for (guint plane = 0; plane < planes_; ++plane) {
    const auto first = static_cast<gint>(layout.strides.front());
    strides_[plane] = apart ? static_cast<gint>(layout.strides[plane])
                            : gst_video_format_info_extrapolate_stride(info, static_cast<gint>(plane), first);
    offsets_[plane] = end;
    const auto rows = GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(info, plane, static_cast<gint>(wish_.mode.height));
    end += apart ? layout.sizes[plane] : static_cast<gsize>(strides_[plane]) * static_cast<gsize>(rows);
  }
}

}  // namespace diemcau::media
