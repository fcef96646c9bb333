// SPDX-License-Identifier: Apache-2.0
// A certificate is renewed in time, and the old one is kept until the new one has proved itself.
#include "daemon/agent/identity/renewal.h"

#include <glib.h>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/est_bench.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using namespace std::chrono_literals;

namespace {

// The fake clock begins on 15 July 2026: half of this one's life, and a little.
constexpr const char* kHalfway = "-not_before 20260701000000Z -not_after 20260728000000Z";
constexpr const char* kFresh = "-not_before 20260714000000Z -not_after 20260813000000Z";
constexpr const char* kNearlyOver = "-not_before 20260601000000Z -not_after 20260717000000Z";

struct Box {
  TempDir dir;
  FakeClock clock;
  FakeClients centre;
  IdentityDirectory directory{dir.path(), nullptr};
  DeviceKey key = NEED(directory.key());
  std::optional<LoadedIdentity> identity;
  std::optional<std::string> expiring;
  std::optional<Renewal> renewal;

  explicit Box(const char* dates, std::string enrol_url = "https://centre:8444") {
    writeImage(dir.path());
    NEED(directory.storeEnrolled({key.endpoint(), "https://centre:8442", std::move(enrol_url)},
                                 authority().issuePem(key, dates)));
  }
  void start() {
    identity.emplace(NEED(directory.load()));
    renewal.emplace(Renewal::Parts{directory, *identity, centre.clients(), clock, fixedRandom(0),
                                   [this](const std::optional<std::string>& why) { expiring = why; }});
    renewal->start();
  }
  void reply(const HttpResult& result) const { centre.requests.reply(result); }
  [[nodiscard]] std::string renewed(const char* dates = kFresh) const {
    return authority().issue(key, key.endpoint(), "ca", dates);
  }
  [[nodiscard]] std::string present() const { return readWhole(dir / "cert.pem"); }
  [[nodiscard]] bool hasNext() const { return std::filesystem::exists(dir / "next-cert.pem"); }
};

void itIsDueAtHalfOfItsLifeAndNotOnOneDayForAll() {
  DeviceCertificate certificate;
  certificate.not_before = Timestamp{};
  certificate.not_after = Timestamp{} + 100h;
  CHECK(renewalTime(certificate, 0) == Timestamp{} + 50h);
  CHECK(renewalTime(certificate, 0.5) == Timestamp{} + 55h);
}

void aYoungCertificateIsLeftAlone() {
  Box box(kFresh);
  box.start();
  CHECK(box.centre.requests.sent.empty());
  CHECK(!box.expiring);
}

void whatNamesNoServerIsLeftAlone() {
  Box box(kNearlyOver, "");
  box.start();
  CHECK(box.centre.requests.sent.empty());
}

void theNewOneTakesTheOldOnesPlaceOnceItHasCarriedARequest() {
  Box box(kHalfway);
  const std::string old = box.present();
  box.start();
  CHECK_EQ(std::string("https://centre:8444"), box.centre.made.back().url);
  CHECK_EQ(box.dir / "cert.pem", box.centre.made.back().certificate);
  CHECK_EQ(std::string("/.well-known/est/simplereenroll"), box.centre.newest().path);
  box.reply(answer(200, box.renewed()));
  CHECK_EQ(old, box.present());
  CHECK(box.hasNext());
  CHECK_EQ(std::string("https://centre:8442"), box.centre.made.back().url);
  CHECK_EQ(box.dir / "next-cert.pem", box.centre.made.back().certificate);
  CHECK_EQ(std::string("/device/v1/config"), box.centre.newest().path);
  box.reply(answer(304));
  CHECK(old != box.present());
  CHECK(!box.hasNext());
  CHECK(box.centre.requests.idle());
  CHECK(NEED(box.directory.certificate(box.key)).not_after > box.clock.wall() + 24h * 28);
}

void oneThatTheCentreDoesNotTakeIsThrownAway() {
  for (const HttpResult& no : {answer(401), answer(403), noAnswer("identity_refused")}) {
    Box box(kHalfway);
    const std::string old = box.present();
    box.start();
    box.reply(answer(200, box.renewed()));
    box.reply(no);
    CHECK_EQ(old, box.present());
    CHECK(!box.hasNext());
  }
}

void aCentreThatIsAwayIsNoVerdict() {
  Box box(kHalfway);
  const std::string old = box.present();
  box.start();
  box.reply(answer(200, box.renewed()));
  box.reply(noAnswer("unreachable"));
  CHECK_EQ(old, box.present());
  CHECK(box.hasNext());
  // The next start goes on with what is there, without asking for another.
  box.start();
  CHECK_EQ(std::string("/device/v1/config"), box.centre.newest().path);
  box.reply(answer(304));
  CHECK(!box.hasNext());
}

void aRenewalThatIsNoneIsNotTaken() {
  Box box(kHalfway);
  const std::string old = box.present();
  const DeviceKey stranger = NEED(DeviceKey::generate());
  const HttpResult wrong[] = {answer(200, authority().issue(stranger, box.key.endpoint())),
                              answer(200, authority().issue(box.key, box.key.endpoint(), "other")),
                              answer(200, box.renewed(kNearlyOver)),
                              answer(200, "x"),
                              answer(403),
                              answer(202)};
  for (const HttpResult& result : wrong) {
    box.start();
    box.reply(result);
    CHECK_EQ(old, box.present());
    CHECK(!box.hasNext());
  }
}

void aDamagedNextOneIsAskedForAgain() {
  Box box(kHalfway);
  diemcau::test::writeWhole(box.dir / "next-cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
  box.start();
  CHECK_EQ(std::string("/.well-known/est/simplereenroll"), box.centre.newest().path);
  CHECK(!box.hasNext());
}

void whatIsNearlyOverIsToldUntilItIsRenewed() {
  Box box(kNearlyOver);
  box.start();
  box.reply(noAnswer("unreachable"));
  CHECK(box.expiring.has_value());
  box.start();
  box.reply(answer(200, box.renewed()));
  box.reply(answer(304));
  CHECK(!box.expiring);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(itIsDueAtHalfOfItsLifeAndNotOnOneDayForAll), TEST(aYoungCertificateIsLeftAlone),
                             TEST(whatNamesNoServerIsLeftAlone),
                             TEST(theNewOneTakesTheOldOnesPlaceOnceItHasCarriedARequest),
                             TEST(oneThatTheCentreDoesNotTakeIsThrownAway), TEST(aCentreThatIsAwayIsNoVerdict),
                             TEST(aRenewalThatIsNoneIsNotTaken), TEST(aDamagedNextOneIsAskedForAgain),
                             TEST(whatIsNearlyOverIsToldUntilItIsRenewed)});
}
