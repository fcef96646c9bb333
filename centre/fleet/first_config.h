// SPDX-License-Identifier: Apache-2.0
// How an endpoint comes to be: its record and its first Config, whoever made its key.
#pragma once

#include <optional>
#include <string>

#include "centre/crypto/certificate.h"
#include "centre/crypto/signer.h"
#include "centre/fleet/config_draft.h"
#include "centre/input/conference_file.h"
#include "centre/store/records.h"
#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

// What all endpoints of a conference begin with.
struct FirstWishes {
  std::optional<ConferenceFile> conference;  // without one the screen shows the setup scene
  VideoConfig video;
  std::string uplink_host;  // under which endpoints reach the gateway
  GatewayAddress gateway;
};

// Whom an endpoint is made for.
struct NewIdentity {
  std::string endpoint;
  std::string key_id;
  Timestamp expires_at{};  // of its certificate
  Site site;
};

struct NewEndpoint {
  EndpointRecord record;
  ConfigRecord config;
};

// Of a stream.
[[nodiscard]] std::string newPassphrase();

// Endpoints do not take another one during the conference (docs/contract/config.md).
[[nodiscard]] bool isInConference(const ConfigBody& body, Timestamp now);

// With a passphrase and a stream of its own; nothing is stored. `former`: what whoever had the site was to be last; the
// new one goes on with that instead of the wishes. Errors: crypto.not_signed, document.* (an endpoint would refuse it).
[[nodiscard]] Result<NewEndpoint> makeEndpoint(const Signer& signer, const FirstWishes& wishes,
                                               const NewIdentity& identity, const std::string& author, Timestamp now,
                                               const std::optional<ConfigBody>& former = std::nullopt);

}  // namespace diemcau::centre
