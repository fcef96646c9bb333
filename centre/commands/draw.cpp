// SPDX-License-Identifier: Apache-2.0
// Into the sandbox, and to work.
#include "centre/commands/draw.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

#include "centre/commands/command_line.h"
#include "centre/log/log.h"
#include "centre/preview/drawing_service.h"
#include "contract/unique_fd.h"
#include "maket/sandbox.h"

namespace diemcau::centre {

Result<void> runDraw(std::span<const char* const> arguments, const Clock&) {
  const auto line = CommandLine::parse(arguments, {{"templates"}, {"pictures"}});
  if (!line) return std::unexpected(line.error());
  // An order that never ends does not outlive who gave it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const maket::SandboxRules rules{
      .writable = maket::Directories{},
      .readable = maket::Directories{"/usr", "/etc/fonts", line->text("templates"), line->text("pictures")}};
  if (const auto confined = maket::enterSandbox(rules); !confined) {
    logWarning("previews are drawn with the centre's rights: " + confined.error().describe());
  }
  return serveDrawings(UniqueFd(STDIN_FILENO), line->text("templates"), line->text("pictures"));
}

}  // namespace diemcau::centre
