// SPDX-License-Identifier: Apache-2.0
// The certificate of the centre's listeners: renewed at the start and while they serve; and what else is about to
// expire.
//
// A certificate is shown only once the audit log and then the disk have it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "centre/fleet/centre_health.h"
#include "centre/store/store_thread.h"
#include "centre/trust/authority.h"
#include "centre/trust/trust_roots.h"

namespace diemcau::centre {

// For the start: what is stored, or a new one where that is missing, for another host, or due. One that is due and
// cannot be renewed is used as long as it counts. Errors: those of the Authority, store.*.
[[nodiscard]] Result<ServerIdentity> openServerIdentity(const Authority& authority, Database& database,
                                                        const std::string& public_host, Timestamp now);

// Bound to the loop's thread.
class ServerCertificate {
 public:
  // Has new connections see it. Error: crypto.*.
  using Show = std::function<Result<void>(const ServerIdentity&)>;

  struct Parts {
    const Authority& authority;
    const TrustRoots& roots;
    StoreThread& store;
    CentreHealth& health;
    const Clock& clock;
  };

  ServerCertificate(Parts parts, std::string public_host, ServerIdentity present, Show show)
      : parts_(parts), public_host_(std::move(public_host)), present_(std::move(present)), show_(std::move(show)) {}

  // Renews what is due and tells CentreHealth what expires. Once an hour by the wall clock, which may jump. Never ends.
  [[nodiscard]] boost::asio::awaitable<void> watch();

 private:
  boost::asio::awaitable<void> look(Timestamp now);
  boost::asio::awaitable<Result<void>> renew(Timestamp now);
  void tellWhatExpires(Timestamp now, const std::string& not_renewed) const;

  const Parts parts_;
  const std::string public_host_;
  ServerIdentity present_;
  const Show show_;
};

}  // namespace diemcau::centre
