// SPDX-License-Identifier: Apache-2.0
// A scene as its room would draw it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "contract/screen_status.h"

namespace diemcau::centre {

// Drawn at the room's size; the picture for people is smaller.
struct Preview {
  RenderedFrame facts;
  std::vector<std::string> missing_pictures;  // by their SHA-256: drawn without them
  std::shared_ptr<const std::string> png;     // at most kPreviewWidth wide
};
inline constexpr std::uint32_t kPreviewWidth = 640;

}  // namespace diemcau::centre
