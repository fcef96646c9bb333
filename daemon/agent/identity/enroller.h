// SPDX-License-Identifier: Apache-2.0
// From a key to a certificate: asks the centre's EST server (RFC 7030) until it gives one.
//
// Each try reads the enrolment document anew (a USB stick may come), asks for the CA's certificates and compares them
// with the image's, and sends the certificate request. A refusal is asked again slowly, people may change their mind,
// but another document at once.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition.h"
#include "contract/enrolment.h"
#include "daemon/agent/backoff.h"
#include "daemon/agent/curl_http_client.h"
#include "daemon/agent/http_client.h"
#include "daemon/agent/identity/est_reply.h"
#include "daemon/agent/identity/identity_directory.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

using HttpClients = std::function<std::unique_ptr<HttpClient>(const CentreAccess&)>;

struct EnrolmentState {
  std::string endpoint;
  std::string pairing_code;                // contract/pairing_code.h
  std::optional<ConditionType> trouble{};  // enrolment_pending, _refused or _failed; none before the first answer
  std::string detail{};                    // the pairing code or the reason

  friend bool operator==(const EnrolmentState&, const EnrolmentState&) = default;
};

// The document that says where: of the directories' diemcau.json the first that is there. Errors: document.*,
// enrolment.not_found.
[[nodiscard]] Result<Enrolment> findEnrolment(const std::vector<std::filesystem::path>& directories);

// Thread-bound to the loop; what it is given outlives it.
class Enroller {
 public:
  struct Handlers {
    std::function<void(const EnrolmentState&)> changed;
    // The certificate is stored. Called once; nothing more is done.
    std::function<void()> enrolled;
  };
  struct Parts {
    const IdentityDirectory& directory;
    const DeviceKey& key;
    std::vector<std::filesystem::path> searched;  // for the document, the first before the others
    HttpClients clients;
    const base::Clock& clock;
    Random random;
  };

  Enroller(Parts parts, Handlers handlers);
  void start();
  [[nodiscard]] const EnrolmentState& state() const { return state_; }

 private:
  void attempt();
  void askForCa();
  void onCa(const HttpResult& result);
  void askForCertificate();
  void onReply(const HttpResult& result);
  void onIssued(const EstIssued& issued);
  void failed(const Error& error, std::optional<std::chrono::seconds> retry_after = {});
  void tell(ConditionType trouble, std::string detail);

  Parts parts_;
  Handlers handlers_;
  EnrolmentState state_;
  Backoff failure_;
  Backoff refusal_;
  Backoff pending_;
  base::BootTime refused_until_{};
  std::optional<Enrolment> document_;
  bool ca_agreed_ = false;  // with the document's server
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<HttpCall> call_;
  base::Timer next_;
};

}  // namespace diemcau::agent
