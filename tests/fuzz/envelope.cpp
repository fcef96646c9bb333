// SPDX-License-Identifier: Apache-2.0
// Envelopes: what anybody may send before a signature is checked.
#include "contract/envelope.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<Envelope>(bytes, parseEnvelope, writeEnvelope);
  fuzz::roundTrip<std::string>(bytes, decodeBase64, encodeBase64);
  return 0;
}
