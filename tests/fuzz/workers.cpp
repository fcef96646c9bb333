// SPDX-License-Identifier: Apache-2.0
// What agent and workers say to one another on D-Bus.
#include "contract/media_plan.h"
#include "contract/media_status.h"
#include "contract/screen_plan.h"
#include "contract/screen_status.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diemcau;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto write_plan = [](const MediaPlan& plan) { return writeMediaPlan(plan, Secrets::Keep); };
  fuzz::roundTrip<MediaPlan>(bytes, parseMediaPlan, write_plan);
  fuzz::roundTrip<MediaStatus>(bytes, parseMediaStatus, writeMediaStatus);
  fuzz::roundTrip<ScreenPlan>(bytes, parseScreenPlan, writeScreenPlan);
  fuzz::roundTrip<ScreenStatus>(bytes, parseScreenStatus, writeScreenStatus);
  return 0;
}
