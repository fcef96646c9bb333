// SPDX-License-Identifier: Apache-2.0
// diemcaud's command line.
#include "daemon/agent/options.h"

#include <glib.h>

#include <array>
#include <memory>
#include <string>

namespace diemcau::agent {
namespace {

// A string that GOption has allocated.
struct Text {
  char* value = nullptr;
  ~Text() { g_free(value); }
  [[nodiscard]] std::optional<std::string> get() const {
    return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
  }
};

// The workers read sources out of plans: what a plan cannot carry is wrong here already.
Result<void> checkSources(const LocalSources& sources) {
  const auto plan =
      parseMediaPlan(writeMediaPlan(plansFrom(std::nullopt, {}, sources, std::nullopt).media, Secrets::Keep));
  if (!plan) return fail("options", "invalid", plan.error().context);
  return {};
}

}  // namespace

Result<Options> parseOptions(int argc, char** argv) {
  Text bus, identity, state, run, camera, microphone, enrolment, board_secret;
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
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context{g_option_context_new(nullptr),
                                                                                  &g_option_context_free};
  g_option_context_set_summary(context.get(), "The agent of an endpoint: identity, configuration, reports.");
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
  Options options{bus.get(), identity.value, state.value, run.value, {camera.get(), microphone.get()}, {}, {}};
  if (enrolment.value != nullptr) options.enrolment = enrolment.value;
  if (board_secret.value != nullptr) options.board_secret = board_secret.value;
  if (auto checked = checkSources(options.sources); !checked) return std::unexpected(std::move(checked.error()));
  return options;
}

}  // namespace diemcau::agent
