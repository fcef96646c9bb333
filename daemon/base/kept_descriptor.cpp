// SPDX-License-Identifier: Apache-2.0
// sd_listen_fds(3) and sd_notify(3).
#include "daemon/base/kept_descriptor.h"

#include <systemd/sd-daemon.h>

#include <cstdlib>

namespace diemcau::base {

UniqueFd takeKeptDescriptor(const std::string& name) {
  UniqueFd found;
  char** names = nullptr;
  const int count = ::sd_listen_fds_with_names(1, &names);
  for (int at = 0; at < count; ++at) {
    UniqueFd one(SD_LISTEN_FDS_START + at);
    if (names[at] == name) found = std::move(one);
    ::free(names[at]);
  }
  ::free(names);
  return found;
}

void keepDescriptor(const std::string& name, int fd) {
  ::sd_notify(0, ("FDSTOREREMOVE=1\nFDNAME=" + name).c_str());
  ::sd_pid_notify_with_fds(0, 0, ("FDSTORE=1\nFDNAME=" + name).c_str(), &fd, 1);
}

}  // namespace diemcau::base
