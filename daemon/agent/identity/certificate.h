// SPDX-License-Identifier: Apache-2.0
// The endpoint's certificate: what is taken for one, and how long it is good.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"
#include "contract/timestamp.h"
#include "daemon/agent/identity/device_key.h"

namespace diemcau::agent {

struct DeviceCertificate {
  std::string pem;  // the chain: the endpoint's first
  Timestamp not_before{};
  Timestamp not_after{};

  friend bool operator==(const DeviceCertificate&, const DeviceCertificate&) = default;
};

// Whose it has to be. Borrows.
struct CertificateWish {
  const DeviceKey& key;
  std::string_view endpoint;  // its common name
  std::string_view ca_pem;    // whom it has to come from
};

// Of certificates in any order (DER) the one of the key, with what was issued between it and the CA. The dates are not
// looked at: the clock of a box that has just begun says nothing. Errors: certificate.unreadable,
// certificate.key_other (none is for this key), certificate.name_other, certificate.untrusted (not the CA's),
// certificate.ca_unreadable.
[[nodiscard]] Result<DeviceCertificate> chooseCertificate(std::span<const std::string> certificates,
                                                          const CertificateWish& wish);

// The same of PEM.
[[nodiscard]] Result<DeviceCertificate> readCertificate(std::string_view pem, const CertificateWish& wish);

// The certificates of PEM as DER. Errors: certificate.unreadable (one that is none, or nothing at all).
[[nodiscard]] Result<std::vector<std::string>> certificatesOf(std::string_view pem);

}  // namespace diemcau::agent
