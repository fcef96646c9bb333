// SPDX-License-Identifier: Apache-2.0
// diemcau-launcher's command line.
#include "daemon/launcher/options.h"

#include <glib.h>

#include <array>
#include <memory>

namespace diemcau::launcher {
namespace {

// A string that GOption has allocated.
struct Text {
  char* value = nullptr;
  ~Text() { g_free(value); }
  [[nodiscard]] std::optional<std::string> get() const {
    return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
  }
};

}  // namespace

Result<Options> parseOptions(int argc, char** argv) {
  Text identity, state, run, templates, output, camera, microphone;
  const std::array<GOptionEntry, 8> entries{{
      {"identity", 0, 0, G_OPTION_ARG_FILENAME, &identity.value, "Identity directory", "DIR"},
      {"state", 0, 0, G_OPTION_ARG_FILENAME, &state.value, "What must survive a reboot", "DIR"},
      {"run", 0, 0, G_OPTION_ARG_FILENAME, &run.value, "Logs, pictures, bus-address, pids.json", "DIR"},
      {"templates", 0, 0, G_OPTION_ARG_FILENAME, &templates.value, "The screen's templates", "DIR"},
      {"output", 0, 0, G_OPTION_ARG_STRING, &output.value, "Where the screen shows: kms, window, or the default, file",
       "BACKEND"},
      {"camera", 0, 0, G_OPTION_ARG_STRING, &camera.value, "Instead of what the Config says", "SOURCE"},
      {"microphone", 0, 0, G_OPTION_ARG_STRING, &microphone.value, "Instead of what the Config says", "SOURCE"},
      {},
  }};
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context{g_option_context_new(nullptr),
                                                                                  &g_option_context_free};
  g_option_context_set_summary(context.get(), "Runs an endpoint's three daemons on a message bus of their own.");
  g_option_context_add_main_entries(context.get(), entries.data(), nullptr);
  GError* error = nullptr;
  if (!g_option_context_parse(context.get(), &argc, &argv, &error)) {
    const std::string message = error->message;
    g_error_free(error);
    return fail("options", "invalid", message);
  }
  if (argc > 1) return fail("options", "invalid", std::string{"what is "} + argv[1] + "?");
  if (!identity.value || !state.value || !run.value) {
    return fail("options", "invalid", "--identity, --state and --run are needed");
  }
  return Options{identity.value, state.value, run.value, templates.get(), output.get(), camera.get(), microphone.get()};
}

}  // namespace diemcau::launcher
