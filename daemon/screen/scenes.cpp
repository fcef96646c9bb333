// SPDX-License-Identifier: Apache-2.0
// The words of the setup scene and the choice of what is drawn.
#include "daemon/screen/scenes.h"

#include <format>
#include <string>
#include <utility>

#include "maket/scene.h"

namespace diemcau::screen {
namespace {

struct SetupWords {
  std::string status;
  std::string name;
  std::string code;
  std::string next;
};

struct Part {
  const char* slot;
  const char* label;
  CheckState Checklist::* state;
};
constexpr Part kParts[] = {{"network", "Mạng", &Checklist::network},
                           {"centre", "Trung tâm", &Checklist::centre},
                           {"camera", "Camera", &Checklist::camera},
                           {"microphone", "Micrô", &Checklist::microphone},
                           {"display", "Màn hình", &Checklist::display}};

std::string wordOf(CheckState state) {
  switch (state) {
    case CheckState::Good:
      return "Tốt";
    case CheckState::Bad:
      return "Có lỗi";
    case CheckState::Waiting:
      break;
  }
  return "Đang chờ";
}

void addChecklist(maket::SlotTexts& texts, const Checklist& checklist) {
  for (const Part& part : kParts) {
    const CheckState state = checklist.*part.state;
    texts[part.slot] = {part.label};
    texts[std::format("{}_{}", part.slot, nameOf(state))] = {wordOf(state)};  // a slot for each colour
  }
  if (checklist.trouble.empty()) return;
  texts["trouble"] = {checklist.trouble};
  texts["next"] = {checklist.action};
}

SetupWords setupWords(const std::optional<ScreenPlan>& plan) {
  if (!plan) return {"Thiết bị đang khởi động", "", "", "Xin chờ trong giây lát và giữ nguồn điện."};
  const std::string code = plan->endpoint.empty() ? "" : "Mã thiết bị: " + plan->endpoint;
  if (!plan->pairing_code.empty()) {
    return {"Thiết bị chưa được ghép nối", "", "",
            "Giữ nguồn điện và dây mạng; khi trung tâm hỏi, hãy đọc mã ghép nối này."};
  }
  if (plan->config_version == 0 && plan->endpoint.empty()) {
    return {"Thiết bị chưa có danh tính", "", "", "Giữ nguồn điện và dây mạng; gọi cho trung tâm."};
  }
  if (plan->config_version == 0) {
    const bool named = !plan->site.name.empty();
    return {"Đang chờ cấu hình từ trung tâm", named ? plan->site.name : plan->endpoint,
            named ? code : "Mã của thiết bị này",
            "Giữ nguồn điện và dây mạng; nếu phải chờ lâu, hãy đọc mã này cho trung tâm."};
  }
  return {"Đã nhận cấu hình từ trung tâm", plan->site.name, code, "Màn hình sẽ đổi khi trung tâm chọn hình khác."};
}

// What a phone reads off the screen: the pairing code, or which room and which box this is. ASCII: readers guess the
// encoding of anything else, and guess wrong.
std::string codeToScan(const ScreenPlan& plan) {
  if (!plan.pairing_code.empty()) return plan.pairing_code;
  if (plan.site.code.empty() || plan.endpoint.empty()) return plan.endpoint;
  return plan.site.code + "/" + plan.endpoint;
}

}  // namespace

maket::Document setupDocument(const std::optional<ScreenPlan>& plan) {
  const SetupWords words = setupWords(plan);
  maket::SlotTexts texts{
      {"status", {words.status}}, {"name", {words.name}}, {"code", {words.code}}, {"next", {words.next}}};
  if (plan && !plan->pairing_code.empty()) {
    texts["pairing"] = {plan->pairing_code};
    texts["pairing_of"] = {"Mã ghép nối của thiết bị " + plan->endpoint};
  }
  const std::string code = plan ? codeToScan(*plan) : "";
  if (!code.empty()) texts["qr"] = {code};
  if (plan && plan->checklist) addChecklist(texts, *plan->checklist);
  return {kSetupTemplate, std::move(texts)};
}

std::pair<Scene, maket::Rendering> renderInstead(maket::Renderer& renderer, const std::optional<ScreenPlan>& plan,
                                                 maket::Size size) {
  Result<maket::Rendering> setup = renderer.render(setupDocument(plan), size);
  if (setup) return {Scene::Setup, std::move(*setup)};
  return {Scene::Blank, maket::renderBlank(size)};
}

Result<maket::Rendering> renderScene(maket::Renderer& renderer, const std::optional<ScreenPlan>& plan,
                                     maket::Size size) {
  const auto scene = plan ? maket::documentOf(plan->screen, plan->site) : std::nullopt;
  if (scene) return renderer.render(*scene, size);
  maket::Document setup = setupDocument(plan);
  if (plan) setup.overlay = plan->screen.overlay;
  return renderer.render(setup, size);
}

}  // namespace diemcau::screen
