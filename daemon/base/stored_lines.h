// SPDX-License-Identifier: Apache-2.0
// Reading what we have stored as lines: text that may be damaged.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace diemcau::base {

// Takes what stands before `end` off the front, and the end with it. Nothing: it does not stand there.
[[nodiscard]] inline std::optional<std::string_view> takeUntil(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + 1);
  return taken;
}

// The whole of it is a decimal number.
template <class Number>
[[nodiscard]] std::optional<Number> numberFrom(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  Number number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

}  // namespace diemcau::base
