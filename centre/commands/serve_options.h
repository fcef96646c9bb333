// SPDX-License-Identifier: Apache-2.0
// What `serve` is told on its command line.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "centre/commands/ports_file.h"
#include "centre/fleet/config_draft.h"
#include "centre/trust/data_directory.h"
#include "contract/result.h"

namespace diemcau::centre {

struct ServeOptions {
  DataDirectory data;
  std::filesystem::path console;
  std::filesystem::path sites;
  std::filesystem::path templates = "/usr/share/diemcau/maket/templates";  // of the previews
  std::filesystem::path recordings;                                        // below the data where none was given
  std::string listen;                                                      // address of all listeners
  std::string public_host;                                                 // under which people reach it
  GatewayAddress gateway;                                                  // its port: that of `ports`
  std::filesystem::path conference;  // what endpoints that enrol begin with; empty: the setup scene
  VideoConfig video;                 // the same
  Ports ports;                       // 0: a free one, that of the run before where it can be had
};

// Errors: usage.*.
[[nodiscard]] Result<ServeOptions> serveOptionsFrom(std::span<const char* const> arguments);

}  // namespace diemcau::centre
