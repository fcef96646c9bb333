// SPDX-License-Identifier: Apache-2.0
// Where a box is to enrol: of a USB stick.
#include "contract/enrolment.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<Enrolment>(bytes, parseEnrolment, writeEnrolment);
  return 0;
}
