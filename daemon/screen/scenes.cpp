// SPDX-License-Identifier: Apache-2.0
// The words of the setup scene and the choice of what is drawn.
#include "daemon/screen/scenes.h"

#include <string>

namespace diemcau::screen {
namespace {

struct SetupWords {
  std::string status;
  std::string name;
  std::string code;
  std::string next;
};

SetupWords setupWords(const std::optional<ScreenPlan>& plan) {
  if (!plan) return {"Thiết bị đang khởi động", "", "", "Xin chờ trong giây lát và giữ nguồn điện."};
  const std::string code = plan->endpoint.empty() ? "" : "Mã thiết bị: " + plan->endpoint;
  if (plan->config_version == 0) {
    const bool named = !plan->site.name.empty();
    return {"Đang chờ cấu hình từ trung tâm", named ? plan->site.name : plan->endpoint,
            named ? code : "Mã của thiết bị này",
            "Giữ nguồn điện và dây mạng; nếu phải chờ lâu, hãy đọc mã này cho trung tâm."};
  }
  return {"Đã nhận cấu hình từ trung tâm", plan->site.name, code, "Màn hình sẽ đổi khi trung tâm chọn hình khác."};
}

}  // namespace

maket::Document setupDocument(const std::optional<ScreenPlan>& plan) {
  const SetupWords words = setupWords(plan);
  return {kSetupTemplate,
          {{"status", {words.status}}, {"name", {words.name}}, {"code", {words.code}}, {"next", {words.next}}}};
}

std::pair<Scene, maket::Rendering> renderInstead(maket::Renderer& renderer, const std::optional<ScreenPlan>& plan,
                                                 maket::Size size) {
  Result<maket::Rendering> setup = renderer.render(setupDocument(plan), size);
  if (setup) return {Scene::Setup, std::move(*setup)};
  return {Scene::Blank, maket::renderBlank(size)};
}

Result<maket::Rendering> renderScene(maket::Renderer& renderer, const std::optional<ScreenPlan>& plan,
                                     maket::Size size) {
  if (plan && plan->screen.scene == Scene::Blank) return maket::renderBlank(size);
  if (plan && plan->screen.scene == Scene::Maket && plan->screen.maket) {
    return renderer.render(maket::documentOf(*plan->screen.maket, plan->site), size);
  }
  return renderer.render(setupDocument(plan), size);
}

}  // namespace diemcau::screen
