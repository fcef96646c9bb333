// SPDX-License-Identifier: Apache-2.0
// One way to the centre: looked up, connected, watched, and connected again for ever.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contract/config.h"
#include "contract/media_status.h"
#include "daemon/base/clock.h"
#include "daemon/media/uplink/backoff.h"
#include "daemon/media/uplink/line_use.h"
#include "daemon/media/uplink/rate_control.h"
#include "daemon/media/uplink/resolver.h"
#include "daemon/media/uplink/srt_link.h"
#include "daemon/media/uplink/uplink_report.h"

namespace diemcau::media {

// Of the sender's thread, which calls step() again and again, and look() while connected.
class UplinkPath {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Event { None, Changed, Connected, Lost };

  // `wake` is called on other threads when step() has something to do.
  UplinkPath(const UplinkTarget& target, const base::Clock& clock, Time now, std::function<void()> wake);

  // Before the first step: what was learned of this way on another connection to the same place.
  void learnFrom(const UplinkPath& before);
  // The stream comes over from that connection: what it carried is where this one begins.
  void takeRateFrom(const UplinkPath& before);

  // Goes on with looking up, connecting, being connected.
  Event step(Time now);
  // When step() is to be called although nobody woke.
  [[nodiscard]] Time due(Time now) const;
  [[nodiscard]] const UplinkTarget& target() const { return target_; }
  [[nodiscard]] bool connected() const { return connected_at_.has_value(); }
  // Why it is not; of the last try.
  [[nodiscard]] const std::optional<LinkFault>& fault() const { return fault_; }

  // Counters and what follows from them. Beside: what else of ours goes this way, which the rate has to be shared with;
  // the rate is of both together. Idle: the stream goes another way, and what comes back is asked for.
  // A connection begins with what the one before carried before it was about to break.
  void look(Time now, RateLimits limits, const LineBytes& beside, bool idle);
  // One message, while connected.
  [[nodiscard]] SrtLink::Sent send(std::span<const std::uint8_t> message);
  [[nodiscard]] double kbps() const { return rate_ ? rate_->target() : 0; }
  // The limits' most, when it was looked at last.
  [[nodiscard]] bool carriesAll() const { return carries_all_; }
  // Too much is unacknowledged: sound alone is to be given.
  [[nodiscard]] bool held() const { return held_; }
  // Nothing comes back for what was sent: three round trips, and at least 60 ms.
  [[nodiscard]] bool stalled() const;
  // Its receiver takes messages with numbers twice.
  [[nodiscard]] bool takesTwice() const { return link_ && link_->takesTwice(); }
  // What its receiver lacks for good, of what goes this way (residual_loss.h). 0 while there is a queue: what it has no
  // room for is not to be made more.
  [[nodiscard]] double residualLoss() const;
  // Of this connection; of the last one while there is none.
  [[nodiscard]] std::uint64_t givenBytes() const { return stats_.bytes_given; }
  [[nodiscard]] std::uint64_t deliveredBytes() const { return stats_.bytes_delivered; }
  // As if there were no other path.
  void describe(UplinkStatus& status) const;
  [[nodiscard]] UplinkPathStatus status() const;
  [[nodiscard]] std::uint32_t connects() const { return connects_; }
  [[nodiscard]] std::uint32_t latencyMs() const { return latency_ms_; }
  // How long the receiver holds back what arrives; agreed upon with the connection.
  [[nodiscard]] std::uint32_t delayMs() const { return negotiated_ms_; }

 private:
  Event connectStep(Time now);
  [[nodiscard]] bool lookUp(Time now);
  Event lose(Time now, const LinkFault& found);
  void leave(Time retry_at);
  void begin(Time now);
  void settleLatency(Time now);

  const UplinkTarget target_;
  const base::Clock& clock_;
  const std::function<void()> wake_;
  UplinkState state_ = UplinkState::Waiting;
  std::optional<LinkFault> fault_;
  std::optional<Lookup> lookup_;
  std::optional<Time> asked_at_;      // for the address; until it is tried
  std::optional<LinkFault> unknown_;  // the name could not be resolved when it was asked for last
  std::vector<Address> addresses_;    // found last
  std::size_t next_address_ = 0;
  std::unique_ptr<SrtLink> link_;
  Backoff backoff_;
  Time retry_at_;
  std::optional<Time> connected_at_;
  std::optional<base::WallTime> connected_since_;
  std::uint32_t connects_ = 0;
  std::uint32_t negotiated_ms_ = 0;
  std::uint32_t latency_ms_;               // to be asked for
  std::optional<double> shortest_rtt_ms_;  // of this connection
  bool settled_ = false;                   // the latency is what the line needs
  bool to_settle_ = false;                 // another connection is to have another latency

  LinkStats stats_;
  LinkMeter meter_;
  Time metered_at_{};
  Time probed_at_{};
  std::optional<RateControl> rate_;     // of this connection
  std::optional<double> carried_kbps_;  // when acknowledgements came last; nothing: all that was planned
  bool carries_all_ = false;
  bool held_ = false;
};

}  // namespace diemcau::media
