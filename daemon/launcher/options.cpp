// SPDX-License-Identifier: Apache-2.0
// diemcau-launcher's command line.
#include "daemon/launcher/options.h"

#include <array>
#include <utility>

#include "daemon/base/options.h"

namespace diemcau::launcher {

Result<Options> parseOptions(int argc, char** argv) {
  base::OptionText identity, state, run, templates, output, camera, microphone;
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
  const base::OptionHelp help{.summary = "Runs an endpoint's three daemons on a message bus of their own."};
  if (auto read = base::readOptions(help, entries, argc, argv); !read) return std::unexpected(std::move(read).error());
  if (!identity.given() || !state.given() || !run.given()) {
    return fail("options", "invalid", "--identity, --state and --run are needed");
  }
  return Options{identity.value, state.value, run.value, templates.get(), output.get(), camera.get(), microphone.get()};
}

}  // namespace diemcau::launcher
