// SPDX-License-Identifier: Apache-2.0
// The way of an order: found or drawn, made small, kept.
#include "centre/preview/render_desk.h"

#include <utility>

namespace diemcau::centre {

boost::asio::awaitable<Result<Preview>> RenderDesk::draw(SceneOrder order) {
  if (!canDraw(order.screen.scene)) co_return fail("preview", "scene_of_room", std::string(nameOf(order.screen.scene)));
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

// One that has ended while it waited is no loss; one that an order has ended is not given it again.
Result<Preview> RenderDesk::drawNow(const SceneOrder& order) {
  while (std::unique_ptr<DrawingProcess> process = takeIdle()) {
    Result<Preview> preview = process->draw(order);
    const bool of_no_use = !preview && preview.error().domain == "drawing";
    if (!of_no_use) giveBack(std::move(process));
    if (!of_no_use || preview.error().code != "ended") return preview;
  }
  auto process = DrawingProcess::start(launch_);
  if (!process) return std::unexpected(std::move(process).error());
  Result<Preview> preview = (*process)->draw(order);
  if (preview || preview.error().domain != "drawing") giveBack(std::move(*process));
  return preview;
}

std::unique_ptr<DrawingProcess> RenderDesk::takeIdle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<DrawingProcess> process = std::move(idle_.back());
  idle_.pop_back();
  return process;
}

void RenderDesk::giveBack(std::unique_ptr<DrawingProcess> process) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(process));
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
