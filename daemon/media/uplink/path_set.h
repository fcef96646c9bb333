// SPDX-License-Identifier: Apache-2.0
// The ways to the centre together: which carries the stream, and what that means for a message.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>

#include "contract/config.h"
#include "daemon/media/uplink/line_use.h"
#include "daemon/media/uplink/path_choice.h"
#include "daemon/media/uplink/sent_messages.h"
#include "daemon/media/uplink/ts_muxer.h"
#include "daemon/media/uplink/uplink_path.h"
#include "daemon/media/uplink/uplink_report.h"

namespace diemcau::media {

// One path, or a primary and a backup. With a backup messages are numbered (contract/message_number.h), so that the
// centre makes one stream of what comes over both:
// - failover: when the backup takes over, what the primary has not delivered goes over it first. Nothing is missing.
// - both: each message goes over both; sound always, pictures where they are not held back.
// Without one they get numbers on the way, by number().
// Of the sender's thread.
class PathSet {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // What step() saw. Begun: a stream may begin. TakenOver: it goes on over another path. Ended: no path carries it.
  enum class Event { None, Changed, Begun, TakenOver, Ended };

  PathSet(const UplinkConfig& config, const base::Clock& clock, Time now, const std::function<void()>& wake);

  // What is sent from now on has numbers, if it had none.
  void number();

  // Going over to other connections to the same places, without a gap (uplink_change.h). The next ones are made beside
  // these: learnFrom(), before their first step. Where messages have no numbers they get them now.
  // takeStreamFrom() when both carry: what is sent from then on goes over the next ones, and is numbered on.
  void learnFrom(const PathSet& before);
  void takeStreamFrom(const PathSet& before);
  // After that: whether the receiver still lacks something of what was given. Looks at the counters.
  [[nodiscard]] bool isBringing(Time now, const RateLimits& limits);
  // The longest time for which a receiver holds back what arrived.
  [[nodiscard]] std::chrono::milliseconds receiversDelay() const;

  // Connects, looks at the counters, chooses.
  // `beside`: what else of ours goes over the primary.
  Event step(Time now, const RateLimits& limits, const LineBytes& beside);
  // When step() is to be called although nobody woke.
  [[nodiscard]] Time due(Time now) const;

  [[nodiscard]] bool carries() const { return carrier_ != nullptr; }
  [[nodiscard]] bool numbered() const { return numbered_; }
  // What pictures and sound together may be: what the better one of the paths in use carries.
  [[nodiscard]] double kbps() const;
  // Whether the primary carries all that is planned; nothing: the stream does not go over it.
  [[nodiscard]] std::optional<bool> primaryCarriesAll() const;
  // Of its connection; of the last one while there is none.
  [[nodiscard]] LineBytes primaryBytes() const { return {primary_->givenBytes(), primary_->deliveredBytes()}; }
  // Pictures are to wait.
  [[nodiscard]] bool held() const;
  // How long a picture may wait.
  [[nodiscard]] std::chrono::milliseconds latency() const;
  // Taken by one path at least; Ended: all have ended. Writes its number.
  [[nodiscard]] SrtLink::Sent send(std::span<std::uint8_t> message, Lane lane, Time now);
  // Whether all receivers take messages with numbers twice.
  [[nodiscard]] bool takesTwice() const;
  // What is not a picture is sent a second time, ten milliseconds later or before the next message: the receiver waits
  // for nothing that a path has gone past. Only where messages have numbers.
  void sendSoundTwice(bool twice) { twice_ = twice; }
  [[nodiscard]] bool sendsSoundTwice() const { return twice_; }

  // Why nothing carries the stream, or why not yet.
  [[nodiscard]] std::optional<LinkFault> fault() const { return carries() ? std::nullopt : primary_->fault(); }
  // All of the report but its counts of frames and the rate.
  void describe(UplinkReport& report) const;

 private:
  void look(Time now, const RateLimits& limits, const LineBytes& beside);
  Event choose(Time now);
  void sendCopy();
  void takeOver(UplinkPath& from, UplinkPath& to);
  [[nodiscard]] bool isUsed(const UplinkPath& path) const;
  // On all paths that are used.
  [[nodiscard]] double residualLoss() const;
  template <class Visit>
  void eachUsed(Visit visit) const;

  const UplinkPaths use_;
  std::unique_ptr<UplinkPath> primary_;
  std::unique_ptr<UplinkPath> backup_;  // may be none
  PathChoice choice_;
  UplinkPath* carrier_ = nullptr;
  std::optional<SentMessages> sent_;
  bool numbered_;
  MessageNumber number_;
  Time looked_at_{};
  bool twice_ = false;
  std::array<std::uint8_t, kMessageBytes> copy_{};
  std::size_t copy_bytes_ = 0;  // 0: nothing is to be sent again
  Time copy_due_{};
};

}  // namespace diemcau::media
