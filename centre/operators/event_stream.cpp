// SPDX-License-Identifier: Apache-2.0
// Writing server-sent events (HTML standard, 9.2).
#include "centre/operators/event_stream.h"

#include "centre/operators/rollout_api.h"
#include "centre/operators/views.h"

namespace diemcau::centre {
namespace {

// A page that hears nothing for 15 s takes the connection for dead: its script sees events only, not
// comments, so that the sign of life is the state of the centre.
constexpr std::chrono::seconds kSignOfLife{10};
constexpr std::chrono::milliseconds kGather{50};
constexpr std::string_view kBeginning = "retry: 2000\n\n";

// JSON has no line breaks: one data line.
std::string event(std::string_view name, std::string_view json) {
  std::string text = "event: ";
  text.append(name).append("\ndata: ").append(json).append("\n\n");
  return text;
}

}  // namespace

boost::asio::awaitable<std::optional<std::string>> EventStream::next() {
  if (!begun_) {
    begun_ = true;
    co_return everything();
  }
  ChangeSet changes = co_await watcher_.next(clock_.now().steady + kSignOfLife);
  if (changes.empty()) {
    changes.centre = true;
  } else {
    co_await sleepUntil(clock_.now().steady + kGather);
    changes.merge(co_await watcher_.next(clock_.now().steady));
  }
  if (sessions_.find(session_) == nullptr) co_return std::nullopt;
  co_return render(changes);
}

std::string EventStream::everything() const {
  std::string text(kBeginning);
  text += event("centre", centreJson(health_));
  text += event("enrolments", enrolmentListJson(boxes_.all()));
  for (const Endpoint* endpoint : fleet_.all()) text += event("endpoint", endpointJson(*endpoint));
  return text + rollout();
}

std::string EventStream::rollout() const {
  return rollouts_.current() == nullptr ? std::string() : event("rollout", rolloutJson(*rollouts_.current()));
}

std::string EventStream::render(const ChangeSet& changes) const {
  std::string text;
  if (changes.centre) text += event("centre", centreJson(health_));
  if (changes.enrolments) text += event("enrolments", enrolmentListJson(boxes_.all()));
  for (const std::string& id : changes.endpoints) {
    if (const Endpoint* endpoint = fleet_.find(id)) text += event("endpoint", endpointJson(*endpoint));
  }
  for (const auto& [id, kind] : changes.snapshots) {
    const Endpoint* endpoint = fleet_.find(id);
    if (endpoint == nullptr || !endpoint->snapshot(kind)) continue;
    text += event("snapshot", snapshotEventJson(id, kind, *endpoint->snapshot(kind)));
  }
  if (changes.rollout) text += rollout();
  return text;
}

}  // namespace diemcau::centre
