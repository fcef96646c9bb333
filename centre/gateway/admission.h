// SPDX-License-Identifier: Apache-2.0
// Who may connect to the gateway: asked by libsrt in the middle of each handshake.
#pragma once

#include <srt/srt.h>
#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <expected>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "centre/gateway/gateway.h"
#include "centre/gateway/refused_callers.h"
#include "contract/stream_id.h"

namespace diemcau::centre {

// What a caller is let in as, if it knows the passphrase.
struct Admission {
  StreamId id;
  std::string passphrase;  // a secret
  std::string address{};   // from where, without the port
};

// Why not. `reason` is a code of SRT's access control guideline (srt/access_control.h), which the
// caller gets to see.
struct Refusal {
  int reason = 0;
  StreamRefusal why = StreamRefusal::StreamIdMalformed;
};

// A pure function over what the caller says and who is known. `stream_id` is hostile.
[[nodiscard]] std::expected<Admission, Refusal> judge(std::string_view stream_id, const std::vector<StreamKey>& keys,
                                                      const std::string& request_passphrase);

// Whether a key can be used: a site code that may name a directory, a passphrase that SRT takes.
[[nodiscard]] bool isUsable(const StreamKey& key);
[[nodiscard]] bool isUsablePassphrase(std::string_view passphrase);

// Thread-safe: libsrt's receiving thread asks, the gateway's thread takes, anybody sets the keys.
class AdmissionDesk {
 public:
  explicit AdmissionDesk(std::string request_passphrase) : request_passphrase_(std::move(request_passphrase)) {}

  // Unusable keys are left out, with a line in the log.
  void setKeys(std::vector<StreamKey> keys);

  // As what a socket that libsrt now hands over was let in; nothing when that is too long ago, or
  // when its key has changed since.
  [[nodiscard]] std::optional<Admission> take(SRTSOCKET socket);

  // Looks for those whose handshake ended behind the hook. The gateway's thread, now and then.
  void sweep();
  // Somebody was let in by the hook and refused later.
  void noteRefused(const Admission& admission, StreamRefusal why);
  // Those since the last time.
  [[nodiscard]] RefusedBatch takeRefused();

  // Whether somebody let in earlier would be let in now.
  [[nodiscard]] bool stillHolds(const Admission& admission) const;

  // For srt_listen_callback; `desk` is the AdmissionDesk. -1 refuses. Sets the passphrase of the new
  // socket, which libsrt checks next: a wrong one ends in SRT_REJ_BADSECRET at the caller.
  static int onCaller(void* desk, SRTSOCKET socket, int handshake_version, const sockaddr* peer,
                      const char* stream_id) noexcept;

 private:
  struct Pending {
    SRTSOCKET socket;
    Admission admission;
  };

  int admit(SRTSOCKET socket, const sockaddr* peer, std::string_view stream_id);
  void noteRefused(RefusedCaller caller);        // mutex_ is held
  bool holds(const Admission& admission) const;  // mutex_ is held

  const std::string request_passphrase_;
  mutable std::mutex mutex_;
  std::vector<StreamKey> keys_;
  std::deque<Pending> pending_;  // the newest last
  RefusedCallers refused_;
  std::chrono::steady_clock::time_point logged_{};
  std::uint64_t unlogged_ = 0;
};

}  // namespace diemcau::centre
