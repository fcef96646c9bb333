// SPDX-License-Identifier: Apache-2.0
// SRT stream ids.
#include "contract/stream_id.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace diemcau {
namespace {

constexpr std::string_view kPrefix = "#!::";
constexpr std::string_view kSmall = "/thumb";
constexpr std::size_t kMaxBytes = 512;  // SRT's own limit

bool isPlain(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '/' || c == '-';
  });
}

// Written in one way only, so that what is read can be written again.
std::optional<std::uint64_t> keyFrom(std::string_view value) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || value.front() == '0') return std::nullopt;
  return number;
}

}  // namespace

bool isRun(std::string_view text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<StreamId> parseStreamId(std::string_view text) {
  const auto malformed = [](std::string why) { return fail("stream_id", "malformed", std::move(why)); };
  if (text.size() > kMaxBytes) return malformed("longer than 512 bytes");
  if (!text.starts_with(kPrefix)) return malformed("does not begin with #!::");
  text.remove_prefix(kPrefix.size());

  StreamId id;
  std::string seen;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view pair = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return malformed("a pair without key or '='");
    const std::string_view key = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (key == "s" && isRun(value)) id.run = value;
    if (key != "r" && key != "u" && key != "m" && key != "path" && key != "key") continue;
    if (seen.contains(key.front())) return malformed("a key stands twice");
    seen += key.front();
    if (!isPlain(value)) return malformed("a value with other characters than letters, digits and ._/-");
    if (key == "r") {
      id.picture = value.ends_with(kSmall) ? StreamPicture::Small : StreamPicture::Whole;
      id.resource = value.substr(0, value.size() - (id.picture == StreamPicture::Small ? kSmall.size() : 0));
    }
    if (key == "u") id.user = value;
    if (key == "path") {
      if (value.size() != 1 || value[0] < '1' || value[0] > '9') return malformed("a path that is not 1 to 9");
      id.path = static_cast<std::uint32_t>(value[0] - '0');
    }
    if (key == "key") {
      const auto number = keyFrom(value);
      if (!number) return malformed("a key that is no number from 1");
      id.key = *number;
    }
    if (key == "m") {
      if (value != "publish" && value != "request") return fail("stream_id", "mode_unknown", std::string(value));
      id.mode = value == "publish" ? StreamMode::Publish : StreamMode::Request;
    }
  }
  if (id.resource.empty()) return malformed("no resource (r)");
  // A mode that was left out is written: what is taken must be something that can be said again.
  if (writeStreamId(id).size() > kMaxBytes) return malformed("longer than 512 bytes with its mode");
  return id;
}

std::string writeStreamId(const StreamId& id) {
  std::string text{kPrefix};
  text.append("r=").append(id.resource);
  if (id.picture == StreamPicture::Small) text.append(kSmall);
  text.append(",m=");
  text.append(id.mode == StreamMode::Publish ? "publish" : "request");
  if (!id.user.empty()) text.append(",u=").append(id.user);
  if (!id.run.empty()) text.append(",s=").append(id.run);
  if (id.path != 1) text.append(",path=").append(std::to_string(id.path));
  if (id.key != 0) text.append(",key=").append(std::to_string(id.key));
  return text;
}

}  // namespace diemcau
