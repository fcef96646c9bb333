// SPDX-License-Identifier: Apache-2.0
// Another process draws: what operators upload is decoded there, without the centre's keys, files and network.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

#include "centre/preview/drawing_channel.h"
#include "centre/preview/preview.h"
#include "centre/preview/scene_order.h"
#include "contract/result.h"
#include "contract/unique_fd.h"

namespace diemcau::centre {

struct DrawingLaunch {
  std::filesystem::path templates;
  std::filesystem::path pictures;                    // logos and backgrounds (picture_store.h)
  std::filesystem::path program = "/proc/self/exe";  // diemcau-centre
  std::chrono::milliseconds patience{30'000};        // with one order
};

// `diemcau-centre draw` (commands/draw.h). Its draw() blocks. One thread at a time; ended with this object.
class DrawingProcess {
 public:
  // Error: drawing.not_started.
  [[nodiscard]] static Result<std::unique_ptr<DrawingProcess>> start(const DrawingLaunch& launch);
  DrawingProcess(const DrawingProcess&) = delete;
  DrawingProcess& operator=(const DrawingProcess&) = delete;
  ~DrawingProcess();

  // Errors: those of previewIn() (drawing_answer.h) and, after which it is of no more use, of DrawingChannel.
  [[nodiscard]] Result<Preview> draw(const SceneOrder& order);

 private:
  DrawingProcess(pid_t pid, UniqueFd socket, std::chrono::milliseconds patience)
      : pid_(pid), patience_(patience), channel_(std::move(socket)) {}

  const pid_t pid_;
  const std::chrono::milliseconds patience_;
  DrawingChannel channel_;
};

}  // namespace diemcau::centre
