// SPDX-License-Identifier: Apache-2.0
// Reading the command line.
#include "daemon/screen/options.h"

#include <algorithm>
#include <string_view>

namespace diemcau::screen {

Result<Options> parseOptions(int argc, char* const* argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 == argc) return fail("options", "invalid", std::string(name) + " without a value");
    const std::string value = argv[i + 1];
    if (name == "--bus") {
      options.bus = value;
    } else if (name == "--run") {
      options.run = value;
    } else if (name == "--templates") {
      options.templates = value;
    } else if (name == "--pictures") {
      options.pictures = value;
    } else if (name == "--output") {
      options.output = value;
    } else {
      return fail("options", "invalid", std::string(name));
    }
  }
  constexpr std::string_view kOutputs[] = {"file", "kms", "window"};
  if (!std::ranges::contains(kOutputs, options.output))
    return fail("options", "invalid", "no output " + options.output);
  return options;
}

}  // namespace diemcau::screen
