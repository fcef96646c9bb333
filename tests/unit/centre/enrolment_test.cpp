// SPDX-License-Identifier: Apache-2.0
// Who gets an identity: the rules, and what the store makes sure of when two come at once.
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "centre/enrolment/claim.h"
#include "centre/store/database.h"
#include "centre/store/enrolments.h"
#include "centre/store/sites.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using test::sampleConfig;
using test::sampleEndpoint;
using test::TempDir;
using namespace std::chrono_literals;

const std::string kKey(64, 'a');
const std::string kToken(64, '7');

struct Store {
  Store() : database(NEED(Database::open(dir / "centre.db"))) {
    NEED(saveSites(*database, {{"79", "Thành phố Hồ Chí Minh"}, {"01", "Hà Nội"}}));
  }
  [[nodiscard]] AuditRecord audit(std::string action) const {
    return {clock.now().wall, "operator", "", action, "", ""};
  }
  void asks(const std::string& key, const std::string& code = "K7MW-3PXA") {
    clock.advance(1s);
    const Timestamp now = clock.now().wall;
    NEED(noteWaiting(*database, {key, code, "192.0.2.7", now, now}, audit("enrolment.asked")));
  }
  void token(std::chrono::days life = std::chrono::days(30)) {
    const Timestamp now = clock.now().wall;
    NEED(addTokens(*database, {{kToken, "79", now, now + life}}, audit("token.made")));
  }
  [[nodiscard]] Enrolling enrolling(const std::string& id, const std::string& key,
                                    std::optional<std::string> token = std::nullopt) const {
    EndpointRecord endpoint = sampleEndpoint(id);
    endpoint.key_id = key;
    endpoint.created_at = clock.now().wall;
    return {endpoint, sampleConfig(1, clock.now().wall, id), std::move(token)};
  }
  [[nodiscard]] Standing standing(const std::string& id, const std::string& key, const std::string& token = {}) {
    return NEED(standingOf(*database, id, key, token));
  }
  [[nodiscard]] ClaimDecision decide(const std::string& id, const std::string& key, const std::string& token = {}) {
    return decideClaim(standing(id, key, token), key, !token.empty(), clock.now().wall);
  }
  [[nodiscard]] std::int64_t audits(const std::string& action) {
    SQLite::Statement query(database->handle(), "SELECT count(*) FROM audit WHERE action = ?");
    query.bind(1, action);
    query.executeStep();
    return query.getColumn(0).getInt64();
  }

  TempDir dir;
  FakeClock clock;
  std::unique_ptr<Database> database;
};

std::string_view reasonOf(const Result<void>& result) { return result ? "done" : result.error().code; }

EnrolmentClaim claimOf(const ClaimDecision& decision) {
  CHECK(std::holds_alternative<WaitForPerson>(decision));
  return std::get<WaitForPerson>(decision).claim;
}

std::string_view refusalOf(const ClaimDecision& decision) {
  CHECK(std::holds_alternative<Refuse>(decision));
  return std::get<Refuse>(decision).code;
}

void withoutATokenAPersonDecides() {
  Store store;
  CHECK(claimOf(store.decide("box-a", kKey)) == EnrolmentClaim::NoToken);
  store.asks(kKey);
  CHECK(claimOf(store.decide("box-a", kKey)) == EnrolmentClaim::NoToken);
  NEED(approveEnrolment(*store.database, kKey, "01", store.audit("enrolment.approve")));
  const ClaimDecision approved = store.decide("box-a", kKey);
  CHECK_EQ(std::string("01"), std::get<IssueFor>(approved).site_code);
  CHECK(NEED(loadWaiting(*store.database)).empty());
}

void aRefusalHoldsUntilItIsApproved() {
  Store store;
  store.token();
  store.asks(kKey);
  NEED(refuseEnrolment(*store.database, kKey, store.audit("enrolment.refuse")));
  CHECK_EQ(std::string_view("enrolment_refused"), refusalOf(store.decide("box-a", kKey)));
  CHECK_EQ(std::string_view("enrolment_refused"), refusalOf(store.decide("box-a", kKey, kToken)));
  store.asks(kKey);
  CHECK(NEED(loadWaiting(*store.database)).empty());
  NEED(approveEnrolment(*store.database, kKey, "79", store.audit("enrolment.approve")));
  CHECK(std::holds_alternative<IssueFor>(store.decide("box-a", kKey)));
}

void aTokenWorksOnce() {
  Store store;
  store.token();
  const ClaimDecision first = store.decide("box-a", kKey, kToken);
  CHECK(std::get<IssueFor>(first).by_token);
  NEED(enrolEndpoint(*store.database, store.enrolling("box-a", kKey, kToken), store.audit("endpoint.enrol")));
  CHECK(claimOf(store.decide("box-b", std::string(64, 'b'), kToken)) == EnrolmentClaim::TokenUsed);
  // Two who were both told that they may: only one does.
  const auto second = enrolEndpoint(*store.database, store.enrolling("box-b", std::string(64, 'b'), kToken), {});
  CHECK_EQ(std::string_view("conflict"), reasonOf(second));
  CHECK_EQ(std::size_t{1}, NEED(loadEndpoints(*store.database)).size());
  CHECK_EQ(std::string_view("token_unknown"), refusalOf(store.decide("box-b", std::string(64, 'b'), "guess")));
}

