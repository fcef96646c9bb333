// SPDX-License-Identifier: Apache-2.0
// Stream ids, which any caller of the SRT port may choose.
#include "contract/stream_id.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<StreamId>(bytes, parseStreamId, writeStreamId);
  return 0;
}
