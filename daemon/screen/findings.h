// SPDX-License-Identifier: Apache-2.0
// What a rendering found wrong with its texts, in the words of a condition's detail.
#pragma once

#include <string>

#include "contract/screen_status.h"
#include "maket/renderer.h"

namespace diemcau::screen {

// Each is empty where there is nothing to tell.
[[nodiscard]] std::string describeMissing(const RenderedFrame& facts);   // "U+1F389 U+E000"
[[nodiscard]] std::string describeOverflow(const RenderedFrame& facts);  // "title"
[[nodiscard]] std::string describeShrunk(const RenderedFrame& facts);    // "title 87 %"

[[nodiscard]] std::string describePictures(const maket::Rendering& rendering);  // not there: "3598ce6f965b…"

}  // namespace diemcau::screen
