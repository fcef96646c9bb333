// SPDX-License-Identifier: Apache-2.0
// A box out of the carton asks for its certificate: what it says on the way, and what it takes.
#include "daemon/agent/identity/enroller.h"

#include "contract/pairing_code.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"
#include "tests/unit/agent/est_bench.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;
using namespace std::chrono_literals;

namespace {

bool soon(const std::function<bool()>& holds) { return diemcau::test::waitInMainLoop(10s, holds); }

struct Box {
  TempDir dir;
  TempDir stick;
  FakeClock clock;
  FakeClients centre;
  IdentityDirectory directory{dir.path(), nullptr};
  std::vector<EnrolmentState> told;
  int enrolled = 0;
  std::optional<DeviceKey> own;
  std::optional<Enroller> enroller;

  explicit Box(const Enrolment& enrolment = kEnrolment) { writeImage(dir.path(), enrolment); }
  void start() {
    own.emplace(NEED(directory.key()));
    // Random 0 and no steady part: it tries again at once.
    enroller.emplace(
        Enroller::Parts{directory, *own, {stick.path(), dir.path()}, centre.clients(), clock, fixedRandom(0)},
        Enroller::Handlers{[this](const EnrolmentState& state) { told.push_back(state); }, [this] { ++enrolled; }});
    enroller->start();
  }
  [[nodiscard]] DeviceKey key() const { return NEED(directory.key()); }
  void reply(const HttpResult& result) const { centre.requests.reply(result); }
  void agreeOnCa() const { reply(answer(200, authority().caCertificates())); }
  [[nodiscard]] std::string trouble() const {
    return told.back().trouble ? std::string(textOf(*told.back().trouble).name) : "none";
  }
  [[nodiscard]] std::string path() const { return centre.newest().path; }
};

void aBoxWithATokenIsEnrolledAtOnce() {
  Enrolment enrolment = kEnrolment;
  enrolment.token = "mx4k7r2p";
  Box box(enrolment);
  box.start();
  CHECK_EQ(std::string("https://centre:8444"), box.centre.made.back().url);
  CHECK(box.centre.made.back().certificate.empty());
  CHECK_EQ(std::string("/.well-known/est/cacerts"), box.path());
  box.agreeOnCa();
  CHECK_EQ(std::string("/.well-known/est/simpleenroll"), box.path());
  CHECK_EQ(std::string("Authorization: Basic Om14NGs3cjJw"), box.centre.newest().headers.back());
  box.reply(answer(200, authority().issue(box.key(), box.key().endpoint())));
  CHECK_EQ(1, box.enrolled);

  const LoadedIdentity loaded = NEED(box.directory.load());
  CHECK(!loaded.unenrolled);
  CHECK_EQ(box.key().endpoint(), loaded.identity.endpoint);
  CHECK_EQ(std::string("https://centre:8442"), loaded.access.url);
  CHECK_EQ(std::string("https://centre:8444"), loaded.identity.enrol_url);
  CHECK(!readWhole(box.dir / "identity.json").contains("mx4k7r2p"));
}

void withoutATokenTheScreenShowsTheCodeUntilSomebodyApproves() {
  Box box;
  box.start();
  CHECK_EQ(*pairingCode(box.key().id()), box.told.front().pairing_code);
  box.agreeOnCa();
  for (const std::string& header : box.centre.newest().headers) CHECK(!header.starts_with("Authorization"));
  box.reply(answer(202, {}, 0s));
  CHECK_EQ(std::string("enrolment_pending"), box.trouble());
  CHECK_EQ(box.told.back().pairing_code, box.told.back().detail);
  CHECK_EQ(0, box.enrolled);
}

void theSameRequestIsAskedAgainAfterATime() {
  Box box;
  box.start();
  box.reply(noAnswer("unreachable"));
  CHECK_EQ(std::string("enrolment_failed"), box.trouble());
  CHECK(box.told.back().detail.contains("unreachable"));
  CHECK(soon([&] { return !box.centre.requests.idle(); }));
  CHECK_EQ(std::string("/.well-known/est/cacerts"), box.path());
  box.agreeOnCa();
  box.reply(answer(503));
  CHECK(soon([&] { return !box.centre.requests.idle(); }));
  CHECK_EQ(std::string("/.well-known/est/simpleenroll"), box.path());  // the CA is agreed on already
  const DeviceKey before = box.key();
  box.reply(answer(200, authority().issue(box.key(), box.key().endpoint())));
  CHECK_EQ(1, box.enrolled);
  CHECK_EQ(before.id(), box.key().id());
}

void aRefusalIsToldAsSuch() {
  for (const int status : {401, 403}) {
    Enrolment enrolment = kEnrolment;
    enrolment.token = "used-up";
    Box box(enrolment);
    box.start();
    box.agreeOnCa();
    box.reply(answer(status));
    CHECK_EQ(std::string("enrolment_refused"), box.trouble());
    CHECK_EQ("HTTP " + std::to_string(status) + ", token refused", box.told.back().detail);
    CHECK(!box.told.back().detail.contains("used-up"));
  }
}

void aRefusalSaysWhichOneItIs() {
  Box box;
  box.start();
  box.agreeOnCa();
  box.reply(answer(403, R"({"error":{"code":"identity_revoked","detail":""}})"));
  CHECK_EQ(std::string("enrolment_refused"), box.trouble());
  CHECK_EQ(std::string("HTTP 403 identity_revoked"), box.told.back().detail);
}

void aServerOfAnotherCaGetsNoRequest() {
  Box box;
  box.start();
  box.reply(answer(200, authority().otherCaCertificates()));
  CHECK_EQ(std::string("enrolment_failed"), box.trouble());
  CHECK(box.told.back().detail.contains("ca_other"));
  for (const auto& sent : box.centre.requests.sent) CHECK(sent->request.path.ends_with("/cacerts"));
}

// Each with a reason of its own, and nothing is stored.
void certificatesThatAreNotOursAreNotTaken() {
  const DeviceKey stranger = NEED(DeviceKey::generate());
  Box box;
  box.start();
  box.agreeOnCa();
  const DeviceKey key = box.key();
  const std::pair<std::string, std::string> cases[] = {
      {authority().issue(stranger, key.endpoint()), "key_other"},
      {authority().issue(key, "box-00000000"), "name_other"},
      {authority().issue(key, key.endpoint(), "other"), "untrusted"},
      {"bm90aGluZw==", "reply_malformed"},
  };
  for (const auto& [message, reason] : cases) {
    box.reply(answer(200, message));
    CHECK_EQ(std::string("enrolment_failed"), box.trouble());
    CHECK_EQ(reason + " is told",
             box.told.back().detail.contains(reason) ? reason + " is told" : box.told.back().detail);
    CHECK(!std::filesystem::exists(box.dir / "cert.pem"));
    CHECK(soon([&] { return !box.centre.requests.idle(); }));
  }
}

void aCertificateIsTakenWhateverTheBoxsClockSays() {
  for (const char* dates : {"-not_before 20400101000000Z -not_after 20410101000000Z",
                            "-not_before 20200101000000Z -not_after 20210101000000Z"}) {
    Box box;
    box.start();
    box.agreeOnCa();
    box.reply(answer(200, authority().issue(box.key(), box.key().endpoint(), "ca", dates)));
    CHECK_EQ(1, box.enrolled);
  }
}

void aStickThatComesLaterGoesFirst() {
  Box box;
  std::filesystem::remove(box.dir / "diemcau.json");
  box.start();
  CHECK_EQ(std::string("enrolment_failed"), box.trouble());
  CHECK_EQ(std::string("enrolment.not_found: diemcau.json"), box.told.back().detail);
  CHECK(box.centre.requests.sent.empty());
  writeWhole(box.dir / "diemcau.json", writeEnrolment(kEnrolment));
  Enrolment other = kEnrolment;
  other.enrol_url = "https://other:8444";
  writeWhole(box.stick / "diemcau.json", writeEnrolment(other));
  CHECK(soon([&] { return !box.centre.requests.idle(); }));
  CHECK_EQ(std::string("https://other:8444"), box.centre.made.back().url);
}

void anotherStickIsTriedSoonAfterARefusal() {
  Box box;
  box.start();
  box.agreeOnCa();
  box.reply(answer(403));
  Enrolment other = kEnrolment;
  other.token = "another";
  writeWhole(box.stick / "diemcau.json", writeEnrolment(other));
  CHECK(soon([&] { return !box.centre.requests.idle(); }));  // the clock stands: the refusal is not over
  box.agreeOnCa();
  CHECK_EQ(std::string("Authorization: Basic OmFub3RoZXI="), box.centre.newest().headers.back());
}

void aStickThatIsWrongIsTold() {
  Box box;
  writeWhole(box.stick / "diemcau.json", "{\"schema\": \"diemcau.enrolment/9\"}");
  box.start();
  CHECK(box.told.back().detail.contains("schema_unknown"));
  CHECK(box.told.back().detail.contains("diemcau.json"));
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aBoxWithATokenIsEnrolledAtOnce), TEST(withoutATokenTheScreenShowsTheCodeUntilSomebodyApproves),
       TEST(theSameRequestIsAskedAgainAfterATime), TEST(aRefusalIsToldAsSuch), TEST(aRefusalSaysWhichOneItIs),
       TEST(aServerOfAnotherCaGetsNoRequest), TEST(certificatesThatAreNotOursAreNotTaken),
       TEST(aCertificateIsTakenWhateverTheBoxsClockSays), TEST(aStickThatComesLaterGoesFirst),
       TEST(anotherStickIsTriedSoonAfterARefusal), TEST(aStickThatIsWrongIsTold)});
}
