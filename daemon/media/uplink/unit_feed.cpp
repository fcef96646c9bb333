// SPDX-License-Identifier: Apache-2.0
// Sound first, then a piece of the picture, and again.
#include "daemon/media/uplink/unit_feed.h"

#include <algorithm>
#include <utility>

#include "contract/message_number.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kLaterWait = 5ms;
constexpr auto kLeastWait = 1ms;
constexpr auto kPictureLook = 50ms;

}  // namespace

UnitFeed::UnitFeed(UnitQueue& queue, Send send) : queue_(queue), send_(std::move(send)) {}

void UnitFeed::begin(const TsMuxer& muxer) {
  end();
  muxer_ = muxer;
  pace_ = {};
}

void UnitFeed::end() {
  ahead_.clear();
  ahead_given_ = 0;
  picture_.clear();
  picture_given_ = 0;
}

std::uint32_t UnitFeed::give(Time now, bool held, bool twice) {
  held_ = held;
  std::uint32_t whole = 0;
  for (;;) {
    if (!giveAhead(now, twice)) return whole;
    if (!picture_.empty()) {
      // Sound does not wait for the rest of a picture.
      if (queue_.pop(unit_, UnitKind::Sound)) {
        mux();
      } else if (held || !givePicture(now)) {
        return whole;
      } else if (picture_.empty()) {
        ++whole;
      }
    } else if (held ? queue_.pop(unit_, UnitKind::Sound) : queue_.pop(unit_)) {
      mux();
    } else {
      return whole;
    }
  }
}

// Whether all of it is given.
bool UnitFeed::giveAhead(Time now, bool twice) {
  while (ahead_given_ < ahead_.size()) {
    const std::size_t before = ahead_given_;
    if (!giveMessage(ahead_, ahead_given_, Lane::Ahead, now)) return false;
    pace_.count((ahead_given_ - before) * (twice ? 2 : 1), now);
  }
  ahead_.clear();
  ahead_given_ = 0;
  return true;
}

// One message of it; whether another one may follow.
bool UnitFeed::givePicture(Time now) {
  if (!pace_.isDue(now)) return false;
  const std::size_t before = picture_given_;
  if (!giveMessage(picture_, picture_given_, Lane::Pictures, now)) {
    pace_.wait(now + kLaterWait);
    return false;
  }
  pace_.count(picture_given_ - before, now);
  if (picture_given_ < picture_.size()) return true;
  picture_.clear();
  picture_given_ = 0;
  return true;
}

bool UnitFeed::giveMessage(TsMuxer::Out& packets, std::size_t& given, Lane lane, Time now) {
  const auto message = std::span(packets).subspan(given, std::min(kMessageBytes, packets.size() - given));
  if (!send_(message, lane, now)) return false;
  given += message.size();
  return true;
}

std::optional<UnitFeed::Time> UnitFeed::due(Time now) const {
  if (!ahead_.empty()) return now + kLaterWait;
  if (picture_.empty() || held_) return std::nullopt;
  return std::clamp<Time>(pace_.due(), now + kLeastWait, now + kPictureLook);
}

}  // namespace diemcau::media
