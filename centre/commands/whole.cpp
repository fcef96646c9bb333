// SPDX-License-Identifier: Apache-2.0
// From the command line to the whole recording of a run.
#include "centre/commands/whole.h"

#include <cstdio>
#include <format>
#include <string>

#include "centre/commands/command_line.h"
#include "centre/recording/whole_recording.h"
#include "contract/stream_id.h"

namespace diemcau::centre {
namespace {

double secondsOf(Ticks ticks) { return static_cast<double>(ticks) / (kTicksPerMs * 1000); }

}  // namespace

Result<void> runWholeRecording(std::span<const char* const> arguments, const Clock& /*clock*/) {
  const auto line = CommandLine::parse(arguments, {{"recordings"}, {"site"}, {"run", Need::Optional}});
  if (!line) return std::unexpected(line.error());
  const std::string code = line->text("site");
  if (code.find_first_of("/.") != std::string::npos) return fail("usage", "value_malformed", "--site " + code);
  const std::filesystem::path site = std::filesystem::path(line->text("recordings")) / code;
  std::string run = line->text("run");
  if (run.empty()) {
    const auto runs = runsOf(site);
    if (runs.empty()) return fail("recording", "no_such_run", site.string());
    run = runs.back();
  }
  if (!isRun(run)) return fail("usage", "value_malformed", "--run " + run);
  const auto whole = writeWholeRecording(site, run);
  if (!whole) return std::unexpected(whole.error());
  std::string text = std::format("{}\n{:.1f} s, {} units, {} of them brought later\n", whole->file.string(),
                                 whole->seconds, whole->units, whole->brought);
  for (const Hole& hole : whole->holes) {
    text +=
        std::format("no {} for {:.1f} s, from {:.1f} s of the run on\n", hole.pid == kVideoPid ? "picture" : "sound",
                    secondsOf(hole.end - hole.begin), secondsOf(hole.begin));
  }
  std::fputs(text.c_str(), stdout);
  return {};
}

}  // namespace diemcau::centre
