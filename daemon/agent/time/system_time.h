// SPDX-License-Identifier: Apache-2.0
// The machine's wall clock, as far as it is ours to set.
//
// libcurl's GnuTLS judges certificates by it, so that it is the system's clock that has to be right, not a copy.
#pragma once

#include "contract/result.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

class SystemTime {
 public:
  virtual ~SystemTime() = default;
  // Whether an NTP daemon keeps it: then it is not ours.
  [[nodiscard]] virtual bool keptByNtp() const = 0;
  // Error: clock.not_set with the system's reason.
  [[nodiscard]] virtual Result<void> set(base::WallTime time) = 0;
};

// clock_settime(2), which takes CAP_SYS_TIME; adjtimex(2), which says STA_UNSYNC where no daemon keeps the clock.
class KernelTime final : public SystemTime {
 public:
  [[nodiscard]] bool keptByNtp() const override;
  [[nodiscard]] Result<void> set(base::WallTime time) override;
};

}  // namespace diemcau::agent
