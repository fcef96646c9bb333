// SPDX-License-Identifier: Apache-2.0
// Who may connect to the gateway, and what the others are told.
#include "centre/gateway/admission.h"

#include <srt/access_control.h>

#include <random>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace diemcau::centre {
namespace {

using test::failAt;
using test::run;

const std::string kWatching = "operators-secret";

std::vector<StreamKey> keys() {
  return {{"79", "box-0a1b2c3d", "passphrase-of-79"}, {"01", "box-11111111", "passphrase-of-01"}};
}

// 0 when the caller may go on to prove its passphrase.
int reasonFor(std::string_view stream_id) {
  const auto verdict = judge(stream_id, keys(), kWatching);
  return verdict ? 0 : verdict.error().reason;
}

void anEndpointPublishesWithItsOwnPassphrase() {
  const auto verdict = judge("#!::r=79,m=publish,u=box-0a1b2c3d", keys(), kWatching);
  CHECK(verdict.has_value());
  CHECK_EQ(std::string("passphrase-of-79"), verdict->passphrase);
  CHECK_EQ(std::string("box-0a1b2c3d"), verdict->id.user);
}

void theSmallPictureIsOfTheSameEndpointAndSite() {
  const auto verdict = judge("#!::r=79/thumb,m=publish,u=box-0a1b2c3d", keys(), kWatching);
  CHECK(verdict.has_value());
  CHECK_EQ(std::string("passphrase-of-79"), verdict->passphrase);
  CHECK_EQ(std::string("79"), verdict->id.resource);
  CHECK(verdict->id.picture == StreamPicture::Small);
  CHECK_EQ(0, reasonFor("#!::r=79/thumb,m=request"));
  CHECK_EQ(SRT_REJX_FORBIDDEN, reasonFor("#!::r=01/thumb,m=publish,u=box-0a1b2c3d"));
  CHECK_EQ(SRT_REJX_NOTFOUND, reasonFor("#!::r=80/thumb,m=request"));
  CHECK_EQ(SRT_REJX_NOTFOUND, reasonFor("#!::r=79/thumb/thumb,m=request"));
  CHECK_EQ(SRT_REJX_NOTFOUND, reasonFor("#!::r=79/other,m=request"));
}

void anOperatorWatchesWithThePassphraseOfOperators() {
  const auto verdict = judge("#!::r=79,m=request,u=anyone", keys(), kWatching);
  CHECK(verdict.has_value());
  CHECK_EQ(kWatching, verdict->passphrase);
  CHECK_EQ(0, reasonFor("#!::r=79"));  // the guideline's default mode is request
}

void withoutAPassphraseOfOperatorsNobodyWatches() {
  const auto verdict = judge("#!::r=79,m=request", keys(), "");
  CHECK(!verdict);
  CHECK_EQ(SRT_REJX_FORBIDDEN, verdict.error().reason);
}

// libsrt has to be told the one before the caller has said it: so its number stands in the stream id.
void whileAPassphraseIsReplacedBothCount() {
  std::vector<StreamKey> both = keys();
  both.push_back({"79", "box-0a1b2c3d", "the-next-one-of-79", 12});
  const auto before = judge("#!::r=79,m=publish,u=box-0a1b2c3d", both, kWatching);
  const auto after = judge("#!::r=79,m=publish,u=box-0a1b2c3d,key=12", both, kWatching);
  CHECK_EQ(std::string("passphrase-of-79"), before->passphrase);
  CHECK_EQ(std::string("the-next-one-of-79"), after->passphrase);
  CHECK_EQ(SRT_REJX_UNAUTHORIZED, judge("#!::r=79,m=publish,u=box-0a1b2c3d,key=11", both, kWatching).error().reason);
  std::erase_if(both, [](const StreamKey& key) { return key.endpoint == "box-0a1b2c3d" && key.number == 0; });
  CHECK_EQ(SRT_REJX_UNAUTHORIZED, judge("#!::r=79,m=publish,u=box-0a1b2c3d", both, kWatching).error().reason);
  CHECK(judge("#!::r=79,m=publish,u=box-0a1b2c3d,key=12", both, kWatching).has_value());
  CHECK_EQ(SRT_REJX_FORBIDDEN, judge("#!::r=79,m=publish,u=box-11111111,key=12", both, kWatching).error().reason);
}

void othersAreToldWhy() {
  struct Case {
    std::string stream_id;
    int reason;
  };
  const std::vector<Case> cases = {
      {"#!::r=80,m=publish,u=box-0a1b2c3d", SRT_REJX_NOTFOUND},
      {"#!::r=80,m=request", SRT_REJX_NOTFOUND},
      {"#!::r=01,m=publish,u=box-0a1b2c3d", SRT_REJX_FORBIDDEN},
      {"#!::r=79,m=publish,u=box-0a1b2c3", SRT_REJX_FORBIDDEN},
      {"#!::r=79,m=publish", SRT_REJX_FORBIDDEN},
      {"#!::r=79,m=publish,u=", SRT_REJX_FORBIDDEN},
      {"#!::r=79,m=bidirectional,u=box-0a1b2c3d", SRT_REJX_BAD_MODE},
      {"#!::r=79,m=,u=box-0a1b2c3d", SRT_REJX_BAD_MODE},
      {"", SRT_REJX_BAD_REQUEST},
      {"79", SRT_REJX_BAD_REQUEST},
      {"#!::", SRT_REJX_BAD_REQUEST},
      {"#!::{r=79,m=publish,u=box-0a1b2c3d}", SRT_REJX_BAD_REQUEST},
      {"#!::m=publish,u=box-0a1b2c3d", SRT_REJX_BAD_REQUEST},
      {"#!::r=79,r=01,m=publish,u=box-0a1b2c3d", SRT_REJX_BAD_REQUEST},
      {"#!::r=79,m=publish,u=box 0a1b2c3d", SRT_REJX_BAD_REQUEST},
      {"#!::r=79,m=publish,u=box-0a1b2c3d\n", SRT_REJX_BAD_REQUEST},
      {"#!::r=7\xff"
       "9,m=publish",
       SRT_REJX_BAD_REQUEST},
      {"#!::r=../79,m=publish,u=box-0a1b2c3d", SRT_REJX_NOTFOUND},
      {"#!::r=79" + std::string(600, '9'), SRT_REJX_BAD_REQUEST},
      {"#!::,,,,", SRT_REJX_BAD_REQUEST},
      {"#!::=79", SRT_REJX_BAD_REQUEST},
  };
  for (const Case& one : cases) {
    const int reason = reasonFor(one.stream_id);
    if (reason != one.reason) {
      failAt("'" + one.stream_id + "' is answered " + std::to_string(reason), std::source_location::current());
    }
  }
}

// A good stream id with bytes changed at random is never let in as somebody else.
void damagedStreamIdsAreRefusedOrMeanTheSame() {
  const std::string good = "#!::r=79,m=publish,u=box-0a1b2c3d";
  std::mt19937 random(79);
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = good;
    for (unsigned count = random() % 4 + 1; count > 0; --count)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto verdict = judge(damaged, keys(), kWatching);
    if (!verdict) continue;
    CHECK_EQ(std::string("79"), verdict->id.resource);
    CHECK(verdict->id.mode == StreamMode::Request || verdict->id.user == "box-0a1b2c3d");
  }
}

