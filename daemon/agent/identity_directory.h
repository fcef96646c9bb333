// SPDX-License-Identifier: Apache-2.0
// The identity directory (contract/identity.h): who this endpoint is, where its centre is, whom it trusts.
#pragma once

#include <filesystem>
#include <string>

#include "contract/identity.h"
#include "contract/result.h"
#include "daemon/agent/curl_http_client.h"
#include "daemon/agent/trust/trust_chain.h"

namespace diemcau::agent {

struct LoadedIdentity {
  Identity identity;
  CentreAccess access;
  TrustChain trust;           // at the installed root
  std::string recording_key;  // recording_key.h
};

// Errors: file.*, document.*, trust.* (envelope_verifier.h), identity.key_exposed (others than the
// owner may read key.pem). Whether key and certificate fit is found by the first handshake.
[[nodiscard]] Result<LoadedIdentity> loadIdentity(const std::filesystem::path& directory);

}  // namespace diemcau::agent
