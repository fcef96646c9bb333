// SPDX-License-Identifier: Apache-2.0
// Keys, signatures, certificates and passwords of the centre, judged by openssl where it can be the judge.
#include <sys/stat.h>

#include <string>

#include "centre/crypto/certificate.h"
#include "centre/crypto/digest.h"
#include "centre/crypto/password_hash.h"
#include "centre/crypto/private_key.h"
#include "centre/crypto/signer.h"
#include "centre/trust/authority.h"
#include "contract/envelope.h"
#include "contract/trust_root.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using test::Process;
using test::readWhole;
using test::TempDir;
using test::writeWhole;

std::string openssl(const TempDir& dir, std::vector<std::string> args) {
  Process process("openssl", dir, {.args = std::move(args)});
  const test::ExitState state = process.waitExit(std::chrono::seconds(20));
  return (state == test::ExitState{} ? "" : "failed: ") + process.log();
}

mode_t modeOf(const std::filesystem::path& path) {
  struct stat facts{};
  CHECK_EQ(0, ::stat(path.c_str(), &facts));
  return facts.st_mode & 0777;
}

void opensslConfirmsASignature() {
  const TempDir dir;
  const Signer signer(NEED(PrivateKey::generate()));
  const Envelope envelope = NEED(parseEnvelope(NEED(signer.sign("application/x", "hội nghị"))));
  CHECK_EQ(std::string("hội nghị"), envelope.payload);
  CHECK_EQ(std::size_t{1}, envelope.signatures.size());
  CHECK_EQ(sha256Hex(signer.key().publicDer()), envelope.signatures[0].keyid);

  writeWhole(dir / "key.der", signer.key().publicDer());
  writeWhole(dir / "signature", envelope.signatures[0].sig);
  // The encoding is written out here: DSSE v1, with lengths in bytes.
  writeWhole(dir / "signed", "DSSEv1 13 application/x 12 hội nghị");
  const std::string said = openssl(dir, {"dgst", "-sha256", "-keyform", "DER", "-verify", dir / "key.der", "-signature",
                                         dir / "signature", dir / "signed"});
  CHECK_EQ(std::string("Verified OK\n"), said);
  writeWhole(dir / "signed", "DSSEv1 13 application/x 12 hội nghỊ");
  CHECK(openssl(dir, {"dgst", "-sha256", "-keyform", "DER", "-verify", dir / "key.der", "-signature", dir / "signature",
                      dir / "signed"})
            .starts_with("failed"));
}

void aKeyComesBackFromItsFile() {
  const PrivateKey key = NEED(PrivateKey::generate());
  CHECK_EQ(key.keyId(), NEED(PrivateKey::fromPem(NEED(key.toPem()))).keyId());
  CHECK_EQ(std::string_view("key_malformed"), PrivateKey::fromPem("no key").error().code);
}

