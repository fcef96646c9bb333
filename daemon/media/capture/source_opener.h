// SPDX-License-Identifier: Apache-2.0
// How a SourceKeeper comes to a source.
#pragma once

#include <expected>
#include <memory>
#include <optional>

#include "daemon/media/capture/capture_pipeline.h"
#include "daemon/media/capture/source_fault.h"
#include "daemon/media/capture/source_spec.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// What is looked after beside a source that runs: its settings, its signal. Of the worker's thread, but for
// descriptor().
class SourceCompanion {
 public:
  struct Finding {
    std::optional<SourceFault> fault;  // give the source up
    bool outdated = false;             // open it anew
  };

  virtual ~SourceCompanion() = default;
  // About once a second, and when the descriptor says so.
  [[nodiscard]] virtual Finding look() = 0;
  // Has urgent data (POLLPRI) when a look is due; -1: none.
  [[nodiscard]] virtual int descriptor() const { return -1; }
};

struct OpenSource {
  std::unique_ptr<SourceCompanion> companion;  // may be none
  std::unique_ptr<CapturePipeline> capture;    // ends first
};
using OpenedSource = std::expected<OpenSource, SourceFault>;

// Of the worker's thread. What can block does so here.
class SourceOpener {
 public:
  virtual ~SourceOpener() = default;
  [[nodiscard]] virtual OpenedSource open(const SourceSpec& spec, const PictureFormat& format,
                                          CapturePipeline::OnSample on_sample) = 0;
  // What was opened last has failed; `fruitful`: after it had given something.
  virtual void failed(bool fruitful) { (void)fruitful; }
  // A device came or went: what failed before may do now.
  virtual void devicesChanged() {}
};

// By backendFor().
[[nodiscard]] std::unique_ptr<SourceOpener> backendOpener(Medium medium);

}  // namespace diemcau::media
