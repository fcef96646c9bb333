// SPDX-License-Identifier: Apache-2.0
// sd_notify(3).
#include "daemon/base/service.h"

#include <systemd/sd-daemon.h>

namespace diemcau::base {

void notifyReady() { ::sd_notify(0, "READY=1"); }
void notifyStopping() { ::sd_notify(0, "STOPPING=1"); }
void notifyProgress() { ::sd_notify(0, "WATCHDOG=1"); }

}  // namespace diemcau::base
