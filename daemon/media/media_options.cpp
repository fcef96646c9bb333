// SPDX-License-Identifier: Apache-2.0
// Parsing of the command line.
#include "daemon/media/media_options.h"

#include <string_view>

namespace diemcau::media {

Result<MediaOptions> parseOptions(std::span<char*> arguments) {
  MediaOptions options;
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    if (name != "--bus" && name != "--run") return fail("options", "malformed", std::string(name));
    if (i + 1 == arguments.size()) return fail("options", "malformed", std::string(name) + " needs a value");
    if (name == "--bus") {
      options.bus = arguments[i + 1];
    } else {
      options.run_dir = arguments[i + 1];
    }
  }
  if (options.run_dir.empty()) return fail("options", "malformed", "--run is missing");
  return options;
}

}  // namespace diemcau::media
