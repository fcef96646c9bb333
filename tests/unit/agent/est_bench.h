// SPDX-License-Identifier: Apache-2.0
// A box that has nothing but what the image put into its identity directory, and an authority by openssl.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "contract/enrolment.h"
#include "contract/trust_root.h"
#include "daemon/agent/identity/enroller.h"
#include "daemon/agent/identity/renewal.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/openssl_tool.h"
#include "tests/unit/agent/signing.h"

namespace diemcau::agent::test {

// The authority is "ca"; "other" is somebody else's.
class TestAuthority {
 public:
  TestAuthority() {
    openssl(dir_, R"sh(
ca ca
ca other
certs() { openssl crl2pkcs7 -nocrl -certfile "$1" -outform DER | openssl base64; }
certs ca.pem >cacerts
certs other.pem >othercerts
)sh");
  }

  [[nodiscard]] std::string caPem() const { return diemcau::test::readWhole(dir_ / "ca.pem"); }
  // Answers to /cacerts, as they travel.
  [[nodiscard]] std::string caCertificates() const { return diemcau::test::readWhole(dir_ / "cacerts"); }
  [[nodiscard]] std::string otherCaCertificates() const { return diemcau::test::readWhole(dir_ / "othercerts"); }

  // The answer to a request for a certificate; `options` are of openssl x509.
  [[nodiscard]] std::string issue(const DeviceKey& key, const std::string& name, const std::string& by = "ca",
                                  const std::string& options = "-days 30") const {
    diemcau::test::writeWhole(dir_ / "in.der", NEED(key.request(name)));
    openssl(dir_, "openssl req -inform DER -in in.der -out in.csr; issue in.csr " + by + " out " + options +
                      "; openssl crl2pkcs7 -nocrl -certfile out.pem -outform DER | openssl base64 >reply");
    return diemcau::test::readWhole(dir_ / "reply");
  }
  // Likewise, as PEM.
  [[nodiscard]] std::string issuePem(const DeviceKey& key, const std::string& options) const {
    static_cast<void>(issue(key, key.endpoint(), "ca", options));
    return diemcau::test::readWhole(dir_ / "out.pem");
  }

 private:
  diemcau::test::TempDir dir_;
};

inline const TestAuthority& authority() {
  static const TestAuthority made;
  return made;
}

inline const Enrolment kEnrolment{"https://centre:8442", "https://centre:8444", {}, {}};

// What the image brings.
inline void writeImage(const std::filesystem::path& dir, const Enrolment& enrolment = kEnrolment) {
  diemcau::test::writeWhole(dir / "ca.pem", authority().caPem());
  diemcau::test::writeWhole(dir / "root.json", writeTrustRoot(trustRoot({SigningKey()})));
  diemcau::test::writeWhole(dir / kEnrolmentFile, writeEnrolment(enrolment));
}

// Clients that hand each request to one FakeHttpClient, and what each was made for. It outlives them.
struct FakeClients {
  FakeHttpClient requests;
  std::vector<CentreAccess> made;

  [[nodiscard]] HttpClients clients() {
    return [this](const CentreAccess& access) {
      made.push_back(access);
      return std::make_unique<Forward>(requests);
    };
  }
  [[nodiscard]] const HttpRequest& newest() const { return requests.sent.back()->request; }

 private:
  struct Forward final : HttpClient {
    explicit Forward(FakeHttpClient& to) : target(to) {}
    std::unique_ptr<HttpCall> start(HttpRequest request, Done done) override {
      return target.start(std::move(request), std::move(done));
    }
    FakeHttpClient& target;
  };
};

}  // namespace diemcau::agent::test
