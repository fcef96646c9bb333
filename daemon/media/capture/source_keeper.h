// SPDX-License-Identifier: Apache-2.0
// Keeps one source running: opens it, watches it, and tries again for ever.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "daemon/base/event_loop.h"
#include "daemon/media/capture/source_opener.h"
#include "daemon/media/capture/source_watch.h"
#include "daemon/media/worker.h"

namespace diemcau::media {

// Does what SourceWatch decides. Only the source's own pipeline is ever rebuilt; what stands in for it
// meanwhile is the guard's work. Bound to the loop's thread. Drivers are called on the worker's thread alone.
class SourceKeeper {
 public:
  struct Handlers {
    CapturePipeline::OnSample sample;  // streaming thread; samples of the present source only
    std::function<void()> changed;     // fault() or unstable() is another one
  };

  SourceKeeper(base::EventLoop& loop, Medium medium, Handlers handlers);
  SourceKeeper(base::EventLoop& loop, Medium medium, Handlers handlers, std::shared_ptr<SourceOpener> opener);
  ~SourceKeeper();
  SourceKeeper(const SourceKeeper&) = delete;
  SourceKeeper& operator=(const SourceKeeper&) = delete;

  // Leaves the source that runs and takes this one.
  void use(const SourceSpec& spec, const PictureFormat& format);
  // Leaves it and takes none.
  void leave();
  // A device came or went: a source that is waited for is tried at once.
  void devicesChanged();
  // Lets the source's companion look now.
  void lookNow();

  // What is wrong with the source now.
  [[nodiscard]] const std::optional<SourceFault>& fault() const { return watch_.fault(); }
  // It fails again and again.
  [[nodiscard]] bool unstable() const { return watch_.unstable(); }
  [[nodiscard]] PictureFormat nativePicture() const;
  // How long a driver has not let a source be closed or looked at; 0: none. It may never do so.
  [[nodiscard]] MediaTime closingFor() const;

 private:
  struct Attempt;

  void obey(SourceWatch::Order order);
  void begin();
  void retire();
  void opened(const std::optional<SourceFault>& fault);
  void onMessage(GstMessage* message);
  void look();
  void looked(const SourceCompanion::Finding& finding);
  void watchDescriptor();
  void tell();
  [[nodiscard]] std::optional<MediaTime> lastData() const;
  static gboolean onBusMessage(GstBus* bus, GstMessage* message, gpointer self) noexcept;
  static gboolean onDescriptor(gint fd, GIOCondition condition, gpointer self) noexcept;

  base::EventLoop& loop_;
  const Medium medium_;
  const Handlers handlers_;
  const std::shared_ptr<SourceOpener> opener_;
  SourceSpec spec_;
  PictureFormat format_;
  SourceWatch watch_;
  std::optional<SourceFault> told_fault_;
  bool told_unstable_ = false;
  unsigned told_failures_ = 0;  // to the opener
  std::shared_ptr<Attempt> attempt_;
  std::uint64_t attempts_ = 0;
  std::shared_ptr<std::atomic<std::int64_t>> closing_since_ns_ = std::make_shared<std::atomic<std::int64_t>>(0);
  base::Timer look_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for what the worker posts to the loop
  Worker worker_;
};

}  // namespace diemcau::media
