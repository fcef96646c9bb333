// SPDX-License-Identifier: Apache-2.0
// Which condition a failed request becomes.
#include "daemon/agent/centre_link.h"

#include "daemon/agent/curl_http_client.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using enum ConditionType;

namespace {

std::string troubleOf(const HttpResult& result) {
  const auto trouble = linkTroubleOf(result);
  return trouble ? std::string{textOf(trouble->type).name} : "none";
}

void eachFailureHasItsCondition() {
  CHECK_EQ(std::string{"centre_unreachable"}, troubleOf(noAnswer("unreachable")));
  CHECK_EQ(std::string{"centre_unreachable"}, troubleOf(noAnswer("timed_out")));
  CHECK_EQ(std::string{"centre_unreachable"}, troubleOf(noAnswer("broken")));
  CHECK_EQ(std::string{"centre_untrusted"}, troubleOf(noAnswer("untrusted")));
  CHECK_EQ(std::string{"identity_refused"}, troubleOf(noAnswer("identity_refused")));
  CHECK_EQ(std::string{"identity_refused"}, troubleOf(answer(401)));
  CHECK_EQ(std::string{"identity_refused"}, troubleOf(answer(403)));
  CHECK_EQ(std::string{"identity_invalid"}, troubleOf(noAnswer("identity_unusable")));
  CHECK_EQ(std::string{"centre_unreachable"}, troubleOf(answer(503)));
  CHECK_EQ(std::string{"centre_unreachable"}, troubleOf(answer(429)));
}

void anAnswerOfTheCentreIsNoTrouble() {
  for (const int status : {200, 204, 304, 400, 404, 413}) CHECK_EQ(std::string{"none"}, troubleOf(answer(status)));
  CHECK_EQ(std::string{"none"}, troubleOf(noAnswer("response_too_large")));
}

// As libcurl words them with GnuTLS.
void anAlertAfterTheHandshakeRefusesOurCertificate() {
  const auto after = [](const char* message) { return std::string{httpErrorOf(CURLE_RECV_ERROR, message).code}; };
  constexpr char kAlert[] = "GnuTLS recv error (-12): A TLS fatal alert has been received.";
  CHECK_EQ(std::string{"identity_refused"}, after(kAlert));
  CHECK_EQ(std::string{"broken"}, after("GnuTLS recv error (-110): The TLS connection was non-properly terminated."));
  CHECK_EQ(std::string{"broken"}, after("Recv failure: Connection reset by peer"));
  CHECK_EQ(std::string{"broken"}, std::string{httpErrorOf(CURLE_SSL_CONNECT_ERROR, kAlert).code});
}

void itIsNotUpBeforeTheFirstAnswer() {
  const FakeClock clock;
  CentreLink link{clock, {}};
  CHECK(!link.up());
  CHECK(!link.trouble());
  link.observe(answer(200));
  CHECK(link.up());
}

void aBrokenConnectionDoesNotHideARefusal() {
  const FakeClock clock;
  CentreLink link{clock, {}};
  link.observe(noAnswer("identity_refused"));
  link.observe(noAnswer("broken"));
  CHECK(link.trouble()->type == IdentityRefused);
  link.observe(noAnswer("unreachable"));
  CHECK(link.trouble()->type == CentreUnreachable);
}

void changesAndReturnsAreTold() {
  FakeClock clock;
  int changes = 0;
  std::vector<base::BootTime> returns;
  CentreLink link{clock,
                  {.changed = [&changes] { ++changes; },
                   .recovered = [&returns](base::BootTime since) { returns.push_back(since); }}};
  link.observe(answer(200));
  link.observe(noAnswer("unreachable"));
  clock.advance(5s);
  link.observe(noAnswer("timed_out"));
  const base::BootTime last_trouble = clock.boot();
  CHECK_EQ(1, changes);
  clock.advance(5s);
  link.observe(answer(304));
  link.observe(answer(200));
  CHECK_EQ(2, changes);
  CHECK_EQ(1U, returns.size());
  CHECK(returns[0] == last_trouble);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(eachFailureHasItsCondition), TEST(anAnswerOfTheCentreIsNoTrouble),
                             TEST(anAlertAfterTheHandshakeRefusesOurCertificate), TEST(itIsNotUpBeforeTheFirstAnswer),
                             TEST(aBrokenConnectionDoesNotHideARefusal), TEST(changesAndReturnsAreTold)});
}
