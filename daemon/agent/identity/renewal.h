// SPDX-License-Identifier: Apache-2.0
// Renews the certificate in time: /simplereenroll (RFC 7030, 4.2.2) with the same key from half of its life on.
//
// The key stays: the endpoint's name and the recordings on the disk hang on it. The new certificate lies beside the old
// one until a request to the centre has been answered over it, and only then takes its place; one that the centre does
// not take is thrown away.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/agent/backoff.h"
#include "daemon/agent/identity/enroller.h"
#include "daemon/agent/identity/est_reply.h"
#include "daemon/agent/identity/identity_directory.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// Half of the life, and up to a tenth of it more (`spread` is 0 to 1), so that boxes of one day do not come at once.
[[nodiscard]] Timestamp renewalTime(const DeviceCertificate& certificate, double spread);

// Thread-bound to the loop; what it is given outlives it.
class Renewal {
 public:
  struct Parts {
    const IdentityDirectory& directory;
    const LoadedIdentity& identity;
    HttpClients clients;
    const base::Clock& clock;
    Random random;
    // Why the certificate, of which less than a quarter of its life is left, is not renewed; nothing: all is well.
    std::function<void(const std::optional<std::string>&)> expiring;
  };

  explicit Renewal(Parts parts);
  // Does nothing for an identity that names no EST server, or has a certificate that says nothing of its end.
  void start();

 private:
  void look();
  void ask();
  void onReply(const HttpResult& result);
  void tryNext();
  void onTried(const HttpResult& result);
  void failed(const std::string& why, std::optional<std::chrono::seconds> retry_after = {});
  void lookAgain();
  void judgeAge(const std::optional<std::string>& why);
  [[nodiscard]] const DeviceKey& key() const { return *parts_.identity.key; }

  Parts parts_;
  double spread_;
  Backoff backoff_;
  std::optional<DeviceCertificate> current_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<HttpCall> call_;
  base::Timer next_;
};

}  // namespace diemcau::agent
