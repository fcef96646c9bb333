// SPDX-License-Identifier: Apache-2.0
// Whom the gateway did not let in, and why: kept until somebody asks, within bounds whoever calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/stream_id.h"

namespace diemcau::centre {

enum class StreamRefusal {
  StreamIdMalformed,
  ModeUnknown,
  SiteUnknown,         // no endpoint may publish for it
  WatchingForbidden,   // there is no passphrase for it
  EndpointWrong,       // not one of this site
  PassphraseOutdated,  // it names one that does not count, or not any more
  PassphraseUnusable,  // libsrt does not take ours
  PassphraseWrong,     // another one, none, or it left in that moment: libsrt does not tell which
  TooManyWatch,
};
// "stream_id_malformed" and so on (docs/contract/http.md).
[[nodiscard]] std::string_view nameOf(StreamRefusal why);

struct RefusedCaller {
  StreamRefusal why = StreamRefusal::StreamIdMalformed;
  std::string address;  // without the port
  StreamId claims{};    // what it says that it is; nothing of that is proven. Of a malformed stream id: nothing
  std::uint64_t times = 1;
};

struct RefusedBatch {
  std::vector<RefusedCaller> callers;  // one of each kind, in the order in which they came first
  std::uint64_t more = 0;              // that found no room
};

inline constexpr std::size_t kMostRefused = 256;
inline constexpr std::size_t kMostRefusedOfAddress = 16;  // so that one address leaves room for the others

// Thread-bound; its owner's lock guards it.
class RefusedCallers {
 public:
  // Callers that differ in nothing that a person would ask for are counted as one.
  void add(RefusedCaller caller);
  // All since the last time.
  [[nodiscard]] RefusedBatch take();

 private:
  RefusedBatch batch_;
};

}  // namespace diemcau::centre
