// SPDX-License-Identifier: Apache-2.0
// One SRT connection, from the handshake to its end.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "contract/config.h"
#include "contract/result.h"
#include "daemon/media/uplink/link_fault.h"
#include "daemon/media/uplink/resolver.h"
#include "daemon/media/uplink/udp_probe.h"

namespace diemcau::media {

// libsrt, started once a process and silent: what it would print, the status tells.
class SrtLibrary {
 public:
  SrtLibrary();
  ~SrtLibrary();
  SrtLibrary(const SrtLibrary&) = delete;
  SrtLibrary& operator=(const SrtLibrary&) = delete;
};

// Counters: since the connection stood (SRT API, srt_bistats).
struct LinkStats {
  double rtt_ms = 0;
  double send_buffer_ms = 0;       // age of the oldest data that is not acknowledged
  double silent_ms = 0;            // how long nothing has come back for it
  std::uint64_t packets_sent = 0;  // retransmissions among them
  std::uint64_t packets_lost = 0;
  std::uint64_t packets_retransmitted = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_given = 0;      // to send()
  std::uint64_t bytes_delivered = 0;  // of those, what the receiver has acknowledged
};

// Caller, live mode, AES-128 with the passphrase. Nothing here blocks. Thread-bound.
class SrtLink {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Phase { Connecting, Connected, Ended };
  enum class Sent { Taken, Later, Ended };

  // Begins the handshake, asking for this latency. Errors: uplink.not_opened with libsrt's or the system's reason.
  [[nodiscard]] static Result<std::unique_ptr<SrtLink>> open(const Address& address, const UplinkTarget& target,
                                                             std::uint32_t latency_ms, Time now);
  ~SrtLink();
  SrtLink(const SrtLink&) = delete;
  SrtLink& operator=(const SrtLink&) = delete;

  // Looks at the connection; call it often.
  Phase poll(Time now);
  // Why it ended.
  [[nodiscard]] const LinkFault& fault() const { return fault_; }

  // One message of at most kMessageBytes.
  [[nodiscard]] Sent send(std::span<const std::uint8_t> message);
  // Looks into libsrt's counters, and asks the network when acknowledgements stay away.
  const LinkStats& sample(Time now);
  // The receiver said that messages with numbers may come twice (takes_twice.h).
  [[nodiscard]] bool takesTwice() const { return takes_twice_; }
  // The receiver's delay as negotiated; 0 before it is connected.
  [[nodiscard]] std::uint32_t latencyMs() const { return latency_ms_; }

 private:
  SrtLink(int socket, const Address& address, Time now) : socket_(socket), address_(address), opened_(now) {}
  void begin();
  void end(LinkFault fault);
  void watchPeer(Time now, std::uint64_t answers, bool outstanding);
  void endFromState();
  void hear();

  const int socket_;
  const Address address_;
  const Time opened_;
  Phase phase_ = Phase::Connecting;
  std::uint32_t latency_ms_ = 0;
  LinkFault fault_;
  UdpProbe probe_;
  Time probed_{};
  Time answered_at_{};
  std::uint64_t answers_ = 0;
  LinkStats stats_;
  std::uint64_t bytes_given_ = 0;
  bool takes_twice_ = false;
};

}  // namespace diemcau::media
