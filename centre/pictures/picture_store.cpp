// SPDX-License-Identifier: Apache-2.0
// One file a picture.
#include "centre/pictures/picture_store.h"

#include <algorithm>
#include <array>
#include <format>
#include <fstream>
#include <iterator>
#include <system_error>

#include "centre/crypto/digest.h"
#include "centre/files/atomic_file.h"

namespace diemcau::centre {

bool isPictureName(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

Result<StoredPicture> PictureStore::put(std::string_view bytes) {
  const auto file = maket::inspectPicture(bytes);
  if (!file) return std::unexpected(file.error());
  StoredPicture picture{.sha256 = sha256Hex(bytes), .file = *file, .bytes = bytes.size()};
  const std::filesystem::path path = directory_ / picture.sha256;
  const std::lock_guard lock(writing_);
  std::error_code error;
  if (std::filesystem::exists(path, error)) return picture;
  if (isFull()) return fail("picture", "store_full", std::format("{} pictures", kMostPictures));
  Result<void> written = makeDirectory(directory_, kSecretDirectory);
  if (written) written = writeFileDurably(path, bytes, kPublicFile);
  if (!written) return std::unexpected(std::move(written).error());
  return picture;
}

bool PictureStore::isFull() const {
  std::error_code error;
  const std::filesystem::directory_iterator entries(directory_, error);
  if (error) return false;
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries))) >= kMostPictures;
}

Result<PicturePart> PictureStore::read(std::string_view sha256, std::uint64_t first, std::uint64_t most) const {
  const auto not_found = fail("picture", "not_found", std::string(sha256.substr(0, 64)));
  if (!isPictureName(sha256)) return not_found;
  const std::filesystem::path path = directory_ / sha256;
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) return not_found;
  if (error) return fail("file", "not_readable", path.string() + ": " + error.message());
  std::ifstream file(path, std::ios::binary);
  std::array<char, 16> start{};
  file.read(start.data(), start.size());
  PicturePart part{.kind = maket::pictureKindOf({start.data(), static_cast<std::size_t>(file.gcount())}),
                   .bytes = std::string(first < size ? std::min<std::uint64_t>(most, size - first) : 0, '\0'),
                   .total = size};
  if (part.bytes.empty()) return part;
  file.clear();
  file.seekg(static_cast<std::streamoff>(first));
  if (file.read(part.bytes.data(), static_cast<std::streamsize>(part.bytes.size()))) return part;
  return fail("file", "not_readable", path.string());
}

}  // namespace diemcau::centre