void unusableKeys() {
  CHECK(isUsable({"79", "box-1", "0123456789"}));
  CHECK(!isUsable({"79", "box-1", "too-short"}));
  CHECK(!isUsable({"79", "box-1", std::string(80, 'x')}));
  CHECK(!isUsable({"", "box-1", "0123456789"}));
  CHECK(!isUsable({"..", "box-1", "0123456789"}));
  CHECK(!isUsable({"a/b", "box-1", "0123456789"}));
  CHECK(!isUsable({"79", "", "0123456789"}));
}

void aChangedKeyHoldsNoMore() {
  AdmissionDesk desk(kWatching);
  desk.setKeys(keys());
  const Admission publisher = *judge("#!::r=79,m=publish,u=box-0a1b2c3d", keys(), kWatching);
  const Admission watcher = *judge("#!::r=79,m=request", keys(), kWatching);
  CHECK(desk.stillHolds(publisher));
  CHECK(desk.stillHolds(watcher));
  desk.setKeys({{"79", "box-0a1b2c3d", "another-passphrase"}});
  CHECK(!desk.stillHolds(publisher));
  CHECK(desk.stillHolds(watcher));
  desk.setKeys({});
  CHECK(!desk.stillHolds(watcher));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return run({TEST(anEndpointPublishesWithItsOwnPassphrase), TEST(theSmallPictureIsOfTheSameEndpointAndSite),
              TEST(anOperatorWatchesWithThePassphraseOfOperators), TEST(withoutAPassphraseOfOperatorsNobodyWatches),
              TEST(whileAPassphraseIsReplacedBothCount), TEST(othersAreToldWhy),
              TEST(damagedStreamIdsAreRefusedOrMeanTheSame), TEST(unusableKeys), TEST(aChangedKeyHoldsNoMore)});
}
