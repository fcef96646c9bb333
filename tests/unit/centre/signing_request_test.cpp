// SPDX-License-Identifier: Apache-2.0
// Signing requests made by openssl: which the centre takes, and why it refuses the others.
#include "centre/crypto/signing_request.h"

#include <string>
#include <vector>

#include "centre/crypto/certificate.h"
#include "centre/crypto/digest.h"
#include "centre/crypto/private_key.h"
#include "centre/enrolment/est.h"
#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::centre {
namespace {

using test::Process;
using test::readWhole;
using test::TempDir;
using test::writeWhole;

void openssl(const TempDir& dir, std::vector<std::string> args) {
  Process process("openssl", dir, {.args = std::move(args)});
  if (!(process.waitExit(std::chrono::seconds(20)) == test::ExitState{})) {
    test::failAt(process.log(), std::source_location::current());
  }
}

// A request of a new key; `curve` as openssl names it.
std::string requestOf(const TempDir& dir, const std::string& subject, const std::string& curve = "prime256v1",
                      std::vector<std::string> more = {}) {
  openssl(dir, {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve, "-out", dir / "key.pem"});
  std::vector<std::string> args{"req",   "-new",     "-key", dir / "key.pem", "-subj",
                                subject, "-outform", "DER",  "-out",          dir / "request.der"};
  args.insert(args.end(), more.begin(), more.end());
  openssl(dir, std::move(args));
  return readWhole(dir / "request.der");
}

std::string_view reasonOf(std::string_view der) {
  const auto parsed = parseSigningRequest(der);
  return parsed ? "taken" : parsed.error().code;
}

void aBoxsRequestIsTaken() {
  const TempDir dir;
  const auto request = NEED(parseSigningRequest(requestOf(dir, "/CN=box-1a2b3c4d")));
  CHECK_EQ(std::string("box-1a2b3c4d"), request.common_name);
  openssl(dir, {"pkey", "-in", dir / "key.pem", "-pubout", "-outform", "DER", "-out", dir / "public.der"});
  CHECK_EQ(sha256Hex(readWhole(dir / "public.der")), request.key.keyId());
  CHECK_EQ("box-" + request.key.keyId().substr(0, 8), endpointIdOf(request.key));
}

void otherKeysAreRefused() {
  const TempDir dir;
  CHECK_EQ(std::string_view("key_not_p256"), reasonOf(requestOf(dir, "/CN=box-1", "secp384r1")));
  CHECK_EQ(std::string_view("key_not_p256"), reasonOf(requestOf(dir, "/CN=box-1", "secp256k1")));
  openssl(dir, {"req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", dir / "rsa.pem", "-subj", "/CN=box-1",
                "-outform", "DER", "-out", dir / "rsa.der"});
  CHECK_EQ(std::string_view("key_not_p256"), reasonOf(readWhole(dir / "rsa.der")));
}

void whoDoesNotHaveTheKeyIsRefused() {
  const TempDir dir;
  std::string der = requestOf(dir, "/CN=box-1a2b3c4d");
  der.back() = static_cast<char>(der.back() ^ 1);
  CHECK_EQ(std::string_view("signature_invalid"), reasonOf(der));
  // Another name under the same signature.
  std::string renamed = readWhole(dir / "request.der");
  renamed[renamed.find("1a2b3c4d")] = '2';
  CHECK_EQ(std::string_view("signature_invalid"), reasonOf(renamed));
}

void namesAreOneCommonNameAndNothingElse() {
  const TempDir dir;
  CHECK_EQ(std::string_view("subject_malformed"), reasonOf(requestOf(dir, "/O=diemcau/CN=box-1")));
  CHECK_EQ(std::string_view("subject_malformed"), reasonOf(requestOf(dir, "/CN=box-1/CN=box-2")));
  CHECK_EQ(std::string_view("subject_malformed"), reasonOf(requestOf(dir, "/O=diemcau")));
  CHECK_EQ(std::string_view("names_not_wanted"),
           reasonOf(requestOf(dir, "/CN=box-1", "prime256v1", {"-addext", "subjectAltName=DNS:centre.example"})));
}

void whatIsNoRequestIsRefused() {
  const TempDir dir;
  const std::string der = requestOf(dir, "/CN=box-1a2b3c4d");
  CHECK_EQ(std::string_view("malformed"), reasonOf(""));
  CHECK_EQ(std::string_view("malformed"), reasonOf("CSR"));
  CHECK_EQ(std::string_view("malformed"), reasonOf(der + "x"));
  CHECK_EQ(std::string_view("malformed"), reasonOf(der.substr(0, der.size() - 1)));
  CHECK_EQ(std::string_view("too_large"), reasonOf(std::string(kMaxSigningRequest + 1, '\x30')));
}

void bodiesAreBase64InWhichWhiteSpaceDoesNotCount() {
  const TempDir dir;
  HttpRequest request;
  request.headers = {{"content-type", "Application/PKCS10; charset=x"}};
  std::string text = encodeBase64(requestOf(dir, "/CN=box-1a2b3c4d"));
  for (std::size_t at = 64; at < text.size(); at += 66) text.insert(at, "\r\n");
  request.body = text + "\n";
  CHECK_EQ(std::string("box-1a2b3c4d"), NEED(signingRequestIn(request)).common_name);
  request.body = "%" + text;
  CHECK_EQ(std::string_view("base64_malformed"), signingRequestIn(request).error().code);
  request.headers[0].second = "application/json";
  CHECK_EQ(std::string_view("media_type_unknown"), signingRequestIn(request).error().code);
}

void theTokenIsThePasswordOfBasic() {
  CHECK(!NEED(tokenIn("")));
  CHECK_EQ(std::string("a:b"), NEED(tokenIn("Basic " + encodeBase64("box:a:b"))).value());
  CHECK_EQ(std::string("t"), NEED(tokenIn("basic " + encodeBase64(":t"))).value());
  for (const std::string& wrong :
       {std::string("Bearer t"), std::string("Basic"), std::string("Basic %"), "Basic " + encodeBase64("token"),
        "Basic " + encodeBase64("user:"), "Basic " + encodeBase64("u:" + std::string(600, 't'))}) {
    CHECK_EQ(std::string_view("authorization_malformed"), tokenIn(wrong).error().code);
  }
  CHECK_EQ(tokenHash("abcd2345"), tokenHash("ABCD-2345"));
}

void opensslReadsWhatIsGivenOut() {
  const TempDir dir;
  const PrivateKey key = NEED(PrivateKey::generate());
  const Timestamp now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const Certificate authority = NEED(Certificate::makeAuthority(key, "diemcau test", now, now + std::chrono::days(1)));
  const HttpResponse response = certsOnlyResponse(authority, true);
  CHECK_EQ(200, response.status);
  writeWhole(dir / "certs.p7", NEED(decodeBase64(response.body)));
  openssl(dir, {"pkcs7", "-inform", "DER", "-in", dir / "certs.p7", "-print_certs", "-out", dir / "certs.pem"});
  CHECK_EQ(authority.toPem(), NEED(Certificate::fromPem(readWhole(dir / "certs.pem"))).toPem());
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(aBoxsRequestIsTaken), TEST(otherKeysAreRefused), TEST(whoDoesNotHaveTheKeyIsRefused),
                             TEST(namesAreOneCommonNameAndNothingElse), TEST(whatIsNoRequestIsRefused),
                             TEST(bodiesAreBase64InWhichWhiteSpaceDoesNotCount), TEST(theTokenIsThePasswordOfBasic),
                             TEST(opensslReadsWhatIsGivenOut)});
}