void anAnswerThatWasLostIsGivenAgain() {
  Store store;
  store.token();
  NEED(enrolEndpoint(*store.database, store.enrolling("box-a", kKey, kToken), {}));
  CHECK(std::holds_alternative<IssueAgain>(store.decide("box-a", kKey, kToken)));
  CHECK(std::holds_alternative<IssueAgain>(store.decide("box-a", kKey)));
  CHECK_EQ(std::string_view("id_taken"), refusalOf(store.decide("box-a", std::string(64, 'b'))));
}

void anExpiredTokenAndATakenSiteWaitForAPerson() {
  Store store;
  store.token();
  NEED(addEndpoint(*store.database, sampleEndpoint(), sampleConfig(1), {}));
  CHECK(claimOf(store.decide("box-a", kKey, kToken)) == EnrolmentClaim::SiteTaken);
  CHECK_EQ(std::string_view("conflict"),
           reasonOf(enrolEndpoint(*store.database, store.enrolling("box-a", kKey, kToken), {})));
  CHECK(!store.standing("box-a", kKey, kToken).token->used_at);
  store.clock.advance(31 * 24h);
  CHECK(claimOf(store.decide("box-a", kKey, kToken)) == EnrolmentClaim::TokenExpired);
}

void approvalRevokesWhoHadTheSite() {
  Store store;
  NEED(addEndpoint(*store.database, sampleEndpoint("box-old"), sampleConfig(1, {}, "box-old"), {}));
  store.asks(kKey);
  NEED(approveEnrolment(*store.database, kKey, "79", store.audit("enrolment.approve")));
  CHECK(store.standing("box-old", "k").endpoint->revoked_at == store.clock.now().wall);
  CHECK_EQ(std::string_view("identity_revoked"), refusalOf(store.decide("box-old", "k")));
  CHECK_EQ(std::int64_t{1}, store.audits("endpoint.revoke"));
  EndpointRecord renewed = sampleEndpoint("box-old");
  CHECK_EQ(std::string_view("conflict"), reasonOf(renewEndpoint(*store.database, renewed, {})));
  // Somebody came in between with a token of the site.
  store.token();
  NEED(enrolEndpoint(*store.database, store.enrolling("box-usb", std::string(64, 'b'), kToken), {}));
  NEED(enrolEndpoint(*store.database, store.enrolling("box-a", kKey), store.audit("endpoint.enrol")));
  CHECK(store.standing("box-usb", "").endpoint->revoked_at.has_value());
  CHECK(!store.standing("box-a", kKey).endpoint->revoked_at);
}

void onlyTheBoxThatWasApprovedLastGetsTheSite() {
  Store store;
  const std::string other(64, 'b');
  store.asks(kKey);
  store.asks(other, "AAAA-AAAA");
  NEED(approveEnrolment(*store.database, kKey, "79", store.audit("enrolment.approve")));
  NEED(approveEnrolment(*store.database, other, "79", store.audit("enrolment.approve")));
  CHECK(std::holds_alternative<WaitForPerson>(store.decide("box-a", kKey)));
  CHECK(std::holds_alternative<IssueFor>(store.decide("box-b", other)));
}

void decisionsAboutNobodyAreRefused() {
  Store store;
  CHECK_EQ(std::string_view("unknown"), reasonOf(approveEnrolment(*store.database, kKey, "79", {})));
  CHECK_EQ(std::string_view("unknown"), reasonOf(refuseEnrolment(*store.database, kKey, {})));
  CHECK_EQ(std::string_view("endpoint_unknown"), reasonOf(revokeEndpoint(*store.database, "box-a", {})));
  store.asks(kKey);
  CHECK_EQ(std::string_view("site_unknown"), reasonOf(approveEnrolment(*store.database, kKey, "99", {})));
  CHECK_EQ(std::size_t{1}, NEED(loadWaiting(*store.database)).size());
}

void ofTooManyTheLongestUnheardIsForgotten() {
  Store store;
  store.asks(kKey);
  store.asks("approved");
  NEED(approveEnrolment(*store.database, "approved", "79", store.audit("enrolment.approve")));
  for (std::size_t i = 0; i < kMostEnrolments; ++i) store.asks("key " + std::to_string(i));
  CHECK_EQ(kMostEnrolments, NEED(loadWaiting(*store.database)).size());
  CHECK(!store.standing("", kKey).enrolment);
  CHECK(store.standing("", "approved").enrolment.has_value());
  // Whoever goes on asking stays.
  store.asks("key 0");
  store.asks("one more");
  CHECK(store.standing("", "key 0").enrolment.has_value());
  CHECK(!store.standing("", "key 1").enrolment);
  CHECK(store.standing("", "key 0").enrolment->first_seen < store.standing("", "key 0").enrolment->last_seen);
}

void theAuditLogNamesTokensByTheirIds() {
  Store store;
  store.token();
  CHECK_EQ(std::int64_t{1}, store.audits("token.made"));
  SQLite::Statement query(store.database->handle(), "SELECT detail FROM audit WHERE action = 'token.made'");
  query.executeStep();
  const std::string detail = query.getColumn(0).getString();
  CHECK(detail.starts_with("token 777777777777, "));
  CHECK(detail.find(kToken) == std::string::npos);
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(withoutATokenAPersonDecides), TEST(aRefusalHoldsUntilItIsApproved),
                             TEST(aTokenWorksOnce), TEST(anAnswerThatWasLostIsGivenAgain),
                             TEST(anExpiredTokenAndATakenSiteWaitForAPerson), TEST(approvalRevokesWhoHadTheSite),
                             TEST(onlyTheBoxThatWasApprovedLastGetsTheSite), TEST(decisionsAboutNobodyAreRefused),
                             TEST(ofTooManyTheLongestUnheardIsForgotten), TEST(theAuditLogNamesTokensByTheirIds)});
}
