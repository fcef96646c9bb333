// SPDX-License-Identifier: Apache-2.0
// GOption's errors as values.
#include "daemon/base/options.h"

#include <memory>

namespace diemcau::base {

Result<void> readOptions(const OptionHelp& help, std::span<const GOptionEntry> entries, int& argc, char**& argv) {
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context{g_option_context_new(help.words),
                                                                                  &g_option_context_free};
  g_option_context_set_summary(context.get(), help.summary);
  g_option_context_add_main_entries(context.get(), entries.data(), nullptr);
  GError* error = nullptr;
  if (!g_option_context_parse(context.get(), &argc, &argv, &error)) {
    const std::string message = error->message;
    g_error_free(error);
    return fail("options", "invalid", message);
  }
  if (help.words == nullptr && argc > 1) return fail("options", "invalid", std::string{"what is "} + argv[1] + "?");
  return {};
}

}  // namespace diemcau::base
