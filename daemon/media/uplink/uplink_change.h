// SPDX-License-Identifier: Apache-2.0
// From one set of connections to the next without losing anything: another passphrase.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "contract/config.h"
#include "daemon/media/uplink/path_set.h"

namespace diemcau::media {

// Make before break (RFC 3209, 2.4.3, has it for routes). The next connections are made beside those that carry the
// stream. Its messages get numbers, if they have none, and when everything without one has left the receiver what is
// sent goes over the next connections; those before stay until they have brought what they were given. The centre puts
// both together by the numbers (message_number.h). While the next ones do not come to stand the stream goes on as it
// did. Of the sender's thread.
class UplinkChange {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Only what proves who we are may differ: one gateway puts together what it gets, two do not.
  [[nodiscard]] static bool isPossible(const UplinkConfig& from, const UplinkConfig& to);

  void begin(std::unique_ptr<PathSet> next, const PathSet& present, Time now);
  // The stream stays where it is.
  void cancel() { next_.reset(); }
  // Both ends of it are forgotten: there is nothing to go over from.
  void forget();

  [[nodiscard]] bool underway() const { return next_ || former_; }
  // Why the next connections do not stand.
  [[nodiscard]] std::optional<LinkFault> fault() const { return next_ ? next_->fault() : std::nullopt; }

  // Goes on with the next connections and with those before. True: the latter are gone.
  bool step(Time now, const RateLimits& limits);
  // Whether messages are to have numbers from now on; asked when all that was muxed is sent.
  [[nodiscard]] bool wantsNumbers(const PathSet& present) const { return next_ && !present.numbered(); }
  void numbered(PathSet& present, Time now);
  [[nodiscard]] bool isDue(const PathSet& present, Time now) const;
  // `present` becomes the next ones. True: the stream goes on; false: it had ended, and is to begin.
  [[nodiscard]] bool goOver(std::unique_ptr<PathSet>& present, Time now);
  // When step() is to be called although nobody woke.
  [[nodiscard]] Time due(Time now) const;

 private:
  std::unique_ptr<PathSet> next_;
  std::unique_ptr<PathSet> former_;
  Time over_at_{};       // not before
  Time let_go_after_{};  // of the former ones
  Time let_go_by_{};
};

}  // namespace diemcau::media
