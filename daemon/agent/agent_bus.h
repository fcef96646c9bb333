// SPDX-License-Identifier: Apache-2.0
// vn.diemcau.Agent1 on the bus: the plans and the last report.
#pragma once

#include <string>

#include "contract/result.h"
#include "daemon/agent/plans.h"
#include "daemon/base/bus.h"

typedef struct _DcAgent1 DcAgent1;

namespace diemcau::agent {

// Thread-bound to the loop.
class AgentBus {
 public:
  AgentBus();
  ~AgentBus();
  AgentBus(const AgentBus&) = delete;
  AgentBus& operator=(const AgentBus&) = delete;

  // Set before serve(), so that whoever sees the name sees the plans too. A change is on its way to
  // the bus when the call returns.
  void setPlans(const Plans& plans);
  void setStatus(const std::string& json);

  // Errors: bus.* (base/bus.h).
  [[nodiscard]] Result<void> serve(base::Bus& bus);

 private:
  DcAgent1* skeleton_;
};

}  // namespace diemcau::agent