void aKeyOfAnotherCurveIsRefused() {
  const TempDir dir;
  openssl(dir, {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", dir / "key.pem"});
  CHECK_EQ(std::string_view("key_not_p256"), PrivateKey::fromPem(readWhole(dir / "key.pem")).error().code);
}

void theFirstStartMakesEverythingAndTheNextKeepsIt() {
  const TempDir dir;
  const FakeClock clock;
  const DataDirectory data{dir / "data"};
  const Authority first = NEED(Authority::open(data, clock.now().wall));
  for (const auto& secret :
       {data.authorityKey(), data.configKey(), data.onlineKey(), data.rootKey(), data.requestPassphrase()}) {
    CHECK_EQ(mode_t{0600}, modeOf(secret));
  }
  CHECK_EQ(mode_t{0700}, modeOf(data.root));
  CHECK_EQ(std::size_t{32}, first.requestPassphrase().size());

  const Authority second = NEED(Authority::open(data, clock.now().wall + std::chrono::days(400)));
  CHECK_EQ(first.certificatePem(), second.certificatePem());
  CHECK_EQ(first.trustRootJson(), second.trustRootJson());
  CHECK_EQ(first.requestPassphrase(), second.requestPassphrase());
  CHECK_EQ(first.configSigner().key().keyId(), second.configSigner().key().keyId());
}

void theTrustRootNamesTheSigningKey() {
  const TempDir dir;
  const Authority authority = NEED(Authority::open({dir / "data"}, FakeClock().now().wall));
  const TrustRoot root = NEED(parseTrustRoot(authority.trustRootJson()));
  const PrivateKey& key = authority.configSigner().key();
  CHECK_EQ(std::vector<std::string>{key.keyId()}, root.config.keyids);
  CHECK_EQ(key.publicDer(), root.keys.at(key.keyId()));
  CHECK(root.config.keyids != root.root.keyids);
  CHECK(root.config.keyids != root.online.keyids);
}

void aConfigKeyThatEndpointsDoNotKnowStopsTheCentre() {
  const TempDir dir;
  const DataDirectory data{dir / "data"};
  NEED(Authority::open(data, FakeClock().now().wall));
  writeWhole(data.configKey(), NEED(NEED(PrivateKey::generate()).toPem()));
  CHECK_EQ(std::string_view("key_unknown"), Authority::open(data, FakeClock().now().wall).error().code);
}

void certificatesHoldBeforeOpenssl() {
  const TempDir dir;
  const DataDirectory data{dir / "data"};
  // Of today: openssl looks at its own clock.
  const Authority authority = NEED(Authority::open(data, SystemClock().now().wall));
  const ClientIdentity client = NEED(authority.makeClient(SystemClock().now().wall));
  NEED(authority.storeServer(NEED(authority.issueServer("centre.example.vn", SystemClock().now().wall))));
  CHECK_EQ("box-" + client.key.keyId().substr(0, 8), client.endpoint);
  writeWhole(dir / "client.pem", client.certificate.toPem());
  const std::string ca = data.authorityCertificate();
  CHECK_EQ((dir / "client.pem").string() + ": OK\n",
           openssl(dir, {"verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", ca, dir / "client.pem"}));
  CHECK_EQ(data.serverCertificate().string() + ": OK\n",
           openssl(dir, {"verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "centre.example.vn",
                         "-CAfile", ca, data.serverCertificate()}));
  CHECK(openssl(dir, {"verify", "-purpose", "sslserver", "-CAfile", ca, dir / "client.pem"}).starts_with("failed"));
  CHECK(
      openssl(dir, {"verify", "-purpose", "sslclient", "-CAfile", ca, data.serverCertificate()}).starts_with("failed"));
}

void theServersCertificateFollowsHostAndTime() {
  const TempDir dir;
  const FakeClock clock;
  const Timestamp now = clock.now().wall;
  const Authority authority = NEED(Authority::open({dir / "data"}, now));
  CHECK(!NEED(authority.storedServer("localhost")));
  const ServerIdentity first = NEED(authority.issueServer("localhost", now));
  NEED(authority.storeServer(first));
  CHECK_EQ(first.certificate_pem, NEED(authority.storedServer("localhost"))->certificate_pem);
  CHECK_EQ(first.certificate_pem, NEED(authority.storedServer("127.0.0.1"))->certificate_pem);
  CHECK(!NEED(authority.storedServer("10.1.2.3")));
  CHECK(!first.isDue(now + std::chrono::days(304)));
  CHECK(first.isDue(now + std::chrono::days(305)));

  const ServerIdentity other = NEED(authority.issueServer("10.1.2.3", now));
  const Certificate certificate = NEED(Certificate::fromPem(other.certificate_pem));
  CHECK(certificate.isFor("10.1.2.3"));
  CHECK(certificate.isFor("localhost"));
  CHECK(!certificate.isFor("10.1.2.4"));
  CHECK_EQ(certificate.serial(), other.serial);
  // One for a key that is not there any more is none.
  writeWhole(DataDirectory{dir / "data"}.serverKey(), NEED(NEED(PrivateKey::generate()).toPem()));
  CHECK(!NEED(authority.storedServer("localhost")));
}

void aPasswordIsKnownByItsHashAlone() {
  const std::string hash = NEED(hashPassword("mật khẩu dài"));
  CHECK(hash.find("mật") == std::string::npos);
  CHECK(passwordMatches("mật khẩu dài", hash));
  CHECK(!passwordMatches("mật khẩu dàI", hash));
  CHECK(!passwordMatches("", hash));
  CHECK(hash != NEED(hashPassword("mật khẩu dài")));
}

void aDamagedHashMatchesNothing() {
  std::string cut = NEED(hashPassword("p"));
  cut.resize(cut.size() - 8);
  for (const std::string& hash : {std::string(), std::string("$$"), std::string("md5$YQ==$YQ=="), cut}) {
    CHECK(!passwordMatches("p", hash));
    CHECK(!passwordMatches("", hash));
  }
}

void randomTextIsLongAndNew() {
  CHECK_EQ(std::size_t{32}, randomText(32).size());
  CHECK(randomText(32) != randomText(32));
  CHECK(equalSecrets("abc", "abc"));
  CHECK(!equalSecrets("abc", "abd"));
  CHECK(!equalSecrets("abc", "abcd"));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(opensslConfirmsASignature), TEST(aKeyComesBackFromItsFile),
                             TEST(aKeyOfAnotherCurveIsRefused), TEST(theFirstStartMakesEverythingAndTheNextKeepsIt),
                             TEST(theTrustRootNamesTheSigningKey), TEST(aConfigKeyThatEndpointsDoNotKnowStopsTheCentre),
                             TEST(certificatesHoldBeforeOpenssl), TEST(theServersCertificateFollowsHostAndTime),
                             TEST(aPasswordIsKnownByItsHashAlone), TEST(aDamagedHashMatchesNothing),
                             TEST(randomTextIsLongAndNew)});
}
