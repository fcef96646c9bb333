// SPDX-License-Identifier: Apache-2.0
// What a supervisor wants of a daemon: readiness and a watchdog fed by progress (sd_notify(3)).
#pragma once

namespace diemcau::base {

// READY=1. Does nothing without a supervisor.
void notifyReady();
// STOPPING=1.
void notifyStopping();
// WATCHDOG=1: call it where the daemon's real work has just advanced, never from a timer alone.
void notifyProgress();

}  // namespace diemcau::base
