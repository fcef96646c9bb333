// SPDX-License-Identifier: Apache-2.0
// QR codes by libqrencode.
#include "maket/qr_code.h"

#include <qrencode.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "maket/handles.h"

namespace diemcau::maket {
namespace {

using Code = std::unique_ptr<QRcode, Release<QRcode_free>>;

constexpr int kQuietModules = 4;  // on each side (ISO/IEC 18004)

bool isDark(unsigned char module) { return (module & 1) != 0; }

}  // namespace

bool drawQrCode(cairo_t* drawing, const Slot& slot, Size picture, const std::string& text) {
  const Code code(QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
  if (!code) return false;
  const double width = slot.width * picture.width;
  const double height = slot.height * picture.height;
  const int modules = code->width + 2 * kQuietModules;
  const int module = static_cast<int>(std::min(width, height)) / modules;
  if (module < 1) return false;
  const double left = std::round(slot.x * picture.width + (width - module * modules) / 2);
  const double top = std::round(slot.y * picture.height + (height - module * modules) / 2);

  cairo_set_antialias(drawing, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb(drawing, 1, 1, 1);
  cairo_rectangle(drawing, left, top, module * modules, module * modules);
  cairo_fill(drawing);
  const Colour& dark = slot.style.fill.front();
  cairo_set_source_rgb(drawing, dark.red, dark.green, dark.blue);
  for (int at = 0; at < code->width * code->width; ++at) {
    if (!isDark(code->data[at])) continue;
    const int column = at % code->width + kQuietModules;
    const int row = at / code->width + kQuietModules;
    cairo_rectangle(drawing, left + column * module, top + row * module, module, module);
  }
  cairo_fill(drawing);
  cairo_set_antialias(drawing, CAIRO_ANTIALIAS_DEFAULT);
  return true;
}

}  // namespace diemcau::maket
