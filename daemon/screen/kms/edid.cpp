// SPDX-License-Identifier: Apache-2.0
// libdisplay-info reads it.
#include "daemon/screen/kms/edid.h"

extern "C" {  // which its header does not say
#include <libdisplay-info/info.h>
}

#include <cstdlib>
#include <memory>

namespace diemcau::screen {
namespace {

struct Release {
  void operator()(di_info* info) const noexcept { di_info_destroy(info); }
  void operator()(char* text) const noexcept { std::free(text); }
};

std::string take(char* text) {
  const std::unique_ptr<char, Release> owned(text);
  return owned ? std::string(owned.get()) : std::string();
}

}  // namespace

DisplayIdentity identityIn(std::span<const std::uint8_t> edid) {
  const std::unique_ptr<di_info, Release> info(di_info_parse_edid(edid.data(), edid.size()));
  if (!info) return {};
  return {take(di_info_get_make(info.get())), take(di_info_get_model(info.get())),
          take(di_info_get_serial(info.get()))};
}

}  // namespace diemcau::screen
