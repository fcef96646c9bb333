// SPDX-License-Identifier: Apache-2.0
// A small piece of state that survives a power cut and the loss of one copy.
#include "daemon/base/two_copy_file.h"

#include <glib.h>

#include <array>
#include <format>
#include <memory>
#include <utility>

#include "daemon/base/atomic_file.h"
#include "daemon/base/stored_lines.h"

namespace diemcau::base {
namespace {

constexpr std::size_t kMaxHeaderBytes = 256;
constexpr mode_t kMode = 0600;

struct Copy {
  std::uint64_t generation = 0;
  std::string bytes;
};

std::string sha256Of(std::string_view text) {
  const std::unique_ptr<char, decltype(&g_free)> digest{
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(text.data()), text.size()),
      &g_free};
  return digest.get();
}

std::string serialise(std::string_view form, std::uint64_t generation, std::string_view bytes) {
  const std::string rest = std::format("{}\n{}", generation, bytes);
  return std::format("{}\n{}\n{}", form, sha256Of(rest), rest);
}

std::optional<Copy> deserialise(std::string_view form, std::string_view file) {
  if (takeUntil(file, '\n') != form) return std::nullopt;
  const auto digest = takeUntil(file, '\n');
  if (!digest || *digest != sha256Of(file)) return std::nullopt;
  const auto generation = numberFrom<std::uint64_t>(takeUntil(file, '\n'));
  if (!generation) return std::nullopt;
  return Copy{*generation, std::string{file}};
}

}  // namespace

std::filesystem::path TwoCopyFile::copy(unsigned index) const {
  std::filesystem::path path = path_;
  path += index == 0 ? ".a" : ".b";
  return path;
}

TwoCopyFile::Loaded TwoCopyFile::load() {
  Loaded loaded;
  std::array<std::optional<Copy>, 2> copies;
  for (unsigned index = 0; index < copies.size(); ++index) {
    const auto file = readFile(copy(index), limit_ + kMaxHeaderBytes);
    if (file) copies[index] = deserialise(form_, *file);
    const bool absent = !file && file.error().code == "not_found";
    if (!copies[index] && !absent) ++loaded.damaged;
  }
  newest_ = copies[0] && (!copies[1] || copies[0]->generation >= copies[1]->generation) ? 0 : 1;
  std::optional<Copy>& newest = copies[newest_];
  if (!newest) return loaded;
  generation_ = newest->generation;
  const std::optional<Copy>& other = copies[1 - newest_];
  if (!other || other->generation != generation_) unmirrored_ = serialise(form_, generation_, newest->bytes);
  loaded.bytes = std::move(newest->bytes);
  return loaded;
}

Result<void> TwoCopyFile::commit(std::string_view bytes) {
  std::string file = serialise(form_, generation_ + 1, bytes);
  const unsigned index = 1 - newest_;
  if (auto written = writeFileAtomically(copy(index), file, kMode, Durability::Durable); !written) return written;
  ++generation_;
  newest_ = index;
  unmirrored_ = std::move(file);
  return {};
}

Result<void> TwoCopyFile::mirror() {
  if (unmirrored_.empty()) return {};
  auto written = writeFileAtomically(copy(1 - newest_), unmirrored_, kMode, Durability::Durable);
  if (written) unmirrored_.clear();
  return written;
}

}  // namespace diemcau::base
