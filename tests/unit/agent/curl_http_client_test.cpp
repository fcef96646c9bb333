// SPDX-License-Identifier: Apache-2.0
// Mutual TLS against a real server (openssl s_server): who is trusted, who is refused, what is bounded.
#include "daemon/agent/curl_http_client.h"

#include <glib.h>

#include <filesystem>
#include <optional>
#include <string>

#include "daemon/agent/centre_link.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

using namespace diemcau;
using namespace diemcau::agent;
using diemcau::test::Process;
using diemcau::test::TempDir;
using diemcau::test::waitFor;
using diemcau::test::writeWhole;
using namespace std::chrono_literals;

namespace {

// A CA, another CA, the server's certificate for 127.0.0.1, and clients: good, expired, of the other CA.
constexpr const char* kMakeKeys = R"sh(
set -e
serial=1
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
ca() { key "$1"; openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 30 -out "$1.pem"; }
# NAME CA [OPTION...]
certificate() {
  name=$1 by=$2 serial=$((serial + 1)); shift 2
  key "$name"
  openssl req -new -key "$name.key" -subj "/CN=$name" -out "$name.csr"
  openssl x509 -req -in "$name.csr" -CA "$by.pem" -CAkey "$by.key" -set_serial "$serial" -out "$name.pem" "$@"
}
ca ca
ca other
echo 'subjectAltName=IP:127.0.0.1' >ip
echo 'subjectAltName=DNS:elsewhere.example' >name
certificate server ca -days 30 -extfile ip
certificate misnamed ca -days 30 -extfile name
certificate good ca -days 30
certificate stranger other -days 30
certificate expired ca -not_before 20200101000000Z -not_after 20210101000000Z
)sh";

