// SPDX-License-Identifier: Apache-2.0
// Configs, whole and as the body that operators push.
#include "contract/config.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<Config>(bytes, parseConfig, writeConfig);
  fuzz::roundTrip<ConfigBody>(bytes, parseConfigBody, writeConfigBody);
  return 0;
}
