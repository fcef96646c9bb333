// SPDX-License-Identifier: Apache-2.0
// A film in every format that a camera may have, and a camera that shows it.
#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.h"

namespace diemcau::test {

inline constexpr std::uint32_t kFilmWidth = 320;
inline constexpr std::uint32_t kFilmHeight = 240;

struct Film {
  std::string fourcc;                 // that the camera says it has
  std::string told;                   // that the status should name
  std::vector<std::string> pictures;  // played in a loop, ten a second
};

// Two seconds of a room where the footage is at hand, else of a moving pattern. Bayer is a pattern anyway: only
// libv4lconvert reads it, and what is told is what it makes of it.
[[nodiscard]] std::vector<Film> films(const TempDir& dir);

// Writes the film to a node of v4l2loopback, which is a camera when the constructor returns; until it is destroyed.
class FilmCamera {
 public:
  FilmCamera(const std::string& node, const Film& film);
  ~FilmCamera() = default;
  FilmCamera(const FilmCamera&) = delete;
  FilmCamera& operator=(const FilmCamera&) = delete;

 private:
  std::jthread writer_;
};

}  // namespace diemcau::test
