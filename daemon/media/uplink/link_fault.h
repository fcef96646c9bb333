// SPDX-License-Identifier: Apache-2.0
// Why there is no connection, in the words of the conditions.
#pragma once

#include <string>

#include "contract/condition.h"

namespace diemcau::media {

struct LinkFault {
  ConditionType type = ConditionType::UplinkTimeout;
  std::string detail;

  friend bool operator==(const LinkFault&, const LinkFault&) = default;
};

// From libsrt's reject reason of a failed connect (srt.h, access_control.h).
[[nodiscard]] LinkFault faultOfReject(int reject_reason);
// From the error number of a UDP socket: port closed (ICMP), no route, or another system error.
[[nodiscard]] LinkFault faultOfErrno(int error);

}  // namespace diemcau::media
