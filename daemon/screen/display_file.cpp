// SPDX-License-Identifier: Apache-2.0
// PNG out, PNG in.
#include "daemon/screen/display_file.h"

#include "contract/proof_reason.h"
#include "daemon/base/atomic_file.h"
#include "maket/png.h"

namespace diemcau::screen {
namespace {

constexpr mode_t kMode = 0644;
// More than a picture that cannot be packed at all, with the chunks around it.
constexpr std::size_t kMostBytesAPixel = 5;
constexpr std::size_t kMostBytesAround = 64 * 1024;

bool sameTime(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

bool sameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size && sameTime(a.st_mtim, b.st_mtim) &&
         sameTime(a.st_ctim, b.st_ctim);
}

}  // namespace

std::optional<struct stat> FileDisplay::look() const {
  struct stat now{};
  if (::lstat(file_.c_str(), &now) != 0) return std::nullopt;
  return now;
}

Result<void> FileDisplay::show(const maket::Picture& picture, const Fade&) {
  const Result<std::string> png = maket::encodePng(picture);
  if (!png) return std::unexpected(png.error());
  Result<void> written = base::writeFileAtomically(file_, *png, kMode, base::Durability::Volatile);
  if (written) size_ = picture.size;
  return written;
}

Result<maket::Picture> FileDisplay::readBack() {
  read_.reset();
  const std::optional<struct stat> before = look();
  const std::size_t limit = kMostBytesAround + kMostBytesAPixel * size_.width * size_.height;
  const Result<std::string> bytes = base::readFile(file_, limit);
  if (!bytes) return std::unexpected(bytes.error());
  const std::optional<struct stat> after = look();
  // A file that was replaced meanwhile is looked at again.
  if (before && after && sameFile(*before, *after)) read_ = after;
  return maket::decodePng(*bytes, size_);
}

bool FileDisplay::sameAsReadBack() {
  const std::optional<struct stat> now = look();
  return now && read_ && sameFile(*now, *read_);
}

DisplayFacts FileDisplay::facts() {
  const std::string why = detailOf(ProofReason::OutputFile);
  return {ProofState::Unknown, why, ProofState::Unknown, why, {}};
}

}  // namespace diemcau::screen
