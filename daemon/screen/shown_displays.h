// SPDX-License-Identifier: Apache-2.0
// Which displays had the picture and are gone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "contract/screen_status.h"

namespace diemcau::screen {

// A display that was not there since the process began is not missed; neither is one that the plan no longer wishes,
// nor one that came to another connector.
class ShownDisplays {
 public:
  // `now`: all connectors; empty: they are not known. `wished`: "all" or the name of one. Gives what is missing in the
  // words of a condition's detail; empty: nothing.
  [[nodiscard]] std::string missing(const std::vector<DisplayStatus>& now, const std::string& wished);

 private:
  void add(const DisplayStatus& display, const std::vector<DisplayStatus>& now);

  std::map<std::string, DisplayStatus> shown_;  // by connector, as they last had the picture; connected: not missing
};

}  // namespace diemcau::screen
