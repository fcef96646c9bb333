// SPDX-License-Identifier: Apache-2.0
// Gives boxes their identities: decides, signs, stores, and lets the fleet know.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "centre/crypto/signing_request.h"
#include "centre/enrolment/claim.h"
#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/centre_health.h"
#include "centre/fleet/first_config.h"
#include "centre/store/store_thread.h"
#include "centre/trust/authority.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class Enroller {
 public:
  using Refresh = std::function<boost::asio::awaitable<void>()>;

  struct Asking {
    const SigningRequest& request;
    std::string address;
    std::optional<std::string> token{};  // a secret
  };
  struct Waiting {
    bool known = false;  // it had asked before
  };
  using Outcome = std::variant<Certificate, Waiting, Refuse>;

  // `refresh` takes over into memory what is new in the store.
  Enroller(const Authority& authority, FirstWishes wishes, StoreThread& store, WaitingBoxes& waiting,
           CentreHealth& health, Refresh refresh, const Clock& clock)
      : authority_(authority),
        wishes_(std::move(wishes)),
        store_(store),
        waiting_(waiting),
        health_(health),
        refresh_(std::move(refresh)),
        clock_(clock) {}

  // For a box without an identity. Refused besides what decideClaim() says: 400 common_name_wrong. Errors: crypto.*,
  // document.*, store.* (conflict: another caller was faster; to be tried again).
  [[nodiscard]] boost::asio::awaitable<Result<Outcome>> enrol(const Asking& asking);
  // For the endpoint `caller`, whose certificate was verified: the same name, the same key or another. Refused: 403
  // endpoint_unknown and identity_revoked, 400 subject_changed. Errors: crypto.*, store.*.
  [[nodiscard]] boost::asio::awaitable<Result<Outcome>> renew(const std::string& caller, const Asking& asking);
  // Tells the audit log of a request that was refused.
  [[nodiscard]] boost::asio::awaitable<void> noteDenied(std::string address, std::string subject,
                                                        std::string_view code);

 private:
  using Task = boost::asio::awaitable<Result<Outcome>>;

  Task wait(const Asking& asking, const Standing& standing, const WaitForPerson& why);
  Task issueFor(const Asking& asking, const IssueFor& grant);
  // What whoever had the site was to be last.
  [[nodiscard]] boost::asio::awaitable<Result<std::optional<ConfigBody>>> formerBody(std::string site_code);
  Task issueAgain(const Asking& asking, EndpointRecord endpoint, std::string_view action);
  Task keep(Certificate certificate, Result<void> stored);

  const Authority& authority_;
  const FirstWishes wishes_;
  StoreThread& store_;
  WaitingBoxes& waiting_;
  CentreHealth& health_;
  const Refresh refresh_;
  const Clock& clock_;
};

}  // namespace diemcau::centre
