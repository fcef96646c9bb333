// SPDX-License-Identifier: Apache-2.0
// SRT stream ids in the syntax of the SRT Access Control guideline: "#!::r=79,m=publish,u=box-1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau {

enum class StreamMode { Publish, Request };

// A site has two streams. Small: "r=79/thumb", a picture of 320x180 without sound, for walls and lists.
enum class StreamPicture { Whole, Small };

struct StreamId {
  std::string resource;                          // r: the site's code, without what says which picture
  std::string user;                              // u: the endpoint's id, or the operator's name; may be empty
  StreamMode mode = StreamMode::Request;         // m: "publish" or "request" (the guideline's default)
  std::string run{};                             // s: the life of the media process that publishes; may be empty
  std::uint32_t path = 1;                        // path, a key of ours: which of the publisher's ways this is, 1 to 9
  StreamPicture picture = StreamPicture::Whole;  // r: its end
  std::uint64_t key = 0;                         // key, of ours too: which of the publisher's passphrases; 0: its first

  friend bool operator==(const StreamId&, const StreamId&) = default;
};

// 16 lower-case hexadecimal digits: good for a name of a file too.
[[nodiscard]] bool isRun(std::string_view text);

// SRT carries at most 512 bytes; a mode that is left out counts as if it were written. Keys other than r,
// u, m, path, key are ignored, as the guideline asks, and so is an s that is no run; values are limited to
// [A-Za-z0-9._/-].
// Errors: stream_id.malformed, stream_id.mode_unknown.
[[nodiscard]] Result<StreamId> parseStreamId(std::string_view text);
[[nodiscard]] std::string writeStreamId(const StreamId& id);

}  // namespace diemcau
