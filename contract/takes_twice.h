// SPDX-License-Identifier: Apache-2.0
// How the centre's gateway says that a message may come to it twice.
#pragma once

#include <string_view>

namespace diemcau {

// An SRT message that the gateway sends to whoever publishes and names its run (stream_id.h), a few times at the
// beginning of the connection: SRT repeats what is lost only when something comes after it. It says that of messages
// with the same number (message_number.h) one goes on. Receivers that know nothing of numbers say nothing, and are sent
// everything once.
inline constexpr std::string_view kTakesTwice = "diemcau.takes-twice/1";

}  // namespace diemcau
