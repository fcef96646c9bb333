// SPDX-License-Identifier: Apache-2.0
// MPEG transport stream of one H.264 and one Opus stream, or of pictures alone, a whole access unit at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "contract/message_number.h"
#include "daemon/media/encode/encoded_unit.h"

namespace diemcau::media {

// Which of what comes out a message is of: sound and tables, or pictures.
enum class Lane { Ahead, Pictures };

// ISO/IEC 13818-1; Opus as in Xiph.Org's OpusTS (registration "Opus", control header before each packet).
// A unit's packets come out at once and completely, so that no end of a frame waits for the next one:
// GStreamer's mpegtsmux as an aggregator holds pictures up to 20 ms for the sound beside them. Because
// each link has a muxer of its own behind its queue, dropped units leave no gap in continuity counters.
// Thread-bound.
class TsMuxer {
 public:
  // Numbered: each message that is cut from the front of what comes out has the field of its number.
  enum class Messages { Plain, Numbered };

  // `channels` of the sound that is expected: what the tables say before its first unit. 0: there will be no sound.
  explicit TsMuxer(std::uint32_t channels = 1, Messages messages = Messages::Plain)
      : channels_(channels), numbered_(messages == Messages::Numbered) {}

  using Out = std::vector<std::uint8_t>;

  // From now on each message has its number. All that came out before has been sent.
  void number() { numbered_ = true; }

  // Appends whole TS packets: a picture's to `pictures`, everything else to `ahead`, which may pass pictures that still
  // wait, as long as each stays in order. Numbered, what was there before is to be sent first. Tables come before each
  // IDR picture, every 250 ms of timeline, and before the first sound of another number of channels; the clock
  // reference with the sound; without sound with each picture.
  void mux(const EncodedUnit& unit, Out& ahead, Out& pictures);

 private:
  struct Stream {
    std::uint16_t pid;
    std::uint8_t counter = 0;
  };

  void tables(std::chrono::nanoseconds pts, bool now, Out& out);
  void programMap(Out& out);
  void section(Stream& stream, std::span<const std::uint8_t> body, Out& out);
  void packets(Stream& stream, std::span<const std::uint8_t> header, std::span<const std::uint8_t> body,
               const std::uint64_t* pcr, bool random_access, Out& out);
  void numberAlone(Out& out) const;

  Stream pat_{0x0000};
  Stream pmt_{0x1000};
  Stream video_{0x0100};
  Stream sound_{0x0101};
  std::uint32_t channels_;
  bool numbered_;
  std::uint8_t map_version_ = 0;
  std::chrono::nanoseconds tables_at_{-1};
  std::chrono::nanoseconds pcr_at_{-1};
  std::vector<std::uint8_t> sound_header_;
};

}  // namespace diemcau::media
