// SPDX-License-Identifier: Apache-2.0
// What the process that judges units says of them.
#pragma once

#include <optional>
#include <string>

#include "daemon/media/judge/unit_parcel.h"

namespace diemcau::media {

// Units are parsed and decoded by diemcau-judge, a program beside this one (unit_parser.h, unit_decoder.h): a decoder
// that has to do with a broken encoder's output may crash, and parser, decoder and their memory stay out of the process
// that must not fail. Nothing: they are good, or nobody could look, which is said in the log. Blocks, for five seconds
// at most. Thread-safe.
[[nodiscard]] std::optional<std::string> askJudge(const UnitsToJudge& judged);

}  // namespace diemcau::media
