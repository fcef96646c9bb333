// SPDX-License-Identifier: Apache-2.0
// Logos and backgrounds as files that are named by what is in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "contract/result.h"
#include "maket/picture_file.h"

namespace diemcau::centre {

struct StoredPicture {
  std::string sha256;  // lower-case hex, of the file
  maket::PictureFile file;
  std::uint64_t bytes = 0;
};

// A part of a picture, or all of it.
struct PicturePart {
  maket::PictureKind kind{};
  std::string bytes;
  std::uint64_t total = 0;  // of the picture
};

[[nodiscard]] bool isPictureName(std::string_view text);

// Thread-safe; blocks as long as the disk does.
class PictureStore {
 public:
  static constexpr std::size_t kMostPictures = 512;

  explicit PictureStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // One that is there already is left as it is. Errors: those of maket::inspectPicture(); picture.store_full
  // (kMostPictures), file.not_written.
  [[nodiscard]] Result<StoredPicture> put(std::string_view bytes);

  // From byte `first` on at most `most` bytes of the picture named `sha256`; behind its end there are none.
  // Errors: picture.not_found, file.not_readable.
  [[nodiscard]] Result<PicturePart> read(std::string_view sha256, std::uint64_t first, std::uint64_t most) const;

 private:
  [[nodiscard]] bool isFull() const;

  const std::filesystem::path directory_;
  std::mutex writing_;
};

}  // namespace diemcau::centre
