// SPDX-License-Identifier: Apache-2.0
// diemcau-centre: the counterpart of the endpoints.
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <span>
#include <string_view>

#include "centre/commands/audit.h"
#include "centre/commands/draw.h"
#include "centre/commands/enrolment.h"
#include "centre/commands/passwords.h"
#include "centre/commands/provision.h"
#include "centre/commands/rotate.h"
#include "centre/commands/serve.h"
#include "centre/commands/sign.h"
#include "centre/commands/trust_root.h"
#include "centre/commands/whole.h"
#include "centre/log/log.h"

namespace {

using namespace diemcau;

constexpr const char* kUsage =
    "Usage: diemcau-centre COMMAND [OPTION]...\n"
    "\n"
    "  serve --data DIR --console DIR --sites FILE --listen ADDRESS --public-host HOST\n"
    "        --device-port N --operator-port N --srt-port N [--time-port N]\n"
    "        [--enrol-port N [--conference FILE] [--video 1280x720@30]]\n"
    "        [--recordings DIR] [--backup-host HOST [--backup-interface NAME] [--paths failover|both]]\n"
    "      the centre itself; port 0: a free one, that of the run before where it can be had;\n"
    "      DIR/ports.json tells them as soon as all listen; --enrol-port: new boxes get their identities there,\n"
    "      and begin with that conference and video; --backup-host: another name or address of this\n"
    "      machine, over another line, for the streams when the first one fails; --backup-interface: the\n"
    "      boxes' network interface for it; --paths both: the streams go over both lines all the time;\n"
    "      --time-port: plain HTTP, where boxes learn the time, signed, before they can judge a certificate\n"
    "  provision --data DIR --site CODE --conference FILE --centre-url https://HOST:PORT --out DIR\n"
    "            [--video 1280x720@30] [--sites FILE] [--srt-port N] [--backup-host HOST ...]\n"
    "      a new endpoint: its identity directory and its first Config\n"
    "  tokens --data DIR --sites FILE --out DIR --public-host HOST --expires DAYS\n"
    "      for each site a folder with diemcau.json for a USB stick: the box that finds it gets the site's identity,\n"
    "      once, without asking anybody; prints how many\n"
    "  approve --data DIR --code XXXX-XXXX --site CODE\n"
    "      the box that shows that code gets the site's identity; whoever has the site now is revoked\n"
    "  refuse --data DIR --code XXXX-XXXX\n"
    "  revoke --data DIR --endpoint ID\n"
    "      the identity counts for nothing any more, and its stream is cut\n"
    "  rotate --data DIR --endpoint ID | --all\n"
    "      another passphrase for the stream: the running centre pushes it, and the room stays on air; until the room\n"
    "      has it both count\n"
    "  audit --data DIR [--verify]\n"
    "      the audit log as lines of JSON; --verify: only how many there are and the digest of the last, which\n"
    "      stands for all before it; fails when a row is not as it was written\n"
    "  set-password --data DIR\n"
    "      the operators' password, from standard input; ends all their sessions\n"
    "  one-time-password --data DIR\n"
    "      prints a password that logs in once, within a day\n"
    "  whole-recording --recordings DIR --site CODE [--run RUN]\n"
    "      one file of a room's run, the newest where none is named, from what was received and what was brought\n"
    "      later; tells what is still missing\n"
    "  trust-root show --data DIR\n"
    "      whose signatures count for trust roots, configurations and the time\n"
    "  trust-root draft --data DIR --out FILE [--add ROLE=FILE.pub,...] [--remove ROLE=KEYID,...]\n"
    "            [--threshold ROLE=N,...] [--expires YYYY-MM-DD]\n"
    "      the next trust root, to be signed; ROLE: root, config, online; without --expires it is for ten years\n"
    "  trust-root publish --data DIR --in FILE\n"
    "      hands the next trust root out, once root keys of the present one and of its own have signed it\n"
    "  new-key --out FILE\n"
    "      a new key; its public half in FILE.pub, for trust-root draft\n"
    "  sign --key FILE --in FILE --out FILE\n"
    "      tells what a trust root or a configuration says, and adds a signature; needs nothing of the centre's "
    "machine\n";

struct Command {
  std::string_view name;
  Result<void> (*run)(std::span<const char* const> arguments, const centre::Clock& clock);
};

constexpr std::array<Command, 15> kCommands{{{"serve", centre::runServe},
                                             {"provision", centre::runProvision},
                                             {"tokens", centre::runTokens},
                                             {"approve", centre::runApprove},
                                             {"refuse", centre::runRefuse},
                                             {"revoke", centre::runRevoke},
                                             {"rotate", centre::runRotate},
                                             {"audit", centre::runAudit},
                                             {"set-password", centre::runSetPassword},
                                             {"one-time-password", centre::runOneTimePassword},
                                             {"whole-recording", centre::runWholeRecording},
                                             {"trust-root", centre::runTrustRoot},
                                             {"new-key", centre::runNewKey},
                                             {"sign", centre::runSign},
                                             {"draw", centre::runDraw}}};

int report(const Result<void>& result) {
  if (result) return 0;
  std::fprintf(stderr, "diemcau-centre: %s\n", result.error().describe().c_str());
  return result.error().domain == "usage" ? 2 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
  const std::string_view name = argc > 1 ? arguments[1] : "";
  if (name == "--help" || name == "-h") {
    std::fputs(kUsage, stdout);
    return 0;
  }
  ::umask(0077);
  // A caller that goes away, and a file that may not grow, are errors of one write, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  centre::startLog();
  const centre::SystemClock clock;
  for (const Command& command : kCommands) {
    if (command.name == name) return report(command.run(arguments.subspan(2), clock));
  }
  std::fputs(kUsage, stderr);
  return 2;
}
