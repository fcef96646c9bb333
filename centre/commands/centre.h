// SPDX-License-Identifier: Apache-2.0
// The centre: everything that serves, wired together around one loop.
#pragma once

#include <cstdint>
#include <memory>

#include "centre/commands/ports_file.h"
#include "centre/commands/serve_options.h"
#include "centre/fleet/first_config.h"
#include "centre/gateway/gateway.h"
#include "centre/log/log.h"
#include "centre/loop/moment.h"
#include "centre/store/database.h"
#include "centre/trust/authority.h"
#include "contract/result.h"

namespace diemcau::centre {

// What is open before anything serves.
struct CentreParts {
  Authority authority;
  ServerIdentity identity;
  std::unique_ptr<Database> database;
  std::unique_ptr<Gateway> gateway;
  FirstWishes wishes;  // of those that enrol; names where the gateway is
};

// Owns all of it. Bound to the thread that calls run().
class Centre {
 public:
  // Loads the fleet and the sessions. Errors: store.*, crypto.tls_not_set_up.
  [[nodiscard]] static Result<std::unique_ptr<Centre>> create(const ServeOptions& options, const Clock& clock,
                                                              CentreParts parts);
  ~Centre();
  Centre(const Centre&) = delete;
  Centre& operator=(const Centre&) = delete;

  // All HTTP listeners. Until run() nobody is answered. Error: http.not_listening.
  [[nodiscard]] Result<Ports> listen();
  // Until SIGTERM or SIGINT.
  void run();

 private:
  struct Impl;
  explicit Centre(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Asked for any port, tries that of the run before first: endpoints were told it.
template <class Open>
auto openAt(std::uint16_t wanted, std::uint16_t former, Open open) {
  if (wanted != 0 || former == 0) return open(wanted);
  auto opened = open(former);
  if (opened) return opened;
  logWarning("port of the run before is not to be had: " + opened.error().describe());
  return open(std::uint16_t{0});
}

}  // namespace diemcau::centre