struct Keys {
  TempDir dir;
  Keys() {
    Process sh{"sh", dir, {.args = {"-c", kMakeKeys}, .working_directory = dir.path()}};
    CHECK_EQ((diemcau::test::ExitState{}), sh.waitExit(30s));
    writeWhole(dir / "small", "HTTP/1.1 200 OK\r\nETag: \"3\"\r\nContent-Length: 5\r\n\r\nhello");
    writeWhole(dir / "large", "HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'));
    writeWhole(dir / "moved", "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    writeWhole(dir / "busy", "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
  }
};

const Keys& keys() {
  static const Keys made;
  return made;
}

// Serves the files of keys(), which are whole HTTP answers, to clients of the CA alone.
struct Server {
  TempDir log;
  std::uint16_t port = diemcau::test::freeTcpPort();
  Process process;

  explicit Server(const std::string& certificate = "server")
      : process("openssl", log,
                {.args = {"s_server", "-quiet", "-HTTP", "-accept", "127.0.0.1:" + std::to_string(port), "-cert",
                          certificate + ".pem", "-key", certificate + ".key", "-CAfile", "ca.pem", "-Verify", "2",
                          "-verify_return_error"},
                 .working_directory = keys().dir.path()}) {}
};

CentreAccess accessTo(std::uint16_t port, const std::string& client = "good", const std::string& ca = "ca") {
  const TempDir& dir = keys().dir;
  return {"https://127.0.0.1:" + std::to_string(port), dir / (client + ".pem"), dir / (client + ".key"),
          dir / (ca + ".pem")};
}

HttpResult exchange(CurlLoop& loop, const CentreAccess& access, HttpRequest request) {
  CurlHttpClient client{loop, access};
  std::optional<HttpResult> result;
  const auto call = client.start(std::move(request), [&result](HttpResult got) { result = std::move(got); });
  while (!result) g_main_context_iteration(nullptr, TRUE);  // the request's own timeout bounds this
  return *result;
}

HttpResult get(const CentreAccess& access, const std::string& path, std::size_t limit = 64 * 1024) {
  const auto loop = NEED(CurlLoop::create());
  return exchange(*loop, access, {.path = path, .response_limit = limit});
}

// s_server says nothing when it listens: ask until somebody is there.
HttpResult getOnceUp(const CentreAccess& access, const std::string& path, std::size_t limit = 64 * 1024) {
  std::optional<HttpResult> result;
  const bool up = waitFor(30s, [&] {
    result = get(access, path, limit);
    return *result || result->error().code != "unreachable";
  });
  CHECK(up);
  return *result;
}

std::string codeOf(const HttpResult& result) { return result ? "answered" : std::string{result.error().code}; }

void anAnswerComesThrough() {
  const Server server;
  const HttpResult result = getOnceUp(accessTo(server.port), "/small");
  CHECK_EQ(std::string{"answered"}, codeOf(result));
  CHECK_EQ(200, result->status);
  CHECK_EQ(std::string{"hello"}, result->body);
  CHECK_EQ(std::string{"\"3\""}, result->etag);
  CHECK(result->rtt_ms >= 0);
}

void aServerOfAnotherCaIsNotTrusted() {
  const Server server;
  CHECK_EQ(std::string{"untrusted"}, codeOf(getOnceUp(accessTo(server.port, "good", "other"), "/small")));
}

void aServerOfAnotherNameIsNotTrusted() {
  const Server server{"misnamed"};
  CHECK_EQ(std::string{"untrusted"}, codeOf(getOnceUp(accessTo(server.port), "/small")));
}

void aRefusedCertificateIsKnownAsSuch() {
  const Server server;
  CHECK_EQ(std::string{"identity_refused"}, codeOf(getOnceUp(accessTo(server.port, "stranger"), "/small")));
  CHECK_EQ(std::string{"identity_refused"}, codeOf(getOnceUp(accessTo(server.port, "expired"), "/small")));
}

void aKeyThatDoesNotFitIsOurOwnFault() {
  const Server server;
  CentreAccess access = accessTo(server.port);
  access.key = keys().dir / "stranger.key";
  CHECK_EQ(std::string{"identity_unusable"}, codeOf(getOnceUp(access, "/small")));
  access.key = keys().dir / "nowhere.key";
  CHECK_EQ(std::string{"identity_unusable"}, codeOf(get(access, "/small")));
}

void anAnswerBeyondTheLimitIsCutOff() {
  const Server server;
  CHECK_EQ(std::string{"answered"}, codeOf(getOnceUp(accessTo(server.port), "/large", 100'000)));
  CHECK_EQ(std::string{"response_too_large"}, codeOf(getOnceUp(accessTo(server.port), "/large", 99'999)));
}

void aRedirectIsNotFollowed() {
  const Server server;
  const HttpResult result = getOnceUp(accessTo(server.port), "/moved");
  CHECK_EQ(std::string{"answered"}, codeOf(result));
  CHECK_EQ(302, result->status);
}

void aRetryAfterIsRead() {
  const Server server;
  const HttpResult result = getOnceUp(accessTo(server.port), "/busy");
  CHECK_EQ(std::string{"answered"}, codeOf(result));
  CHECK_EQ(503, result->status);
  CHECK(result->retry_after == 7s);
}

void nothingButHttpsIsSpoken() {
  CentreAccess access = accessTo(1);
  access.url = "http://127.0.0.1:1";
  CHECK_EQ(std::string{"not_started"}, codeOf(get(access, "/")));
}

void aProxyOfTheEnvironmentIsNotAsked() {
  const Server server;
  CHECK(g_setenv("https_proxy", "http://127.0.0.1:1", TRUE));
  CHECK(g_setenv("ALL_PROXY", "http://127.0.0.1:1", TRUE));
  const HttpResult result = getOnceUp(accessTo(server.port), "/small");
  g_unsetenv("https_proxy");
  g_unsetenv("ALL_PROXY");
  CHECK_EQ(std::string{"answered"}, codeOf(result));
}

void aClosedPortIsUnreachable() {
  CHECK_EQ(std::string{"unreachable"}, codeOf(get(accessTo(diemcau::test::freeTcpPort()), "/")));
}

void aSilentServerTimesOut() {
  Server server;
  CHECK_EQ(std::string{"answered"}, codeOf(getOnceUp(accessTo(server.port), "/small")));
  server.process.kill(SIGSTOP);
  const auto loop = NEED(CurlLoop::create());
  const HttpResult result = exchange(*loop, accessTo(server.port), {.path = "/small", .timeout = 200ms});
  server.process.kill(SIGCONT);
  CHECK_EQ(std::string{"timed_out"}, codeOf(result));
}

void anAbandonedCallIsNeverAnswered() {
  const Server server;
  CHECK_EQ(std::string{"answered"}, codeOf(getOnceUp(accessTo(server.port), "/small")));
  const auto loop = NEED(CurlLoop::create());
  CurlHttpClient client{*loop, accessTo(server.port)};
  bool abandoned_answered = false;
  auto call = client.start({.path = "/small"}, [&abandoned_answered](const HttpResult&) { abandoned_answered = true; });
  call.reset();
  CHECK_EQ(std::string{"answered"}, codeOf(exchange(*loop, accessTo(server.port), {.path = "/small"})));
  CHECK(!abandoned_answered);
}

// As the long poll does: the callback replaces the very call that it answers.
void aCallMayBeReplacedFromItsOwnCallback() {
  const Server server;
  CHECK_EQ(std::string{"answered"}, codeOf(getOnceUp(accessTo(server.port), "/small")));
  const auto loop = NEED(CurlLoop::create());
  CurlHttpClient client{*loop, accessTo(server.port)};
  int answers = 0;
  std::unique_ptr<HttpCall> call;
  std::function<void(const HttpResult&)> again = [&](const HttpResult&) {
    call.reset();
    if (++answers < 3) call = client.start({.path = "/small"}, again);
  };
  call = client.start({.path = "/small"}, again);
  while (answers < 3) g_main_context_iteration(nullptr, TRUE);
  CHECK(!call);
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(anAnswerComesThrough), TEST(aServerOfAnotherCaIsNotTrusted), TEST(aServerOfAnotherNameIsNotTrusted),
       TEST(aRefusedCertificateIsKnownAsSuch), TEST(aKeyThatDoesNotFitIsOurOwnFault),
       TEST(anAnswerBeyondTheLimitIsCutOff), TEST(aRedirectIsNotFollowed), TEST(aRetryAfterIsRead),
       TEST(nothingButHttpsIsSpoken), TEST(aProxyOfTheEnvironmentIsNotAsked), TEST(aClosedPortIsUnreachable),
       TEST(aSilentServerTimesOut), TEST(anAbandonedCallIsNeverAnswered), TEST(aCallMayBeReplacedFromItsOwnCallback)});
}
