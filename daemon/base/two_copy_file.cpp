// SPDX-License-Identifier: Apache-2.0
// A small piece of state that survives a power cut and the loss of one copy.
#include "daemon/base/two_copy_file.h"

#include <glib.h>

#include <array>
#include <charconv>
#include <format>
#include <memory>
#include <utility>

#include "daemon/base/atomic_file.h"

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

// Takes one line off the front.
std::optional<std::string_view> takeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<Copy> deserialise(std::string_view form, std::string_view file) {
  if (takeLine(file) != form) return std::nullopt;
  const auto digest = takeLine(file);
  if (!digest || *digest != sha256Of(file)) return std::nullopt;
  const auto generation = takeLine(file);
  if (!generation) return std::nullopt;
  Copy copy{0, std::string{file}};
  const auto [end, error] =
      std::from_chars(generation->data(), generation->data() + generation->size(), copy.generation);
  if (error != std::errc{} || end != generation->data() + generation->size()) return std::nullopt;
  return copy;
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
