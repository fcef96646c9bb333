// SPDX-License-Identifier: Apache-2.0
// Has drawn what rooms show, by processes of its own, and keeps the last pictures.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "centre/loop/worker.h"
#include "centre/preview/drawing_process.h"
#include "centre/preview/preview.h"
#include "centre/preview/scene_order.h"
#include "contract/result.h"

namespace diemcau::centre {

// Bound to the loop's thread. Stopped before the io_context of its callers is destroyed.
class RenderDesk {
 public:
  static constexpr std::size_t kThreads = 2;
  static constexpr std::size_t kMostWaiting = 32;                    // orders
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20U;  // of pictures that are kept

  explicit RenderDesk(DrawingLaunch launch) : launch_(std::move(launch)) {}

  // Out of what is kept where it was drawn before, with all its pictures. Errors: those of DrawingProcess;
  // preview.scene_of_room for what canDraw() denies; preview.busy when too many wait.
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
  [[nodiscard]] std::unique_ptr<DrawingProcess> takeIdle();
  void giveBack(std::unique_ptr<DrawingProcess> process);
  void keep(std::string key, const Preview& preview);
  void drop(KeptList::iterator kept);

  const DrawingLaunch launch_;
  std::mutex mutex_;  // of the processes that wait for an order
  std::vector<std::unique_ptr<DrawingProcess>> idle_;
  Worker worker_{kThreads};
  std::size_t waiting_ = 0;
  KeptList kept_;
  std::map<std::string, KeptList::iterator> by_key_;
  std::map<std::string, KeptList::iterator> by_pixels_;
  std::size_t bytes_ = 0;
};

}  // namespace diemcau::centre
