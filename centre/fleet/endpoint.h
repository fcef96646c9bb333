// SPDX-License-Identifier: Apache-2.0
// What the centre knows of one endpoint: what it should be, what it reports, what is seen of it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "centre/fleet/screen_agreement.h"
#include "centre/fleet/twin.h"
#include "centre/gateway/gateway.h"
#include "centre/loop/moment.h"
#include "centre/loop/signal.h"
#include "centre/store/records.h"
#include "contract/condition.h"
#include "contract/maket.h"
#include "contract/status.h"
#include "maket/picture.h"

namespace diemcau::centre {

// The newest Config.
struct Desired {
  ConfigVersion version;
  std::string envelope;                     // as the endpoint gets it
  std::chrono::seconds report_interval{2};  // asked for by it
};

// The newest report.
struct Observed {
  ReportRecord report;
  ConfigStatus config;
  std::vector<Condition> conditions;
  std::optional<ScreenStatus> screen;
  std::string software;
};

// What the centre draws of the Config that the room shows, at the room's size.
struct ExpectedScreen {
  std::uint64_t config_version = 0;
  maket::Size size;
  std::optional<RenderedFrame> frame;  // absent: cannot be drawn here
};

struct Snapshot {
  std::string etag;
  Timestamp taken_at{};
  std::shared_ptr<const std::string> jpeg;
};

// Bound to the loop's thread.
struct Endpoint {
  EndpointRecord record;
  Site site;
  std::optional<Desired> desired;
  std::optional<Observed> observed;
  std::vector<std::string> former_boots;  // ids of earlier boots, newest last, bounded
  std::optional<StreamStats> stream;
  std::optional<StreamStats> small_stream;           // of its small picture
  std::array<std::optional<Snapshot>, 2> snapshots;  // by SnapshotKind

  std::optional<SteadyTime> heard_at;  // of the newest report
  bool online = false;
  std::optional<Moment> stream_absent;        // since when it is online without a stream
  std::optional<Timestamp> recording_failed;  // since when
  std::optional<ExpectedScreen> expected_screen;
  std::optional<Agreement> agreement;        // with it; absent: not compared
  std::optional<Timestamp> maket_differs;    // since when, on its own account
  std::vector<Condition> seen;               // by the centre itself
  std::optional<TwinDifference> difference;  // from what is desired

  std::optional<bool> passphrase_replaced;  // how the last replacement ended, since the centre started

  Signal config_changed;

  [[nodiscard]] std::optional<Snapshot>& snapshot(SnapshotKind kind) {
    return snapshots[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] const std::optional<Snapshot>& snapshot(SnapshotKind kind) const {
    return snapshots[static_cast<std::size_t>(kind)];
  }
};

// Without a report for that long an endpoint is offline.
[[nodiscard]] std::chrono::seconds offlineAfter(const Endpoint& endpoint);

// Before a conference nothing may expire for that long. A certificate of a year is renewed long before.
inline constexpr std::chrono::days kExpiryWarning{60};

// How long a stream may take to arrive before its absence is a condition.
inline constexpr std::chrono::seconds kStreamGrace{5};

// Brings `online`, the times of what is wrong, `seen` and `difference` up to date; whether anything changed.
bool judge(Endpoint& endpoint, const Moment& now);

// Those of the last report, when online, and those that the centre sees, worst first.
[[nodiscard]] std::vector<Condition> conditionsOf(const Endpoint& endpoint);

}  // namespace diemcau::centre
