// SPDX-License-Identifier: Apache-2.0
// The receiving end of one SRT connection on 127.0.0.1.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contract/result.h"

namespace diemcau::bench {

struct ListenerOptions {
  std::string passphrase;
  int latency_ms = 20;
  // Off: messages are handed over when they arrive, not at their time; for looking at the wire.
  bool timed_delivery = true;
};

// Thread-bound. One sender is accepted.
class SrtListener {
 public:
  // Errors: srt.* with libsrt's words.
  [[nodiscard]] static Result<std::unique_ptr<SrtListener>> open(const ListenerOptions& options);
  ~SrtListener();
  SrtListener(const SrtListener&) = delete;
  SrtListener& operator=(const SrtListener&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] Result<void> accept(int timeout_ms);
  // The next message; empty when none came within a tenth of a second. Error srt.ended: the sender is gone.
  [[nodiscard]] Result<std::span<const std::uint8_t>> receive();

 private:
  explicit SrtListener(int listener) : listener_(listener), buffer_(1500) {}

  int listener_;
  int stream_ = -1;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace diemcau::bench
