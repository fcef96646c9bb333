// SPDX-License-Identifier: Apache-2.0
// Where the centre is, as the network's DNS says: for a box that neither a USB stick nor its image tells.
//
// SRV records (RFC 2782) in one of the network's domains: `_diemcau._tcp` names the device API, `_diemcau-enrol._tcp`
// the EST server, `_diemcau-time._tcp`, which may be absent, where the time is asked for. What they say is a
// diemcau.json without a token in a directory of its own, where the enrolment looks last. It opens no door: whoever is
// named has to prove itself by the CA of the image.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "contract/enrolment.h"
#include "contract/result.h"
#include "daemon/agent/backoff.h"
#include "daemon/agent/identity/service_resolver.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// As a document would say it. Errors: document.*.
[[nodiscard]] Result<Enrolment> enrolmentAt(const ServicePlace& centre, const ServicePlace& enrol,
                                            const std::optional<ServicePlace>& time);

// Asks again and again: soon while nothing is known, every ten minutes then. Thread-bound to the loop; what it is given
// outlives it.
class CentreDiscovery {
 public:
  static constexpr std::chrono::minutes kEvery{10};

  struct Parts {
    ServiceResolver& resolver;
    std::function<std::vector<std::string>()> domains;  // those of now
    std::filesystem::path directory;                    // for the document; made where it is not there
    const base::Clock& clock;
    Random random;
  };

  // `found`: another document lies there.
  CentreDiscovery(Parts parts, std::function<void()> found);
  void start();

 private:
  using Next = void (CentreDiscovery::*)(const ServicePlace&);

  void askFor(const char* service, Next next);
  void onCentre(const ServicePlace& place);
  void onEnrol(const ServicePlace& place);
  void onTime(const std::optional<ServicePlace>& place);
  void tryNextDomain();
  void store(const Enrolment& enrolment);

  Parts parts_;
  const std::function<void()> found_;
  Backoff failures_;
  std::vector<std::string> domains_;  // still to be asked, the last one first
  ServicePlace centre_;
  ServicePlace enrol_;
  base::Timer timer_;
};

}  // namespace diemcau::agent
