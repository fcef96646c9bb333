// SPDX-License-Identifier: Apache-2.0
// What the centre itself concludes about an endpoint.
#include "centre/fleet/endpoint.h"

#include <algorithm>
#include <iterator>

namespace diemcau::centre {
namespace {

using std::chrono::seconds;

bool connected(const Endpoint& endpoint) { return endpoint.stream && endpoint.stream->connected; }

bool recordingFailed(const Endpoint& endpoint) {
  return endpoint.stream && endpoint.stream->recording == RecordingState::Failed;
}

std::vector<Condition> conclusions(const Endpoint& endpoint, const Moment& now) {
  std::vector<Condition> seen;
  if (endpoint.record.revoked_at) return seen;
  if (!endpoint.online) {
    const Timestamp since = endpoint.observed ? endpoint.observed->report.received_at : endpoint.record.created_at;
    seen.push_back(makeCondition(ConditionType::EndpointOffline, since));
  }
  if (endpoint.stream_absent && now.steady - endpoint.stream_absent->steady >= kStreamGrace) {
    seen.push_back(makeCondition(ConditionType::StreamMissing, endpoint.stream_absent->wall));
  }
  const Timestamp expiry = endpoint.record.certificate_expires_at;
  if (expiry - kExpiryWarning <= now.wall) {
    seen.push_back(makeCondition(ConditionType::IdentityExpiring, expiry - kExpiryWarning, formatTimestamp(expiry)));
  }
  if (endpoint.recording_failed) {
    seen.push_back(makeCondition(ConditionType::RecordingFailed, *endpoint.recording_failed,
                                 endpoint.stream ? endpoint.stream->recording_detail : std::string()));
  }
  if (endpoint.maket_differs && endpoint.agreement) {
    seen.push_back(
        makeCondition(ConditionType::MaketDiffers, *endpoint.maket_differs, std::string(nameOf(*endpoint.agreement))));
  }
  return seen;
}

}  // namespace

seconds offlineAfter(const Endpoint& endpoint) {
  const seconds interval = endpoint.desired ? endpoint.desired->report_interval : seconds(2);
  return std::max(3 * interval, seconds(6));
}

bool judge(Endpoint& endpoint, const Moment& now) {
  const bool online = endpoint.heard_at && now.steady - *endpoint.heard_at <= offlineAfter(endpoint);
  const bool absent = online && endpoint.desired && !connected(endpoint);
  if (!absent) {
    endpoint.stream_absent.reset();
  } else if (!endpoint.stream_absent) {
    endpoint.stream_absent = now;
  }
  if (!recordingFailed(endpoint)) {
    endpoint.recording_failed.reset();
  } else if (!endpoint.recording_failed) {
    endpoint.recording_failed = now.wall;
  }
  const bool was_online = std::exchange(endpoint.online, online);
  const auto before = std::exchange(endpoint.seen, conclusions(endpoint, now));
  const auto differed = std::exchange(endpoint.difference, differenceOf(endpoint, now.wall));
  return was_online != online || before != endpoint.seen || differed != endpoint.difference;
}

std::vector<Condition> conditionsOf(const Endpoint& endpoint) {
  std::vector<Condition> all = endpoint.seen;
  if (endpoint.online && endpoint.observed) {
    // What both see is told once.
    std::ranges::copy_if(endpoint.observed->conditions, std::back_inserter(all), [&](const Condition& reported) {
      return !std::ranges::contains(endpoint.seen, reported.type, &Condition::type);
    });
  }
  std::ranges::stable_sort(all, std::ranges::greater(), &Condition::level);
  return all;
}

}  // namespace diemcau::centre
