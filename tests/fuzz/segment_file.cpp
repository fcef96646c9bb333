// SPDX-License-Identifier: Apache-2.0
// Files of the recording: bytes that a disk gives back, and names that stand in its directory.
#include "daemon/recording/segment_file.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "daemon/recording/segment_list.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  using namespace diemcau::recording;
  constexpr Key kKey{};
  const auto opened = openSegment({data, size}, kKey);
  if (opened) {
    fuzz::require(opened->content.size() <= size, "nothing is made up");
    fuzz::require(opened->header.run.size() == kRunDigits, "a run has its digits");
  } else {
    fuzz::checkError(opened.error());
  }
  const std::string_view name(reinterpret_cast<const char*>(data), size);
  if (const auto run = runNameFrom(name)) fuzz::require(runNameFrom(textOf(*run)) == run, "a run's name comes back");
  if (const auto segment = segmentNameFrom(name)) {
    fuzz::require(segmentNameFrom(textOf(*segment)) == segment, "a segment's name comes back");
  }
  return 0;
}
