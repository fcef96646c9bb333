// SPDX-License-Identifier: Apache-2.0
// What of the waiting units is sent next: sound and tables at once, a picture piece by piece.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "daemon/media/uplink/picture_pace.h"
#include "daemon/media/uplink/ts_muxer.h"
#include "daemon/media/uplink/unit_queue.h"

namespace diemcau::media {

// Takes units from the queue and gives messages. A unit that is begun is given whole, each message once and in order,
// however long that takes and over whichever connection: only the end of the stream cuts it. Sound passes pictures.
// No clock and no socket of its own. Thread-bound, but for the queue.
class UnitFeed {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Whether the message is taken; it is offered again if not. May write its number into it.
  using Send = std::function<bool(std::span<std::uint8_t> message, Lane lane, Time now)>;

  // The queue outlives it.
  UnitFeed(UnitQueue& queue, Send send);

  // A stream begins: what is left of the one before is forgotten, and nothing is known of the line.
  void begin(const TsMuxer& muxer);
  void end();
  // TsMuxer's; between units only.
  void number() { muxer_.number(); }
  // All that was begun is given.
  [[nodiscard]] bool isBetweenUnits() const { return ahead_.empty() && picture_.empty(); }

  // The line is full, and carries so much of picture and sound together; or it carries all that is planned.
  void followFull(double carries_kbps, bool stills) { pace_.follow(carries_kbps, stills); }
  void followAll() { pace_.stop(); }
  // Gives what is due. Held: sound alone. Twice: how sound is sent, and counts. Returns how many pictures became whole.
  [[nodiscard]] std::uint32_t give(Time now, bool held, bool twice);
  // When there is something to give though nothing has come; nothing: not before it is held no more, or never.
  [[nodiscard]] std::optional<Time> due(Time now) const;

 private:
  void mux() { muxer_.mux(unit_.view(), ahead_, picture_); }
  bool giveAhead(Time now, bool twice);
  bool givePicture(Time now);
  bool giveMessage(TsMuxer::Out& packets, std::size_t& given, Lane lane, Time now);

  UnitQueue& queue_;
  const Send send_;
  TsMuxer muxer_;
  PicturePace pace_;
  UnitQueue::Unit unit_;
  // What is muxed and still to be given, from *_given_ on: sound and tables, which pass pictures; one picture.
  TsMuxer::Out ahead_;
  std::size_t ahead_given_ = 0;
  TsMuxer::Out picture_;
  std::size_t picture_given_ = 0;
  bool held_ = false;
};

}  // namespace diemcau::media
