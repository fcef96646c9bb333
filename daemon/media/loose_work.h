// SPDX-License-Identifier: Apache-2.0
// Work that a driver may never let end.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// Each piece of work has a thread of its own and must own all that it touches: a thread that hangs in a driver
// is left behind, and the rest goes on. Bound to one thread.
class LooseWork {
 public:
  LooseWork();
  // Waits for what still runs, as long as a driver may take; what hangs stays until the process ends.
  ~LooseWork();
  LooseWork(const LooseWork&) = delete;
  LooseWork& operator=(const LooseWork&) = delete;

  // `name` as the kernel shows it: at most 15 bytes. `work` is destroyed on its thread, before it counts as done.
  void start(const char* name, std::function<void()> work);
  // How long the oldest that still runs has been running; 0: none does.
  [[nodiscard]] MediaTime oldest() const;

 private:
  struct Running;
  const std::shared_ptr<Running> running_;
};

}  // namespace diemcau::media
