// SPDX-License-Identifier: Apache-2.0
// The way of an order: found or drawn, made small, kept.
#include "centre/preview/render_desk.h"

#include <utility>

#include "centre/preview/reduced_picture.h"
#include "maket/png.h"

namespace diemcau::centre {

namespace {

constexpr std::uint64_t kKeptPixels = 3840UL * 2160;

}  // namespace

RenderDesk::RenderDesk(std::filesystem::path templates, std::filesystem::path pictures)
    : templates_(std::move(templates)), pictures_(std::move(pictures)) {}

RenderDesk::~RenderDesk() = default;

boost::asio::awaitable<Result<Preview>> RenderDesk::draw(SceneOrder order) {
  std::string key = keyOf(order);
  const auto found = by_key_.find(key);
  if (found != by_key_.end() && found->second->preview.missing_pictures.empty()) {
    kept_.splice(kept_.begin(), kept_, found->second);
    co_return found->second->preview;
  }
  if (waiting_ >= kMostWaiting) co_return fail("preview", "busy", "");
  ++waiting_;
  Result<Preview> drawn = co_await worker_.run([this, &order] { return drawNow(order); });
  --waiting_;
  if (drawn) keep(std::move(key), *drawn);
  co_return drawn;
}

std::shared_ptr<const std::string> RenderDesk::picture(const std::string& pixels_sha256) {
  const auto found = by_pixels_.find(pixels_sha256);
  if (found == by_pixels_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->preview.png;
}

Result<Preview> RenderDesk::drawNow(const SceneOrder& order) {
  std::unique_ptr<maket::Renderer> renderer = takeRenderer();
  Result<maket::Rendering> rendering = centre::draw(*renderer, order);
  // A renderer keeps its last background: of the largest screens that would be hundreds of megabytes.
  if (std::uint64_t{order.size.width} * order.size.height <= kKeptPixels) giveBack(std::move(renderer));
  if (!rendering) return std::unexpected(std::move(rendering).error());
  Result<std::string> png = maket::encodePng(reducedPicture(rendering->picture, kPreviewWidth));
  if (!png) return std::unexpected(std::move(png).error());
  return Preview{std::move(rendering->facts), std::move(rendering->missing_pictures),
                 std::make_shared<const std::string>(std::move(*png))};
}

std::unique_ptr<maket::Renderer> RenderDesk::takeRenderer() {
  const std::lock_guard lock(mutex_);
  if (renderers_.empty()) return std::make_unique<maket::Renderer>(templates_, pictures_);
  std::unique_ptr<maket::Renderer> renderer = std::move(renderers_.back());
  renderers_.pop_back();
  return renderer;
}

void RenderDesk::giveBack(std::unique_ptr<maket::Renderer> renderer) {
  const std::lock_guard lock(mutex_);
  renderers_.push_back(std::move(renderer));
}

void RenderDesk::keep(std::string key, const Preview& preview) {
  if (const auto present = by_key_.find(key); present != by_key_.end()) drop(present->second);
  kept_.push_front({key, preview});
  by_key_.insert_or_assign(std::move(key), kept_.begin());
  by_pixels_.insert_or_assign(preview.facts.pixels_sha256, kept_.begin());
  bytes_ += preview.png->size();
  while (bytes_ > kMostBytes && kept_.size() > 1) drop(std::prev(kept_.end()));
}

void RenderDesk::drop(KeptList::iterator kept) {
  bytes_ -= kept->preview.png->size();
  by_key_.erase(kept->key);
  const auto pixels = by_pixels_.find(kept->preview.facts.pixels_sha256);
  if (pixels != by_pixels_.end() && pixels->second == kept) by_pixels_.erase(pixels);
  kept_.erase(kept);
}

}  // namespace diemcau::centre
