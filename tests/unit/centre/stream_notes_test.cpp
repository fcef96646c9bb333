// SPDX-License-Identifier: Apache-2.0
// What the audit log is told of callers that the gateway did not let in.
#include "centre/device/stream_notes.h"

#include <string>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using namespace std::chrono_literals;

const std::string kBox = "box-0a1b2c3d";

RefusedCaller caller(StreamRefusal why, const std::string& stream_id, const std::string& address = "192.0.2.7") {
  return {why, address, parseStreamId(stream_id).value_or(StreamId{})};
}
RefusedCaller boxWithWrongPassphrase() {
  return caller(StreamRefusal::PassphraseWrong, "#!::r=79,m=publish,u=box-0a1b2c3d");
}

// One room, of site 79.
class Room {
 public:
  Room() {
    fleet.setSites({{"79", "Thành phố Hồ Chí Minh"}});
    fleet.add(test::sampleEndpoint());
  }
  void streamComes() {
    StreamStats stats;
    stats.endpoint = kBox;
    stats.connected = true;
    stats.since = clock.now().wall;
    fleet.setStreams({stats});
  }
  void revoke() {
    EndpointRecord record = test::sampleEndpoint();
    record.revoked_at = clock.now().wall;
    fleet.add(record);
  }
  // A second passes.
  std::vector<AuditRecord> tell(std::vector<RefusedCaller> callers, std::uint64_t more = 0) {
    clock.advance(1s);
    return notes.rowsFor({std::move(callers), more}, clock.now());
  }
  std::string onlyDetailOf(std::vector<RefusedCaller> callers) {
    const auto rows = tell(std::move(callers));
    CHECK_EQ(std::size_t{1}, rows.size());
    return rows[0].detail;
  }

  FakeClock clock;
  Fleet fleet{clock};
  StreamNotes notes{fleet};
};

void aRoomThatTriesAgainAndAgainIsOneRow() {
  Room room;
  const auto rows = room.tell({boxWithWrongPassphrase()});
  CHECK_EQ(std::size_t{1}, rows.size());
  CHECK_EQ(std::string("stream.refused"), rows[0].action);
  CHECK_EQ(std::string(), rows[0].actor);
  CHECK_EQ(std::string("192.0.2.7"), rows[0].address);
  CHECK_EQ(kBox, rows[0].subject);
  CHECK_EQ(std::string("passphrase_wrong, #!::r=79,m=publish,u=box-0a1b2c3d"), rows[0].detail);
  for (int times = 0; times < 1000; ++times) CHECK(room.tell({boxWithWrongPassphrase()}).empty());
  // Another reason, and another address, are other rows.
  RefusedCaller other = boxWithWrongPassphrase();
  other.address = "192.0.2.8";
  CHECK_EQ(std::size_t{1}, room.tell({other}).size());
  other.why = StreamRefusal::PassphraseOutdated;
  CHECK_EQ(std::size_t{1}, room.tell({other}).size());
}

void howOftenItTriedIsToldAnHourLater() {
  Room room;
  CHECK_EQ(std::size_t{1}, room.tell({boxWithWrongPassphrase()}).size());
  for (int times = 0; times < 30; ++times) CHECK(room.tell({boxWithWrongPassphrase()}).empty());
  room.clock.advance(1h);
  CHECK_EQ(std::string("passphrase_wrong, #!::r=79,m=publish,u=box-0a1b2c3d (30 more times)"), room.onlyDetailOf({}));
  room.clock.advance(1h);
  CHECK(room.tell({}).empty());
  CHECK_EQ(std::string("passphrase_wrong, #!::r=79,m=publish,u=box-0a1b2c3d"),
           room.onlyDetailOf({boxWithWrongPassphrase()}));
}

void onceItWasLetInItIsNewsAgain() {
  Room room;
  CHECK_EQ(std::size_t{1}, room.tell({boxWithWrongPassphrase()}).size());
  CHECK(room.tell({boxWithWrongPassphrase()}).empty());
  room.clock.advance(5s);
  room.streamComes();
  CHECK_EQ(std::string("passphrase_wrong, #!::r=79,m=publish,u=box-0a1b2c3d (1 more times before)"),
           room.onlyDetailOf({boxWithWrongPassphrase()}));
  CHECK(room.tell({boxWithWrongPassphrase()}).empty());
}

