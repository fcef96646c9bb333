// SPDX-License-Identifier: Apache-2.0
// Links that are tried, each a line of a table, with what is expected of a sender there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/link_shape.h"

namespace diemcau::test {

// What sends over the link.
struct SenderSpec {
  double min_kbps = 150;
  double max_kbps = 6000;
  double first_kbps = 1000;
  double latency_ms = 300;           // the receiver's delay
  double noise_ms = 0;               // more than it is a round trip seems to take, at most: a busy machine
  double ladder_kbps = 0;            // planned for the picture, which has the ladder's rungs; 0: it has none
  std::vector<double> from_s = {0};  // one of each of these
  double seconds = 40;
};

// A figure between two times, in seconds; figures are those of simulated_run.h.
struct LinkLimit {
  std::string figure;
  double from_s = 0;
  double to_s = 0;
  bool most = false;  // or at least
  double value = 0;
};

struct LinkCase {
  std::string name;
  LinkSpec link;
  SenderSpec sender;
  std::vector<LinkLimit> limits;
};

// Columns with a tab between them: name; link (parseLink, its files in link-traces beside the table); sender, as
// "min=150 max=6000 first=1000 latency=300 noise=0 ladder=0 from=0,10 seconds=40", what is not said as in SenderSpec;
// limits, as "low@17-25>=850 down@15-25<=1.5". Empty lines and those that begin with "#" say nothing.
[[nodiscard]] Result<std::vector<LinkCase>> readLinkCases(const std::filesystem::path& table);

}  // namespace diemcau::test
