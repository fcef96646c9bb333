// SPDX-License-Identifier: Apache-2.0
// A caller of an SRT listener on this machine, as a box or an operator's player is one.
#pragma once

#include <srt/srt.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace diemcau::test {

// Thread-bound. Live mode, messages of up to 7 TS packets.
class SrtCaller {
 public:
  struct Options {
    std::uint16_t port = 0;  // of 127.0.0.1
    std::string stream_id{};
    std::string passphrase{};   // empty: no encryption
    int latency_ms = 200;       // of both directions
    int send_buffer_bytes = 0;  // 0: libsrt's own
    int connect_ms = 20'000;    // at most
  };

  // Connects; ask connected() for the outcome.
  explicit SrtCaller(const Options& options);
  ~SrtCaller();
  SrtCaller(const SrtCaller&) = delete;
  SrtCaller& operator=(const SrtCaller&) = delete;

  [[nodiscard]] bool connected() const;
  // Why the listener did not take it: SRT_REJ_… or SRT_REJX_….
  [[nodiscard]] int rejectReason() const { return reject_reason_; }

  // Sends at about 8 Mb/s, so that a loaded machine loses nothing, and drops nothing that is late; false when the
  // connection broke.
  [[nodiscard]] bool send(std::string_view bytes);
  // Waits until the listener has acknowledged all that was sent.
  [[nodiscard]] bool flush(std::chrono::milliseconds bound);
  // Adds what has arrived and does not wait.
  void receive(std::string& to);
  void close();

 private:
  SRTSOCKET socket_;
  int reject_reason_ = 0;
};

// `size` bytes that differ at every place and for every seed.
[[nodiscard]] std::string noise(std::size_t size, std::uint32_t seed);

}  // namespace diemcau::test
