// SPDX-License-Identifier: Apache-2.0
// Keeps one source running: opens it, watches it, and tries again for ever.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "daemon/base/event_loop.h"
#include "daemon/media/capture/capture_pipeline.h"
#include "daemon/media/worker.h"

namespace diemcau::media {

// Only the source's own pipeline is ever rebuilt; what stands in for it meanwhile is the guard's work.
// Bound to the loop's thread. Drivers are called on the worker's thread alone.
class SourceKeeper {
 public:
  struct Handlers {
    CapturePipeline::OnSample sample;  // streaming thread; samples of the present source only
    std::function<void()> changed;     // fault() is another one
  };

  SourceKeeper(base::EventLoop& loop, Medium medium, Handlers handlers);
  ~SourceKeeper();
  SourceKeeper(const SourceKeeper&) = delete;
  SourceKeeper& operator=(const SourceKeeper&) = delete;

  // Leaves the source that runs and takes this one.
  void use(const SourceSpec& spec, const PictureFormat& format);
  // Leaves it and takes none.
  void leave();
  // What is wrong with the source now.
  [[nodiscard]] const std::optional<SourceFault>& fault() const { return fault_; }
  [[nodiscard]] PictureFormat nativePicture() const;
  // How long a source that was given up has not let itself be closed; 0: none. A driver may never do so.
  [[nodiscard]] MediaTime closingFor() const;

 private:
  struct Attempt;

  void begin();
  void retire();
  void opened(const std::optional<SourceFault>& fault);
  void onMessage(GstMessage* message);
  void fail(SourceFault fault);
  void setFault(std::optional<SourceFault> fault);
  void look();
  static gboolean onBusMessage(GstBus* bus, GstMessage* message, gpointer self) noexcept;

  base::EventLoop& loop_;
  const Medium medium_;
  const Handlers handlers_;
  SourceSpec spec_;
  PictureFormat format_;
  std::shared_ptr<Attempt> attempt_;
  std::uint64_t attempts_ = 0;
  std::optional<SourceFault> fault_;
  std::shared_ptr<std::atomic<std::int64_t>> closing_since_ns_ = std::make_shared<std::atomic<std::int64_t>>(0);
  base::Timer retry_;
  base::Timer look_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for what the worker posts to the loop
  Worker worker_;
};

}  // namespace diemcau::media
