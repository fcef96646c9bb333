// SPDX-License-Identifier: Apache-2.0
// ScreenPlan as JSON.
#include "contract/screen_plan.h"

#include "contract/json_document.h"
#include "contract/plan_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

constexpr std::pair<std::string_view, CheckState> kCheckStates[] = {
    {"waiting", CheckState::Waiting}, {"good", CheckState::Good}, {"bad", CheckState::Bad}};

Checklist readChecklist(ObjectReader reader) {
  Checklist checklist;
  checklist.network = reader.choice("network", kCheckStates);
  checklist.centre = reader.choice("centre", kCheckStates);
  checklist.camera = reader.choice("camera", kCheckStates);
  checklist.microphone = reader.choice("microphone", kCheckStates);
  checklist.display = reader.choice("display", kCheckStates);
  checklist.trouble = reader.text("trouble", {0, kMaxLineBytes});
  checklist.action = reader.text("action", {0, kMaxLineBytes});
  return checklist;
}

OrderedJson toJson(const Checklist& checklist) {
  OrderedJson json;
  json["network"] = nameOf(checklist.network);
  json["centre"] = nameOf(checklist.centre);
  json["camera"] = nameOf(checklist.camera);
  json["microphone"] = nameOf(checklist.microphone);
  json["display"] = nameOf(checklist.display);
  json["trouble"] = fitText(checklist.trouble, kMaxLineBytes);
  json["action"] = fitText(checklist.action, kMaxLineBytes);
  return json;
}

}  // namespace

std::string_view nameOf(CheckState state) { return nameIn(kCheckStates, state); }

Result<ScreenPlan> parseScreenPlan(std::string_view json) {
  return readDocument<ScreenPlan>(json, [](ObjectReader root) {
    ScreenPlan plan;
    root.schema(kScreenPlanSchema);
    plan.config_version = root.uint64("config_version", 0, UINT64_MAX);
    plan.site = readSite(root.object("site"));
    plan.endpoint = root.text("endpoint", {0, 64});
    if (root.has("pairing_code")) plan.pairing_code = root.text("pairing_code", {1, 16});
    plan.screen = readScreen(root.object("screen"));
    if (root.has("checklist")) plan.checklist = readChecklist(root.object("checklist"));
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
  if (!plan.pairing_code.empty()) json["pairing_code"] = plan.pairing_code;
  json["screen"] = toJson(plan.screen);
  if (plan.checklist) json["checklist"] = toJson(*plan.checklist);
  json["snapshot_interval_s"] = plan.snapshot_interval_s;
  return dumpJson(json);
}

}  // namespace diemcau
