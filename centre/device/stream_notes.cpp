// SPDX-License-Identifier: Apache-2.0
// What is news about refused callers.
#include "centre/device/stream_notes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace diemcau::centre {
namespace {

constexpr char kAction[] = "stream.refused";
constexpr char kRevoked[] = "identity_revoked";

bool namesNothing(const StreamId& claims) { return claims.resource.empty() && claims.user.empty(); }

}  // namespace

std::vector<AuditRecord> StreamNotes::rowsFor(const RefusedBatch& refused, const Moment& now) {
  std::vector<AuditRecord> rows = tellRepeats(now);
  for (const RefusedCaller& caller : refused.callers) std::ranges::move(rowFor(caller, now), std::back_inserter(rows));
  if (refused.more > 0) budget_.leaveOut("", refused.more);
  std::ranges::move(budget_.tellLeftOut({now.wall, "", "", kAction, "", "others"}, now.steady),
                    std::back_inserter(rows));
  return rows;
}

std::vector<AuditRecord> StreamNotes::rowFor(const RefusedCaller& caller, const Moment& now) {
  const Key key{subjectOf(caller), reasonOf(caller), caller.address};
  const auto& [subject, reason, address] = key;
  std::string detail = reason;
  if (!namesNothing(caller.claims)) detail += ", " + writeStreamId(caller.claims);
  AuditRecord row{now.wall, "", address, kAction, subject, detail};
  if (const auto known = noted_.find(key); known != noted_.end()) {
    Noted& noted = known->second;
    if (!isNews(subject, noted)) {
      noted.repeats += caller.times;
      return {};
    }
    if (noted.repeats > 0) row.detail += " (" + std::to_string(noted.repeats) + " more times before)";
  }
  auto allowed = budget_.spend(std::move(row), now.steady, caller.times);
  if (!allowed.empty()) noted_[key] = {now, std::move(detail), caller.times - 1};
  return allowed;
}

std::vector<AuditRecord> StreamNotes::tellRepeats(const Moment& now) {
  const auto is_due = [&now](const Noted& noted) { return now.steady - noted.at.steady >= kTellEvery; };
  std::erase_if(noted_, [&](const auto& entry) { return is_due(entry.second) && entry.second.repeats == 0; });
  std::vector<AuditRecord> rows;
  for (auto& [key, noted] : noted_) {
    if (!is_due(noted)) continue;
    const auto& [subject, reason, address] = key;
    const std::string detail = noted.detail + " (" + std::to_string(noted.repeats) + " more times)";
    const AuditRecord row{now.wall, "", address, kAction, subject, detail};
    std::ranges::move(budget_.spend(row, now.steady, noted.repeats), std::back_inserter(rows));
    noted.at = now;
    noted.repeats = 0;
  }
  return rows;
}

std::string StreamNotes::subjectOf(const RefusedCaller& caller) const {
  const StreamId& claims = caller.claims;
  if (claims.mode == StreamMode::Publish && fleet_.find(claims.user) != nullptr) return claims.user;
  const bool is_site = std::ranges::find(fleet_.sites(), claims.resource, &Site::code) != fleet_.sites().end();
  return is_site ? claims.resource : std::string();
}

// The gateway knows nothing of endpoints that count no more, and nothing of a site when its last one does not.
std::string StreamNotes::reasonOf(const RefusedCaller& caller) const {
  const bool unknown = caller.why == StreamRefusal::SiteUnknown || caller.why == StreamRefusal::EndpointWrong;
  if (unknown && caller.claims.mode == StreamMode::Publish) {
    const Endpoint* endpoint = fleet_.find(caller.claims.user);
    if (endpoint != nullptr && endpoint->record.revoked_at) return kRevoked;
  }
  return std::string(nameOf(caller.why));
}

bool StreamNotes::isNews(const std::string& subject, const Noted& noted) const {
  const Endpoint* endpoint = fleet_.find(subject);
  return endpoint != nullptr && endpoint->stream && endpoint->stream->since > noted.at.wall;
}

}  // namespace diemcau::centre
