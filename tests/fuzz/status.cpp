// SPDX-License-Identifier: Apache-2.0
// Reports, which the centre takes from every box.
#include "contract/status.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<Status>(bytes, parseStatus, writeStatus);
  return 0;
}
