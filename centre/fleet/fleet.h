// SPDX-License-Identifier: Apache-2.0
// All endpoints as they are now, in memory; the store has what must survive.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "centre/fleet/changes.h"
#include "centre/fleet/endpoint.h"
#include "contract/result.h"
#include "contract/status.h"

namespace diemcau::centre {

// How a report stands to what is known.
enum class ReportOrder {
  Newest,    // it is the endpoint's present state now
  Repeated,  // it already was: the endpoint lives, and did not hear our answer
  Older,     // late
};

// Bound to the loop's thread.
class Fleet {
 public:
  explicit Fleet(const Clock& clock) : clock_(clock) {}

  // Replaces all sites. Endpoints take the new names.
  void setSites(std::vector<Site> sites);
  [[nodiscard]] const std::vector<Site>& sites() const { return sites_; }

  // As loaded from the store. Of a known id only key, expiry, revocation and a next passphrase are taken over; revoked,
  // it is woken.
  Endpoint& add(EndpointRecord record);
  [[nodiscard]] Endpoint* find(const std::string& id);
  // By site code, then by id.
  [[nodiscard]] std::vector<const Endpoint*> all() const;

  // A newer version wakes those who wait for it; an older one changes nothing.
  void setDesired(Endpoint& endpoint, const ConfigRecord& config);

  // Takes a report into the present state if it is the newest. The document is `status` as JSON.
  ReportOrder observe(Endpoint& endpoint, const Status& status, ReportRecord report);
  // As loaded from the store at the start: it counts from when it was received.
  void restore(Endpoint& endpoint, const Status& status, ReportRecord report);

  // What the store has (passphrases.h). Taken: the next one of that number is the endpoint's only one now; else the
  // present one stays.
  void setNextPassphrase(Endpoint& endpoint, SrtKey next);
  void endPassphrase(Endpoint& endpoint, std::uint64_t number, bool taken);

  void setSnapshot(Endpoint& endpoint, SnapshotKind kind, Snapshot snapshot);

  // How the room's screen compares with what the centre draws; `odd`: it differs on its own account.
  void setAgreement(Endpoint& endpoint, std::optional<Agreement> agreement, bool odd);

  // What the gateway sees, once a second.
  void setStreams(const std::vector<StreamStats>& streams);
  // Judges all endpoints by the time that passed.
  void tick();

  // Of those that are not revoked; of one whose passphrase is being replaced both.
  [[nodiscard]] std::vector<StreamKey> streamKeys() const;
  [[nodiscard]] Changes& changes() { return changes_; }

 private:
  void update(Endpoint& endpoint, const EndpointRecord& record);
  void markApplied(Endpoint& endpoint, std::uint64_t version, Timestamp received_at);
  void rejudge(Endpoint& endpoint, bool changed);

  const Clock& clock_;
  Changes changes_;
  std::vector<Site> sites_;
  std::map<std::string, Endpoint> endpoints_;
};

}  // namespace diemcau::centre
