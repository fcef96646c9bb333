// SPDX-License-Identifier: Apache-2.0
// Between the centre and a process that draws for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "contract/result.h"
#include "contract/unique_fd.h"

namespace diemcau::centre {

// One end of a stream socket, on which each part has its length before it (four bytes, the highest first).
// The order of a scene is one part; the answer is three: what came of it, the facts, the picture (drawing_answer.h).
// One thread at a time. Errors of both: drawing.ended (the other end is closed), drawing.late.
class DrawingChannel {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit DrawingChannel(UniqueFd socket) : socket_(std::move(socket)) {}

  [[nodiscard]] Result<void> send(std::string_view part, Time until);
  // Also drawing.too_large: more than `most` bytes.
  [[nodiscard]] Result<std::string> receive(std::size_t most, Time until);

 private:
  [[nodiscard]] Result<void> await(short event, Time until) const;
  [[nodiscard]] Result<void> fill(char* bytes, std::size_t size, Time until);

  const UniqueFd socket_;
};

}  // namespace diemcau::centre
