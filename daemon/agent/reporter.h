// SPDX-License-Identifier: Apache-2.0
// Sends reports: regularly, and at once when something worth telling has changed.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "contract/status.h"
#include "daemon/agent/backoff.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/http_client.h"
#include "daemon/agent/report_ring.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// What the reports are about.
class ReportSource {
 public:
  virtual ~ReportSource() = default;
  // The next report, everything looked at anew.
  [[nodiscard]] virtual Status report() = 0;
  // What the next report would say, as far as it is known without looking.
  [[nodiscard]] virtual Status glance() const = 0;
  // The centre has a report in which this version of the Config was in force.
  virtual void acknowledged(std::uint64_t config_version) = 0;
};

// A report is made every interval, and kSpacing after the one before at the earliest when the source
// has changed. Each is published; the newest is sent, one at a time. While the centre is away sending
// is tried again after a back-off, with the newest state; making and publishing go on, and of what is not
// sent one report a minute is kept, and the last one before each change. When the centre is back it gets the
// newest state first, then what was kept, the oldest first, between the reports of the day.
// Thread-bound to the loop; everything given to it outlives it.
class Reporter {
 public:
  static constexpr std::chrono::milliseconds kSpacing{200};
  static constexpr std::chrono::seconds kKeptEvery{60};

  using Publish = std::function<void(const std::string& json)>;

  // Without a client reports are made and published only.
  Reporter(ReportSource& source, HttpClient* client, CentreLink& link, const base::Clock& clock, const Random& random,
           ReportRing& ring, Publish publish);

  void start(std::chrono::seconds interval);
  void setInterval(std::chrono::seconds interval);
  // Something may have changed.
  void changed();
  // The centre answers again: gives up a request older than `since`, and a wait for its return.
  void resume(base::BootTime since);
  // Does what is due. For the timer, and for tests that turn the clock themselves.
  void step();

  [[nodiscard]] double rttMs() const { return rtt_ms_; }  // of the last answer; 0: none yet

 private:
  // A report on its way.
  struct Sent {
    std::uint64_t seq = 0;
    std::uint64_t config_version = 0;
    bool kept = false;  // out of the ring
  };

  void make();
  void keep(const std::string& told_now);
  void sendDue();
  void send(Sent sent, std::string json);
  void finish(const HttpResult& result);
  void finishKept(const HttpResult& result);
  void arm();

  ReportSource& source_;
  HttpClient* client_;
  CentreLink& link_;
  const base::Clock& clock_;
  Backoff failures_;
  ReportRing& ring_;
  Publish publish_;
  std::chrono::seconds interval_{2};
  std::string newest_;  // JSON
  Sent newest_is_;
  Sent sent_;                 // the one under way, or the last
  std::string told_;          // salientParts() of it
  bool unsent_ = false;       // newest_ is neither acknowledged nor under way
  bool acknowledged_ = true;  // newest_ is
  bool for_centre_ = false;   // retry_at_ waits for the centre's return
  base::BootTime made_at_{};  // of newest_
  base::BootTime due_{};      // when the next one is made
  base::BootTime retry_at_{};
  base::BootTime sent_at_{};
  std::optional<base::BootTime> kept_at_;  // the last one that was kept
  std::unique_ptr<HttpCall> call_;
  double rtt_ms_ = 0;
  base::Timer timer_;
};

}  // namespace diemcau::agent
