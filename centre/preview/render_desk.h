// SPDX-License-Identifier: Apache-2.0
// Draws what rooms show, on threads of its own, and keeps the last pictures.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "centre/loop/worker.h"
#include "centre/preview/scene_order.h"
#include "contract/result.h"
#include "contract/screen_status.h"

namespace diemcau::centre {

// A scene as its room would draw it, at the room's size; the picture for people is smaller.
struct Preview {
  RenderedFrame facts;
  std::vector<std::string> missing_pictures;  // by their SHA-256: drawn without them
  std::shared_ptr<const std::string> png;     // at most kPreviewWidth wide
};
inline constexpr std::uint32_t kPreviewWidth = 640;

// Bound to the loop's thread. Stopped before the io_context of its callers is destroyed.
class RenderDesk {
 public:
  static constexpr std::size_t kThreads = 2;
  static constexpr std::size_t kMostWaiting = 32;                    // orders
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20U;  // of pictures that are kept

  // `pictures` holds logos and backgrounds (picture_store.h).
  RenderDesk(std::filesystem::path templates, std::filesystem::path pictures);
  ~RenderDesk();

  // Out of what is kept where it was drawn before, with all its pictures. Errors: those of draw() (scene_order.h);
  // preview.busy when too many wait; png.not_encoded.
  [[nodiscard]] boost::asio::awaitable<Result<Preview>> draw(SceneOrder order);

  // The picture of a rendering by its pixels_sha256; null where it is not kept any more.
  [[nodiscard]] std::shared_ptr<const std::string> picture(const std::string& pixels_sha256);

  // Finishes what was begun.
  void stop() { worker_.stop(); }

 private:
  struct Kept {
    std::string key;
    Preview preview;
  };
  using KeptList = std::list<Kept>;  // the last used first

  [[nodiscard]] Result<Preview> drawNow(const SceneOrder& order);
  [[nodiscard]] std::unique_ptr<maket::Renderer> takeRenderer();
  void giveBack(std::unique_ptr<maket::Renderer> renderer);
  void keep(std::string key, const Preview& preview);
  void drop(KeptList::iterator kept);

  const std::filesystem::path templates_;
  const std::filesystem::path pictures_;
  std::mutex mutex_;  // of the renderers that nobody uses
  std::vector<std::unique_ptr<maket::Renderer>> renderers_;
  Worker worker_{kThreads};
  std::size_t waiting_ = 0;
  KeptList kept_;
  std::map<std::string, KeptList::iterator> by_key_;
  std::map<std::string, KeptList::iterator> by_pixels_;
  std::size_t bytes_ = 0;
};

}  // namespace diemcau::centre
