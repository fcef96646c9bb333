// SPDX-License-Identifier: Apache-2.0
// What an EST server answers: messages that openssl made, and messages that nobody should make.
#include "daemon/agent/identity/est_reply.h"

#include <string>

#include "contract/envelope.h"
#include "daemon/agent/identity/certificate.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/openssl_tool.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using namespace std::chrono_literals;

namespace {

template <class T>
std::string codeOf(const Result<T>& result) {
  return result ? "good" : std::string(result.error().code);
}

struct Messages {
  TempDir dir;
  Messages() {
    openssl(dir, R"sh(
ca ca; key a; csr a; issue a.csr ca a
certs() { openssl crl2pkcs7 -nocrl "$@" -outform DER | openssl base64; }
certs -certfile a.pem >one
certs -certfile ca.pem -certfile a.pem >two
openssl crl2pkcs7 -nocrl -outform DER | openssl base64 >none
set --; i=0; while [ $i -lt 9 ]; do set -- "$@" -certfile a.pem; i=$((i + 1)); done
certs "$@" >nine
printf 'data' | openssl cms -sign -signer a.pem -inkey a.key -nodetach -outform DER | openssl base64 >signed
printf 'data' | openssl cms -data_create -outform DER | openssl base64 >data
)sh");
  }
  [[nodiscard]] std::string operator[](const std::string& name) const { return readWhole(dir / name); }
};

const Messages& messages() {
  static const Messages made;
  return made;
}

void certificatesComeAsOpensslWroteThem() {
  const auto one = NEED(readCertsOnly(messages()["one"]));
  CHECK(one == NEED(certificatesOf(messages()["a.pem"])));
  const auto two = NEED(readCertsOnly(messages()["two"]));
  CHECK_EQ(std::size_t{2}, two.size());
  CHECK_EQ(std::size_t{1}, NEED(readCertsOnly(messages()["signed"])).size());  // signers are nothing to us
}

void whatIsNoneIsRefused() {
  CHECK_EQ(std::string("reply_empty"), codeOf(readCertsOnly(messages()["none"])));
  CHECK_EQ(std::string("reply_malformed"), codeOf(readCertsOnly(messages()["nine"])));
  CHECK_EQ(std::string("reply_malformed"), codeOf(readCertsOnly(messages()["data"])));
  CHECK_EQ(std::string("reply_malformed"), codeOf(readCertsOnly("")));
  CHECK_EQ(std::string("reply_malformed"), codeOf(readCertsOnly("<html>")));
  CHECK_EQ(std::string("reply_malformed"), codeOf(readCertsOnly(std::string(kMaxEstReplyBytes + 4, 'A'))));
}

// Cut off anywhere, or with any byte changed, it is refused or gives certificates that are then judged: no more.
void damagedMessagesDoNoHarm() {
  const std::string der = NEED(decodeBase64([] {
    std::string text = messages()["one"];
    std::erase(text, '\n');
    return text;
  }()));
  for (std::size_t length = 0; length < der.size(); ++length) {
    CHECK(!readCertsOnly(encodeBase64(std::string_view(der).substr(0, length))));
  }
  CHECK_EQ(std::string("reply_malformed"), codeOf(readCertsOnly(encodeBase64(der + '\0'))));
  for (std::size_t at = 0; at < der.size(); ++at) {
    std::string changed = der;
    changed[at] = static_cast<char>(~changed[at]);
    const auto read = readCertsOnly(encodeBase64(changed));
    CHECK(!read || read->size() <= kMaxEstCertificates);
  }
}

void answersAreToldApart() {
  CHECK(std::holds_alternative<EstIssued>(estReplyOf(answer(200, messages()["one"]))));
  const EstReply later = estReplyOf(answer(202, {}, 30s));
  CHECK(std::get<EstPending>(later).retry_after == 30s);
  CHECK_EQ(std::string("HTTP 401"), std::get<EstRefused>(estReplyOf(answer(401))).detail);
  CHECK_EQ(std::string("HTTP 403"), std::get<EstRefused>(estReplyOf(answer(403))).detail);
  const EstReply taken = estReplyOf(answer(403, R"({"error":{"code":"id_taken","detail":"of another key"}})"));
  CHECK_EQ(std::string("HTTP 403 id_taken"), std::get<EstRefused>(taken).detail);
  const EstReply wrong = estReplyOf(answer(400, R"({"error":{"code":"key_not_p256","detail":""}})"));
  CHECK_EQ(std::string("HTTP 400 key_not_p256"), std::get<EstFailed>(wrong).error.context);
  CHECK_EQ(std::string("HTTP 403"), std::get<EstRefused>(estReplyOf(answer(403, "<html>no</html>"))).detail);
  const EstReply busy = estReplyOf(answer(503, {}, 9s));
  CHECK_EQ(std::string_view("status"), std::get<EstFailed>(busy).error.code);
  CHECK(std::get<EstFailed>(busy).retry_after == 9s);
  CHECK_EQ(std::string_view("status"), std::get<EstFailed>(estReplyOf(answer(204))).error.code);
  CHECK_EQ(std::string_view("status"), std::get<EstFailed>(estReplyOf(answer(302))).error.code);
  CHECK_EQ(std::string_view("reply_malformed"), std::get<EstFailed>(estReplyOf(answer(200, "no"))).error.code);
  CHECK_EQ(std::string_view("unreachable"), std::get<EstFailed>(estReplyOf(noAnswer("unreachable"))).error.code);
}

void requestsAreAsTheStandardSays() {
  CHECK_EQ(std::string("/.well-known/est/cacerts"), caCertificatesRequest().path);
  const HttpRequest first = enrolRequest("csr", "token");
  CHECK_EQ(std::string("/.well-known/est/simpleenroll"), first.path);
  CHECK(first.method == HttpMethod::Post);
  CHECK_EQ(std::string("Y3Ny"), first.body);
  CHECK_EQ(std::string("Content-Type: application/pkcs10"), first.headers.at(0));
  CHECK_EQ(std::string("Authorization: Basic OnRva2Vu"), first.headers.back());  // ":token"
  for (const std::string& header : enrolRequest("csr", "").headers) CHECK(!header.starts_with("Authorization"));
  CHECK_EQ(std::string("/.well-known/est/simplereenroll"), renewRequest("csr").path);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(certificatesComeAsOpensslWroteThem), TEST(whatIsNoneIsRefused),
                             TEST(damagedMessagesDoNoHarm), TEST(answersAreToldApart),
                             TEST(requestsAreAsTheStandardSays)});
}
