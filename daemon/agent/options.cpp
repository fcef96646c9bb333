// SPDX-License-Identifier: Apache-2.0
// diemcaud's command line.
#include "daemon/agent/options.h"

#include <array>
#include <utility>

#include "daemon/base/options.h"

namespace diemcau::agent {
namespace {

// The workers read sources out of plans: what a plan cannot carry is wrong here already.
Result<void> checkSources(const LocalSources& sources) {
  const auto plan =
      parseMediaPlan(writeMediaPlan(plansFrom(std::nullopt, {}, sources, std::nullopt).media, Secrets::Keep));
  if (!plan) return fail("options", "invalid", plan.error().context);
  return {};
}

}  // namespace

Result<Options> parseOptions(int argc, char** argv) {
  base::OptionText bus, identity, state, run, camera, microphone, enrolment, board_secret;
  const std::array<GOptionEntry, 9> entries{{
      {"bus", 0, 0, G_OPTION_ARG_STRING, &bus.value, "Message bus to use instead of the system bus", "ADDRESS"},
      {"identity", 0, 0, G_OPTION_ARG_FILENAME, &identity.value, "Identity directory", "DIR"},
      {"state", 0, 0, G_OPTION_ARG_FILENAME, &state.value, "What must survive a reboot", "DIR"},
      {"run", 0, 0, G_OPTION_ARG_FILENAME, &run.value, "What need not; pictures stand here", "DIR"},
      {"camera", 0, 0, G_OPTION_ARG_STRING, &camera.value,
       "auto, pattern, file:PATH, v4l2:DEVICE, usb:PORT, serial:NUMBER or name:NAME", "SOURCE"},
      {"microphone", 0, 0, G_OPTION_ARG_STRING, &microphone.value,
       "auto, tone, file:PATH, alsa:DEVICE, usb:PORT, serial:NUMBER or name:NAME", "SOURCE"},
      {"enrolment", 0, 0, G_OPTION_ARG_FILENAME, &enrolment.value,
       "Where a USB stick with diemcau.json is mounted; goes before the identity directory", "DIR"},
      {"board-secret", 0, 0, G_OPTION_ARG_FILENAME, &board_secret.value,
       "The board's own secret, which the endpoint's key is sealed with", "FILE"},
      {},
  }};
  const base::OptionHelp help{.summary = "The agent of an endpoint: identity, configuration, reports."};
  if (auto read = base::readOptions(help, entries, argc, argv); !read) return std::unexpected(std::move(read).error());
  if (!identity.given() || !state.given() || !run.given()) {
    return fail("options", "invalid", "--identity, --state and --run are needed");
  }
  Options options{bus.get(),       identity.value,    state.value, run.value, {camera.get(), microphone.get()},
                  enrolment.get(), board_secret.get()};
  if (auto checked = checkSources(options.sources); !checked) return std::unexpected(std::move(checked.error()));
  return options;
}

}  // namespace diemcau::agent
