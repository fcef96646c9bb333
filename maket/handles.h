// SPDX-License-Identifier: Apache-2.0
// Owners for the C objects of Cairo, Pango, GLib and Fontconfig.
#pragma once

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <glib-object.h>
#include <pango/pango.h>

#include <memory>

namespace diemcau::maket {

// Calls one C function to let go of what a pointer owns.
template <auto release>
struct Release {
  template <class T>
  void operator()(T* pointer) const {
    release(pointer);
  }
};

template <class T>
using Object = std::unique_ptr<T, Release<g_object_unref>>;

using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;
using Drawing = std::unique_ptr<cairo_t, Release<cairo_destroy>>;
using Pattern = std::unique_ptr<cairo_pattern_t, Release<cairo_pattern_destroy>>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Release<cairo_font_options_destroy>>;
using FontDescription = std::unique_ptr<PangoFontDescription, Release<pango_font_description_free>>;
using FontMetrics = std::unique_ptr<PangoFontMetrics, Release<pango_font_metrics_unref>>;
using Attributes = std::unique_ptr<PangoAttrList, Release<pango_attr_list_unref>>;
using FontConfig = std::unique_ptr<FcConfig, Release<FcConfigDestroy>>;
using GlibError = std::unique_ptr<GError, Release<g_error_free>>;

}  // namespace diemcau::maket
