// SPDX-License-Identifier: Apache-2.0
// The rules over GLib's reader of simple XML.
#include "maket/svg_rules.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <format>
#include <memory>
#include <string>

#include "contract/text.h"
#include "maket/handles.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "picture";
constexpr std::size_t kMaxElements = 100'000;
constexpr std::size_t kMaxDepth = 128;
constexpr std::size_t kMaxMessage = 200;
constexpr std::string_view kSpaces = " \t\r\n";
// Elements that bring a picture, a page or a program with them.
constexpr std::array<std::string_view, 4> kForeign{"image", "feImage", "foreignObject", "script"};

struct Reading {
  std::size_t elements = 0;
  std::size_t depth = 0;
  bool other_document = false;
};

using Context = std::unique_ptr<GMarkupParseContext, Release<g_markup_parse_context_unref>>;

std::string_view localName(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return text;
}

// Some editors begin UTF-8 with a byte order mark.
std::string_view withoutMark(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  return bytes;
}

void refuse(GError** error, const std::string& why) {
  g_set_error_literal(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, why.substr(0, kMaxMessage).c_str());
}

// Each "url(" of a style leads to a place in the document itself.
bool staysInside(std::string_view style) {
  constexpr std::string_view kUrl = "url(";
  for (auto at = style.find(kUrl); at != style.npos; at = style.find(kUrl, at + 1)) {
    std::string_view target = trimmed(style.substr(at + kUrl.size()));
    if (target.starts_with('"') || target.starts_with('\'')) target.remove_prefix(1);
    if (!target.starts_with('#')) return false;
  }
  return style.find("@import") == style.npos;
}

void onElement(GMarkupParseContext*, const gchar* name, const gchar** names, const gchar** values, gpointer data,
               GError** error) noexcept {
  auto& reading = *static_cast<Reading*>(data);
  const std::string_view element = localName(name);
  if (reading.elements == 0 && element != "svg") {
    reading.other_document = true;
    return refuse(error, name);
  }
  if (++reading.elements > kMaxElements) return refuse(error, "too many elements");
  if (++reading.depth > kMaxDepth) return refuse(error, "nested too deeply");
  if (std::ranges::contains(kForeign, element)) return refuse(error, std::format("<{}>", element));
  for (; *names != nullptr; ++names, ++values) {
    const std::string_view value = *values;
    const bool link = localName(*names) == "href" && !trimmed(value).starts_with('#');
    if (link || !staysInside(value)) return refuse(error, std::format("{}=\"{}\"", *names, value));
  }
}

void onElementEnd(GMarkupParseContext*, const gchar*, gpointer data, GError**) noexcept {
  --static_cast<Reading*>(data)->depth;
}

void onText(GMarkupParseContext*, const gchar* text, gsize size, gpointer, GError** error) noexcept {
  if (!staysInside({text, size})) refuse(error, "a style that loads something");
}

// Comments, instructions, the document type and CDATA, as they stand there.
void onOther(GMarkupParseContext* context, const gchar* text, gsize size, gpointer data, GError** error) noexcept {
  const std::string_view other(text, size);
  if (other.starts_with("<!--") || other.starts_with("<?xml ")) return;
  if (other.starts_with("<![CDATA[")) return onText(context, text, size, data, error);
  // Without a part of its own a document type has nothing to say: what it names is not loaded.
  if (other.starts_with("<!DOCTYPE") && other.find('[') == other.npos) return;
  refuse(error, other.starts_with("<!DOCTYPE") ? "entities of its own" : std::string(other));
}

constexpr GMarkupParser kParser{onElement, onElementEnd, onText, onOther, nullptr};

}  // namespace

bool looksLikeXml(std::string_view bytes) { return trimmed(withoutMark(bytes)).starts_with('<'); }

Result<void> checkSvg(std::string_view svg) {
  svg = withoutMark(svg);
  Reading reading;
  const Context context(g_markup_parse_context_new(&kParser, G_MARKUP_DEFAULT_FLAGS, &reading, nullptr));
  GError* error = nullptr;
  const bool read = g_markup_parse_context_parse(context.get(), svg.data(), static_cast<gssize>(svg.size()), &error) &&
                    g_markup_parse_context_end_parse(context.get(), &error);
  const GlibError owner(error);
  if (read) return {};
  // What it quotes is the file's.
  const std::string message = fitText(error->message, kMaxMessage);
  if (reading.other_document) return fail(kDomain, "unknown", std::format("<{}>", message));
  const bool refused = g_error_matches(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT);
  return fail(kDomain, refused ? "svg_refused" : "malformed", message);
}

}  // namespace diemcau::maket
