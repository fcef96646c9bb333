// SPDX-License-Identifier: Apache-2.0
// Drawing the slate with Pango and Cairo.
#include "daemon/media/guard/slate.h"

#include <gst/video/video.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace diemcau::media {
namespace {

constexpr char kNoSignal[] = "Mất tín hiệu camera";
constexpr int kDark = 28;     // luma
constexpr int kBright = 220;  // luma
constexpr int kNeutral = 128;

struct CairoRelease {
  void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const noexcept { cairo_destroy(context); }
  void operator()(PangoLayout* layout) const noexcept { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const noexcept { pango_font_description_free(font); }
};
template <class T>
using Owned = std::unique_ptr<T, CairoRelease>;

// One centred paragraph, its middle at `middle` (share of the height), made smaller until it fits.
void drawLine(cairo_t* context, const PictureFormat& format, const std::string& text, double middle, double size) {
  const Owned<PangoLayout> layout(pango_cairo_create_layout(context));
  const Owned<PangoFontDescription> font(pango_font_description_from_string("Noto Sans Bold"));
  const int width = static_cast<int>(format.width * 9 / 10);
  pango_layout_set_width(layout.get(), width * PANGO_SCALE);
  pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  int height = 0;
  for (double pixels = size * format.height; pixels > 4; pixels *= 0.85) {
    pango_font_description_set_absolute_size(font.get(), pixels * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_get_pixel_size(layout.get(), nullptr, &height);
    if (height < static_cast<int>(format.height) * 2 / 5) break;
  }
  cairo_move_to(context, (format.width - static_cast<unsigned>(width)) / 2.0, middle * format.height - height / 2.0);
  pango_cairo_show_layout(context, layout.get());
}

BufferPtr grey(const PictureFormat& format, const cairo_surface_t* alpha) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format.width, format.height);
  BufferPtr picture(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr));
  GstMapInfo map;
  gst_buffer_map(picture.get(), &map, GST_MAP_WRITE);
  const auto luma_bytes = GST_VIDEO_INFO_PLANE_OFFSET(&info, 1);
  std::memset(map.data, kDark, luma_bytes);
  std::memset(map.data + luma_bytes, kNeutral, map.size - luma_bytes);
  if (alpha != nullptr) {
    auto* surface = const_cast<cairo_surface_t*>(alpha);
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
    const unsigned char* from = cairo_image_surface_get_data(surface);
    const auto to_stride = static_cast<std::size_t>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0));
    for (std::size_t y = 0; y < format.height; ++y) {
      const auto blend = [](unsigned char a) { return static_cast<guint8>(kDark + a * (kBright - kDark) / 255); };
      std::transform(from + y * stride, from + y * stride + format.width, map.data + y * to_stride, blend);
    }
  }
  gst_buffer_unmap(picture.get(), &map);
  return picture;
}

}  // namespace

BufferPtr darkPicture(const PictureFormat& format) { return grey(format, nullptr); }

Result<BufferPtr> drawSlate(const PictureFormat& format, const std::string& site_name) {
  const Owned<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_A8, static_cast<int>(format.width), static_cast<int>(format.height)));
  const Owned<cairo_t> context(cairo_create(surface.get()));
  cairo_set_source_rgba(context.get(), 1, 1, 1, 1);
  drawLine(context.get(), format, site_name, 0.38, 0.12);
  drawLine(context.get(), format, kNoSignal, 0.66, 0.075);
  cairo_surface_flush(surface.get());
  if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) {
    return fail("slate", "not_drawn", cairo_status_to_string(cairo_status(context.get())));
  }
  return grey(format, surface.get());
}

}  // namespace diemcau::media
