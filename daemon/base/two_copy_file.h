// SPDX-License-Identifier: Apache-2.0
// A small piece of state that survives a power cut and the loss of one copy.
//
// `NAME.a` and `NAME.b`, each three lines (form, SHA-256 of all that follows, generation) and then the bytes. A
// copy that does not match its checksum counts as absent; of two good ones the higher generation holds. The
// copy that is not the newest is the one that is written, so a good one always stands. Thread-bound; the
// writing calls block for the disk's flush.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::base {

class TwoCopyFile {
 public:
  struct Loaded {
    std::optional<std::string> bytes;
    unsigned damaged = 0;  // copies that are there and cannot be used
  };

  // `path` without ".a" and ".b"; `form` is one line that says what the bytes are ("diemcau.config-store/2").
  TwoCopyFile(std::filesystem::path path, std::string form, std::size_t limit)
      : path_(std::move(path)), form_(std::move(form)), limit_(limit) {}

  // To be called once before anything is written.
  [[nodiscard]] Loaded load();
  // Durable when it returns: one copy carries it. Error: file.not_written; the old state then stands.
  [[nodiscard]] Result<void> commit(std::string_view bytes);
  // Brings the other copy up to the newest. Does nothing when both are. Error: file.not_written.
  [[nodiscard]] Result<void> mirror();

 private:
  [[nodiscard]] std::filesystem::path copy(unsigned index) const;

  std::filesystem::path path_;
  std::string form_;
  std::size_t limit_;             // bytes
  std::uint64_t generation_ = 0;  // of the newest copy
  unsigned newest_ = 1;           // its index
  std::string unmirrored_;        // the newest copy's file, until the other is the same
};

}  // namespace diemcau::base
