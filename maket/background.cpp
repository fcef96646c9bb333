// SPDX-License-Identifier: Apache-2.0
// The background by librsvg.
#include "maket/background.h"

#include <librsvg/rsvg.h>

namespace diemcau::maket {
namespace {

std::unexpected<Error> invalid(GError* error) {
  const GlibError owner(error);
  return fail("maket", "background_invalid", error != nullptr ? error->message : "");
}

}  // namespace

Result<void> drawBackground(cairo_t* drawing, const std::string& svg, Size size) {
  GError* error = nullptr;
  // Without a base address librsvg resolves no reference but data: ones.
  const Object<RsvgHandle> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (handle == nullptr) return invalid(error);
  const RsvgRectangle viewport{0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
  if (!rsvg_handle_render_document(handle.get(), drawing, &viewport, &error)) return invalid(error);
  return {};
}

}  // namespace diemcau::maket
