// SPDX-License-Identifier: Apache-2.0
// vn.diemcau.Agent1 on the bus: the plans and the last report.
#include "daemon/agent/agent_bus.h"

#include "contract/dbus/interfaces.h"

namespace diemcau::agent {

AgentBus::AgentBus() : skeleton_(dc_agent1_skeleton_new()) {}

AgentBus::~AgentBus() {
  g_dbus_interface_skeleton_unexport(G_DBUS_INTERFACE_SKELETON(skeleton_));
  g_object_unref(skeleton_);
}

void AgentBus::setPlans(const Plans& plans) {
  dc_agent1_set_media_plan(skeleton_, writeMediaPlan(plans.media, Secrets::Keep).c_str());
  dc_agent1_set_screen_plan(skeleton_, writeScreenPlan(plans.screen).c_str());
  g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(skeleton_));
}

void AgentBus::setStatus(const std::string& json) { dc_agent1_set_status(skeleton_, json.c_str()); }

Result<void> AgentBus::serve(base::Bus& bus) {
  return bus.serve(G_DBUS_INTERFACE_SKELETON(skeleton_), "/vn/diemcau/Agent1", "vn.diemcau.Agent1");
}

}  // namespace diemcau::agent
