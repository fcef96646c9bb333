// SPDX-License-Identifier: Apache-2.0
// Back end `file`: the screen is a PNG file, replaced in one step. For the demo, tests and the desk.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "daemon/screen/display.h"

namespace diemcau::screen {

class FileDisplay final : public Display {
 public:
  explicit FileDisplay(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] std::string_view name() const override { return "file"; }
  // A file takes every size.
  [[nodiscard]] DisplayTarget target(const DisplayWish& wish) override { return {.size = wish.size}; }
  // Errors: png.not_encoded, file.not_written. It does not fade.
  [[nodiscard]] Result<void> show(const maket::Picture& picture, const Fade& fade) override;
  // Errors: file.not_found, file.not_readable, file.too_large, png.invalid, png.size_differs.
  [[nodiscard]] Result<maket::Picture> readBack() override;
  // By the file's identity, size and times, which every writer changes.
  [[nodiscard]] bool sameAsReadBack() override;
  [[nodiscard]] DisplayFacts facts() override;

 private:
  [[nodiscard]] std::optional<struct stat> look() const;

  std::filesystem::path file_;
  maket::Size size_;
  std::optional<struct stat> read_;  // the file that the last readBack() read
};

}  // namespace diemcau::screen
