// SPDX-License-Identifier: Apache-2.0
// Reading the options of `serve`.
#include "centre/commands/serve_options.h"

#include "centre/commands/command_line.h"
#include "centre/commands/gateway_options.h"
#include "centre/commands/provision.h"

namespace diemcau::centre {

Result<ServeOptions> serveOptionsFrom(std::span<const char* const> arguments) {
  const auto line = CommandLine::parse(arguments, {{"data"},
                                                   {"console"},
                                                   {"sites"},
                                                   {"listen"},
                                                   {"public-host"},
                                                   {"device-port"},
                                                   {"operator-port"},
                                                   {"srt-port"},
                                                   {"time-port", Need::Optional},
                                                   {"backup-host", Need::Optional},
                                                   {"backup-interface", Need::Optional},
                                                   {"paths", Need::Optional},
                                                   {"recordings", Need::Optional},
                                                   {"enrol-port", Need::Optional},
                                                   {"conference", Need::Optional},
                                                   {"templates", Need::Optional},
                                                   {"video", Need::Optional}});
  if (!line) return std::unexpected(line.error());
  ServeOptions options;
  options.data = {line->text("data")};
  options.console = line->text("console");
  options.sites = line->text("sites");
  options.recordings =
      line->has("recordings") ? std::filesystem::path(line->text("recordings")) : options.data.recordings();
  options.listen = line->text("listen");
  const auto host = checkedHost(line->text("public-host"));
  if (!host) return std::unexpected(host.error());
  options.public_host = *host;
  const auto gateway = gatewayAddressFrom(*line);
  if (!gateway) return std::unexpected(gateway.error());
  options.gateway = *gateway;
  const auto device = line->port("device-port");
  const auto operators = line->port("operator-port");
  const auto srt = line->port("srt-port");
  const auto enrol = line->port("enrol-port");
  const auto time = line->port("time-port");
  for (const auto* port : {&device, &operators, &srt, &enrol, &time}) {
    if (!*port) return std::unexpected(port->error());
  }
  options.ports = {*device, *operators, *srt};
  if (line->has("enrol-port")) options.ports.enrol = *enrol;
  if (line->has("time-port")) options.ports.time = *time;
  options.conference = line->text("conference");
  if (line->has("templates")) options.templates = line->text("templates");
  if (line->has("video")) {
    const auto video = videoFrom(line->text("video"));
    if (!video) return std::unexpected(video.error());
    options.video = *video;
  }
  return options;
}

}  // namespace diemcau::centre