void aRevokedIdentityIsCalledThat() {
  Room room;
  room.revoke();
  // Its site has no other endpoint, or it has.
  const std::string id = "#!::r=79,m=publish,u=box-0a1b2c3d";
  CHECK_EQ("identity_revoked, " + id, room.onlyDetailOf({caller(StreamRefusal::SiteUnknown, id)}));
  CHECK(room.tell({caller(StreamRefusal::EndpointWrong, id)}).empty());
  // Who watches under that name is not the box.
  const std::string watching = "#!::r=79,m=request,u=box-0a1b2c3d";
  const auto rows = room.tell({caller(StreamRefusal::SiteUnknown, watching)});
  CHECK_EQ(std::string("79"), rows.at(0).subject);
  CHECK_EQ("site_unknown, " + watching, rows.at(0).detail);
}

void strangersDoNotFillTheLog() {
  Room room;
  std::size_t rows = 0;
  std::string last;
  for (int second = 0; second < 3500; ++second) {
    std::vector<RefusedCaller> callers;
    for (int of_address = 0; of_address < 3; ++of_address) {
      const std::string name = std::to_string(second) + "-" + std::to_string(of_address);
      callers.push_back(caller(StreamRefusal::SiteUnknown, "#!::r=" + name + ",m=publish,u=box-" + name, name));
    }
    callers.push_back(caller(StreamRefusal::StreamIdMalformed, "", std::to_string(second)));
    for (const AuditRecord& row : room.tell(std::move(callers), 100)) {
      ++rows;
      CHECK_EQ(std::string(), row.subject);
      last = row.detail;
    }
  }
  CHECK(rows >= 12);
  CHECK(rows <= 12 + 5);
  CHECK(last.ends_with(" left out before)"));
  // A room's own row is not crowded out.
  CHECK_EQ(kBox, room.tell({boxWithWrongPassphrase()}).at(0).subject);
  // And when it is over, what was left out since is told.
  room.clock.advance(10min);
  const auto after = room.tell({});
  CHECK_EQ(std::size_t{1}, after.size());
  CHECK(after[0].detail.starts_with("others ("));
  room.clock.advance(10min);
  CHECK(room.tell({}).empty());
}

void oneAddressLeavesRoomForTheOthers() {
  RefusedCallers refused;
  for (int site = 0; site < 1000; ++site) {
    refused.add(
        caller(StreamRefusal::SiteUnknown, "#!::r=" + std::to_string(site) + ",m=publish,u=box-1", "2001:db8::1"));
  }
  refused.add(boxWithWrongPassphrase());
  refused.add(boxWithWrongPassphrase());
  const RefusedBatch batch = refused.take();
  CHECK_EQ(kMostRefusedOfAddress + 1, batch.callers.size());
  CHECK_EQ(std::uint64_t{1000 - kMostRefusedOfAddress}, batch.more);
  CHECK_EQ(std::uint64_t{2}, batch.callers.back().times);
  CHECK(refused.take().callers.empty());
  for (int address = 0; address < 1000; ++address) {
    refused.add(caller(StreamRefusal::StreamIdMalformed, "", std::to_string(address)));
  }
  CHECK_EQ(kMostRefused, refused.take().callers.size());
}

void eachReasonIsExplainedInBothLanguages() {
  std::vector<std::string> reasons = {"identity_revoked"};
  for (auto why = StreamRefusal{}; why <= StreamRefusal::TooManyWatch; why = StreamRefusal(static_cast<int>(why) + 1)) {
    reasons.emplace_back(nameOf(why));
  }
  for (const char* page : {"docs/contract/http.md", "docs/vi/trung-tam.md"}) {
    const std::string text = test::readWhole(test::sourceFile(page));
    for (const std::string& reason : reasons) {
      if (!text.contains("| `" + reason + "` |")) {
        test::failAt(std::string(page) + " lacks " + reason, std::source_location::current());
      }
    }
  }
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(aRoomThatTriesAgainAndAgainIsOneRow), TEST(howOftenItTriedIsToldAnHourLater),
                             TEST(onceItWasLetInItIsNewsAgain), TEST(aRevokedIdentityIsCalledThat),
                             TEST(strangersDoNotFillTheLog), TEST(oneAddressLeavesRoomForTheOthers),
                             TEST(eachReasonIsExplainedInBothLanguages)});
}
