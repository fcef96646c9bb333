// SPDX-License-Identifier: Apache-2.0
// Decoded, then scaled by Cairo or drawn by librsvg.
#include "maket/picture_drawing.h"

#include <gio/gio.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "maket/jpeg.h"
#include "maket/picture_file.h"
#include "maket/png.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "picture";
constexpr std::chrono::seconds kLongestDrawing{3};

// Cancels what has not ended in time.
class TimeLimit {
 public:
  explicit TimeLimit(GCancellable* work) : work_(work), thread_([this] { wait(); }) {}
  ~TimeLimit() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  void wait() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kLongestDrawing, [this] { return ended_; })) g_cancellable_cancel(work_);
  }

  GCancellable* work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;
};

// Where a picture of this size goes.
Box placed(double width, double height, const Box& box, Fit fit) {
  const double across = box.width / width;
  const double down = box.height / height;
  const double scale = fit == Fit::Covering ? std::max(across, down) : std::min(across, down);
  return {box.x + (box.width - width * scale) / 2, box.y + (box.height - height * scale) / 2, width * scale,
          height * scale};
}

void clipTo(cairo_t* drawing, const Box& box) {
  cairo_rectangle(drawing, box.x, box.y, box.width, box.height);
  cairo_clip(drawing);
}

void paint(cairo_t* drawing, Picture& picture, cairo_format_t format, const Box& box, Fit fit) {
  const Surface surface(
      cairo_image_surface_create_for_data(picture.pixels.data(), format, static_cast<int>(picture.size.width),
                                          static_cast<int>(picture.size.height), static_cast<int>(picture.stride())));
  const Box place = placed(picture.size.width, picture.size.height, box, fit);
  cairo_save(drawing);
  clipTo(drawing, box);
  cairo_translate(drawing, place.x, place.y);
  cairo_scale(drawing, place.width / picture.size.width, place.height / picture.size.height);
  cairo_set_source_surface(drawing, surface.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(drawing), CAIRO_FILTER_GOOD);
  // Edges are not mixed with the nothing around them.
  if (fit == Fit::Covering) cairo_pattern_set_extend(cairo_get_source(drawing), CAIRO_EXTEND_PAD);
  cairo_paint(drawing);
  cairo_restore(drawing);
}

std::unexpected<Error> svgError(GError* error) {
  const GlibError owner(error);
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return fail(kDomain, "too_slow", "SVG");
  return fail(kDomain, "malformed", std::string("SVG: ") + (error != nullptr ? error->message : ""));
}

// The picture's own proportions; those of the box where it has none.
Box svgPlace(RsvgHandle* handle, const Box& box, Fit fit) {
  double width = 0;
  double height = 0;
  if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height)) {
    gboolean has_width = FALSE;
    gboolean has_height = FALSE;
    gboolean has_box = FALSE;
    RsvgLength length{};
    RsvgRectangle own{};
    rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &length, &has_height, &length, &has_box, &own);
    if (has_box) {
      width = own.width;
      height = own.height;
    }
  }
  return width > 0 && height > 0 ? placed(width, height, box, fit) : box;
}

Result<void> drawSvg(cairo_t* drawing, std::string_view svg, const Box& box, Fit fit) {
  GError* error = nullptr;
  // Without a base address librsvg resolves no reference but data: ones.
  const Object<RsvgHandle> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (handle == nullptr) return svgError(error);
  const Box place = svgPlace(handle.get(), box, fit);
  const RsvgRectangle viewport{place.x, place.y, place.width, place.height};
  const Object<GCancellable> work(g_cancellable_new());
  rsvg_handle_set_cancellable_for_rendering(handle.get(), work.get());
  const TimeLimit limit(work.get());
  cairo_save(drawing);
  clipTo(drawing, box);
  const bool drawn = rsvg_handle_render_document(handle.get(), drawing, &viewport, &error);
  cairo_restore(drawing);
  if (!drawn) return svgError(error);
  return {};
}

}  // namespace

Result<void> drawPicture(cairo_t* drawing, std::string_view file, const Box& box, Fit fit) {
  const auto found = inspectPicture(file);
  if (!found) return std::unexpected(found.error());
  if (found->kind == PictureKind::Svg) return drawSvg(drawing, file, box, fit);
  const bool png = found->kind == PictureKind::Png;
  auto picture = png ? decodePngWithAlpha(file, found->size) : decodeJpeg(file, kMaxPixels);
  if (!picture) return fail(kDomain, "malformed", picture.error().context);
  paint(drawing, *picture, png ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, box, fit);
  return {};
}

}  // namespace diemcau::maket
