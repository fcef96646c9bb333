// SPDX-License-Identifier: Apache-2.0
// SigningBatch: all Configs of a rollout in one file, to be signed on another machine in one go.
//
// For each room two Configs in envelopes of their own: what is to be installed, and the way back, which is the old
// content as the version above it, so that going back need not wait for whoever has the key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/config.h"
#include "contract/envelope.h"
#include "contract/result.h"

namespace diemcau {

inline constexpr std::string_view kSigningBatchSchema = "diemcau.signing-batch/1";
inline constexpr std::size_t kMaxSigningBatchBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxBatchRooms = 256;

struct SigningBatchRoom {
  Envelope install;
  Envelope undo;

  friend bool operator==(const SigningBatchRoom&, const SigningBatchRoom&) = default;
};

struct SigningBatch {
  std::uint32_t first = 1;          // rooms that get it before the others
  std::uint32_t most_failures = 0;  // more of them end the rollout
  std::vector<SigningBatchRoom> rooms;

  friend bool operator==(const SigningBatch&, const SigningBatch&) = default;
};

// Errors: document.* (json_document.h). Payloads stay as they are: their signatures are to hold first.
[[nodiscard]] Result<SigningBatch> parseSigningBatch(std::string_view json);
[[nodiscard]] std::string writeSigningBatch(const SigningBatch& batch);

// What the two envelopes of a room hold.
struct BatchConfigs {
  Config install;
  Config undo;
};

// Whoever believes it has checked the signatures before. Errors: document.* of a payload; batch.type_wrong (no Config);
// batch.undo_wrong (the way back is not the version above, for the same endpoint and room, with the same say over the
// freeze).
[[nodiscard]] Result<BatchConfigs> configsIn(const SigningBatchRoom& room);

}  // namespace diemcau
