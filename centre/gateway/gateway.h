// SPDX-License-Identifier: Apache-2.0
// The SRT gateway: takes the endpoints' streams in, records them but for small pictures, hands them on to operators.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "centre/gateway/refused_callers.h"
#include "contract/result.h"
#include "contract/stream_id.h"
#include "contract/timestamp.h"

namespace diemcau::centre {

// Who may publish what: one endpoint of a site, with its own passphrase (a secret). While that is being replaced the
// endpoint has two, each with its number (StreamId::key).
struct StreamKey {
  std::string site_code;
  std::string endpoint;
  std::string passphrase;
  std::uint64_t number = 0;

  friend bool operator==(const StreamKey&, const StreamKey&) = default;
};

enum class RecordingState { Idle, Writing, Failed };

// What is seen of one of an endpoint's streams. Packet counters and bytes: since it connected.
struct StreamStats {
  std::string endpoint;
  StreamPicture picture = StreamPicture::Whole;
  bool connected = false;
  std::uint32_t paths = 0;  // connections that are there now
  Timestamp since{};        // of the last change of `connected`
  std::uint64_t bytes = 0;
  std::uint32_t kbps = 0;  // over the last second
  std::uint64_t packets_received = 0;
  std::uint64_t packets_lost = 0;
  std::uint64_t packets_dropped = 0;  // too late to be delivered, over any path
  std::uint64_t packets_retransmitted = 0;
  double loss_percent = 0;
  double rtt_ms = 0;
  std::uint32_t requesters = 0;  // callers that watch
  RecordingState recording = RecordingState::Idle;
  std::uint64_t recorded_bytes = 0;
  std::string recording_file;
  std::string recording_detail;  // why it failed
};

struct GatewayOptions {
  std::string listen_address = "127.0.0.1";
  std::uint16_t port = 0;            // 0: a free one
  std::filesystem::path recordings;  // streams go to <site code>/<start time>.ts below it
  std::string request_passphrase;    // of those that watch (m=request); a secret. Empty: nobody may
  std::uint32_t latency_ms = 120;    // how long libsrt waits for what is lost, at least: a caller may ask for more
};

// Owns its threads; all members are thread-safe.
class Gateway {
 public:
  // Errors: gateway.* with libsrt's reason.
  [[nodiscard]] static Result<std::unique_ptr<Gateway>> start(GatewayOptions options);
  // Cuts all streams, ends the recordings, joins the threads.
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  // The whole list, each time; a publisher whose key is gone is cut.
  void setKeys(std::vector<StreamKey> keys);
  // One of each stream that was ever there since the start, an endpoint's small picture behind its whole one.
  [[nodiscard]] std::vector<StreamStats> stats() const;
  // Callers that were not let in since the last time. Writes nothing anywhere.
  [[nodiscard]] RefusedBatch takeRefused();

 private:
  struct Impl;
  explicit Gateway(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace diemcau::centre
