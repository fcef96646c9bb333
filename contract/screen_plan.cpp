// SPDX-License-Identifier: Apache-2.0
// ScreenPlan as JSON.
#include "contract/screen_plan.h"

#include "contract/json_document.h"
#include "contract/plan_parts.h"

namespace diemcau {

Result<ScreenPlan> parseScreenPlan(std::string_view json) {
  return readDocument<ScreenPlan>(json, [](ObjectReader root) {
    ScreenPlan plan;
    root.schema(kScreenPlanSchema);
    plan.config_version = root.uint64("config_version", 0, UINT64_MAX);
    plan.site = readSite(root.object("site"));
    plan.endpoint = root.text("endpoint", {0, 64});
    plan.screen = readScreen(root.object("screen"));
    if (root.has("snapshot_interval_s")) plan.snapshot_interval_s = root.uint32("snapshot_interval_s", 1, 600);
    return plan;
  });
}

std::string writeScreenPlan(const ScreenPlan& plan) {
  OrderedJson json;
  json["schema"] = kScreenPlanSchema;
  json["config_version"] = plan.config_version;
  json["site"] = toJson(plan.site);
  json["endpoint"] = plan.endpoint;
  json["screen"] = toJson(plan.screen);
  json["snapshot_interval_s"] = plan.snapshot_interval_s;
  return dumpJson(json);
}

}  // namespace diemcau
