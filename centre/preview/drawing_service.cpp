// SPDX-License-Identifier: Apache-2.0
// Order in, answer out.
#include "centre/preview/drawing_service.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "centre/preview/drawing_answer.h"
#include "centre/preview/drawing_channel.h"
#include "centre/preview/reduced_picture.h"
#include "centre/preview/scene_order.h"
#include "contract/json_document.h"
#include "maket/png.h"
#include "maket/renderer.h"

namespace diemcau::centre {
namespace {

using namespace std::chrono_literals;

constexpr auto kIdle = 60s;
constexpr auto kSending = 10s;
// A renderer keeps its last background: of the largest screens that would be hundreds of megabytes.
constexpr std::uint64_t kKeptPixels = 3840UL * 2160;

Result<Preview> draw(maket::Renderer& renderer, std::string_view json) {
  const auto order = orderIn(json);
  if (!order) return std::unexpected(order.error());
  Result<maket::Rendering> rendering = draw(renderer, *order);
  if (!rendering) return std::unexpected(std::move(rendering).error());
  Result<std::string> png = maket::encodePng(reducedPicture(rendering->picture, kPreviewWidth));
  if (!png) return std::unexpected(std::move(png).error());
  return Preview{std::move(rendering->facts), std::move(rendering->missing_pictures),
                 std::make_shared<const std::string>(std::move(*png))};
}

Result<void> send(DrawingChannel& channel, const DrawingAnswer& answer) {
  for (const std::string* part : {&answer.outcome, &answer.facts, &answer.png}) {
    auto sent = channel.send(*part, std::chrono::steady_clock::now() + kSending);
    if (!sent) return sent;
  }
  return {};
}

bool isTheEnd(const Error& error) { return error.code == "ended" || error.code == "late"; }

}  // namespace

Result<void> serveDrawings(UniqueFd socket, const std::filesystem::path& templates,
                           const std::filesystem::path& pictures) {
  DrawingChannel channel(std::move(socket));
  std::unique_ptr<maket::Renderer> renderer;
  for (;;) {
    const auto order = channel.receive(JsonLimits{}.bytes, std::chrono::steady_clock::now() + kIdle);
    if (!order) return isTheEnd(order.error()) ? Result<void>{} : std::unexpected(order.error());
    if (!renderer) renderer = std::make_unique<maket::Renderer>(templates, pictures);
    const Result<Preview> preview = draw(*renderer, *order);
    if (!preview || std::uint64_t{preview->facts.width} * preview->facts.height > kKeptPixels) renderer.reset();
    const Result<void> sent = send(channel, answerOf(preview));
    if (!sent) return isTheEnd(sent.error()) ? Result<void>{} : sent;
  }
}

}  // namespace diemcau::centre
