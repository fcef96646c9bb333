// SPDX-License-Identifier: Apache-2.0
// What a link is like, as one line of text says it: for the simulation, the relay and its program.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "contract/result.h"

namespace diemcau::test {

// A value that changes with time.
class Profile {
 public:
  // From a time on, or reached at it in a straight line from the point before.
  struct Point {
    double at_s = 0;
    double value = 0;
    bool ramp = false;
  };
  // The same all the time.
  Profile(double value = 0) : points_{{.value = value}} {}
  // At least one; times in order. With a period it begins again each so many seconds.
  explicit Profile(std::vector<Point> points, double period_s = 0) : points_(std::move(points)), period_s_(period_s) {}

  [[nodiscard]] double at(double seconds) const;

 private:
  std::vector<Point> points_;
  double period_s_ = 0;
};

// One direction. What is taken off the link by its policer or a full queue has not passed; what is lost, late or
// doubled has.
struct LinkShape {
  Profile kbps = 0;               // with 28 bytes of headers a packet; 0: as fast as it goes
  double queue_bytes = 100'000;   // what comes to a full queue is lost
  Profile delay_ms = 0;           // beside the queue
  double jitter_ms = 0;           // more than that, at most, in the order of sending
  Profile loss_percent = 0;       // of packets, each by itself
  double burst_ms = 0;            // mean length of times in which all is lost (Gilbert-Elliott, in time), and
  double burst_percent = 0;       // the share of time that they have
  double reorder_percent = 0;     // of packets: they come later by
  double reorder_ms = 0;          // so much, behind those that were sent after them
  double duplicate_percent = 0;   // of packets
  double policer_kbps = 0;        // what exceeds it is lost without a queue; 0: none
  double policer_bytes = 15'000;  // that may exceed it at once
};

// There is the way from the sender to the receiver.
struct LinkSpec {
  LinkShape there;
  LinkShape back;
  double download_from_s = -1;  // from when to when a download shares the queue; in the simulation only
  double download_to_s = -1;
};

// Words with a space between them, each at most once; milliseconds, percent, bytes, kb/s:
//   kbps=PROFILE queue=BYTES delay=PROFILE jitter=MS loss=PROFILE burst=MS:PERCENT reorder=PERCENT:MS
//   duplicate=PERCENT policer=KBPS:BYTES download=FROM:TO
// and, of the way back, back.kbps= and so on; without back.delay it is as long as the way there.
// PROFILE is a value, then times and values, with ":" for a step and "~" for a straight line from the value before;
// and a period: "6000,15:1000,25:6000", "4000,8~1500/8". "@FILE" in front of a period takes the text of a file in
// `directory`, in which lines stand for commas.
[[nodiscard]] Result<LinkSpec> parseLink(std::string_view text, const std::filesystem::path& directory);

// The words of a text.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, std::string_view separators);

}  // namespace diemcau::test
