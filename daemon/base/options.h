// SPDX-License-Identifier: Apache-2.0
// Command lines, read by GOption.
#pragma once

#include <glib.h>

#include <optional>
#include <span>
#include <string>

#include "contract/result.h"

namespace diemcau::base {

// A string that GOption allocates: `value` is for a GOptionEntry.
struct OptionText {
  OptionText() = default;
  ~OptionText() { g_free(value); }
  OptionText(const OptionText&) = delete;
  OptionText& operator=(const OptionText&) = delete;

  [[nodiscard]] bool given() const { return value != nullptr; }
  [[nodiscard]] std::optional<std::string> get() const {
    return given() ? std::optional<std::string>{value} : std::nullopt;
  }

  char* value = nullptr;
};

// What --help tells beside the options.
struct OptionHelp {
  const char* words = nullptr;  // that stand beside options: "status|plan"; none: nothing does
  const char* summary = nullptr;
};

// Fills in what `entries`, whose last is empty, point to, and takes it out of `argv`; --help prints and ends the
// process. Errors: options.invalid.
[[nodiscard]] Result<void> readOptions(const OptionHelp& help, std::span<const GOptionEntry> entries, int& argc,
                                       char**& argv);

}  // namespace diemcau::base
