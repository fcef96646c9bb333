// SPDX-License-Identifier: Apache-2.0
// What is brought back as a signed rollout, and what `sign` reads: the batch, and the Configs within it in words.
#include "contract/signing_batch.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "centre/commands/batch_text.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace diemcau;

void checkRoom(const SigningBatchRoom& room) {
  const auto configs = configsIn(room);
  if (!configs) return fuzz::checkError(configs.error());
  fuzz::require(configs->undo.version > configs->install.version, "the way back is newer");
  fuzz::require(configs->undo.endpoint == configs->install.endpoint, "the way back is of the same endpoint");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<SigningBatch>(bytes, parseSigningBatch, writeSigningBatch);
  const auto batch = parseSigningBatch(bytes);
  if (!batch) return 0;
  for (const SigningBatchRoom& room : batch->rooms) checkRoom(room);
  const auto words = centre::inWords(*batch);
  if (!words) {
    fuzz::checkError(words.error());
  } else {
    fuzz::require(fuzz::isUtf8(*words), "words are text");
  }
  return 0;
}
