// SPDX-License-Identifier: Apache-2.0
// Picture files as people and others would send them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace diemcau::test {

// Of one colour, `red`, `green` and `blue` as told, opaque.
[[nodiscard]] std::string pngFile(std::uint32_t width, std::uint32_t height, std::uint8_t red, std::uint8_t green,
                                  std::uint8_t blue);
// Says that it has so many pixels, and has none: a few dozen bytes.
[[nodiscard]] std::string pngBomb(std::uint32_t width, std::uint32_t height);
[[nodiscard]] std::string jpegFile(std::uint32_t width, std::uint32_t height);
// A disc on nothing, 100 units wide, with `inside` behind it.
[[nodiscard]] std::string svgFile(const std::string& inside = "");
[[nodiscard]] std::string billionLaughs();

// Puts it where a renderer looks for it; its name there.
[[nodiscard]] std::string keepPicture(const std::filesystem::path& directory, const std::string& file);

struct RefusedSvg {
  const char* why;
  std::string svg;
};
// Each refers to something outside, or brings something that may not be in a picture.
[[nodiscard]] std::vector<RefusedSvg> refusedSvgs();

}  // namespace diemcau::test
