// SPDX-License-Identifier: Apache-2.0
// While a passphrase is replaced: what the endpoint is told, who may call, and when the one before is forgotten.
#include "centre/fleet/passphrases.h"

#include <nlohmann/json.hpp>
#include <string>

#include "centre/fleet/config_draft.h"
#include "centre/operators/views.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"
#include "centre/store/passphrases.h"
#include "centre/store/sites.h"
#include "contract/condition.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using test::TempDir;

const SrtKey kNext{2, "the-next-passphrase"};

// Its endpoint has the version 1, with its first passphrase, and is to have another one.
struct Room {
  FakeClock clock;
  Fleet fleet{clock};
  const Signer signer{NEED(PrivateKey::generate())};
  Endpoint* endpoint = &fleet.add(test::sampleEndpoint());

  Room() {
    desire(1);
    fleet.setNextPassphrase(*endpoint, kNext);
  }
  // The newest Config, as the centre would make it now.
  void desire(std::uint64_t version) {
    fleet.setDesired(*endpoint, NEED(makeConfig(signer, endpoint->record,
                                                {version, test::sampleBody(), "operator", clock.now().wall, {9000}})));
  }
  PassphraseStep after(const ConfigStatus& config) {
    Status status = test::sampleStatus(++seq_);
    status.config = config;
    status.observed_at = clock.now().wall;
    fleet.observe(*endpoint, status,
                  {status.endpoint, status.boot_id, status.seq, status.observed_at, status.observed_at, "{}"});
    return nextStepOf(*endpoint);
  }
  // What people are told.
  [[nodiscard]] nlohmann::json told(const char* member) const {
    return nlohmann::json::parse(endpointJson(*endpoint)).at(member);
  }

 private:
  std::uint64_t seq_ = 0;
};

ConfigStatus running(std::uint64_t version, bool on_trial = false) {
  ConfigStatus config;
  config.version = version;
  config.on_trial = on_trial;
  return config;
}

ConfigStatus rolledBack(std::uint64_t from, std::uint64_t to) {
  ConfigStatus config = running(to);
  config.rolled_back = RefusedConfig{from, "stream_stopped", "uplink_wrong_passphrase", {}};
  return config;
}

void itIsPushedWhateverTheNewestVersionIs() {
  Room room;
  CHECK(room.after(running(1)) == PassphraseStep::Push);
  room.desire(2);
  CHECK_EQ(std::uint64_t{2}, passphraseIn(room.endpoint->desired->envelope));
  CHECK(room.after(running(1)) == PassphraseStep::Wait);
}

// Another push was under way with the present one, and took that number for its version.
void aVersionOfThatNumberWithoutItIsNotTakenForIt() {
  Room room;
  Room other;
  other.fleet.endPassphrase(*other.endpoint, kNext.number, false);
  other.desire(2);
  room.endpoint->desired = other.endpoint->desired;
  CHECK(room.after(running(2)) == PassphraseStep::Push);
}

void bothCountUntilItIsCommitted() {
  Room room;
  room.desire(2);
  CHECK(room.after(running(1, true)) == PassphraseStep::Wait);
  CHECK(room.after(running(2, true)) == PassphraseStep::Wait);
  CHECK_EQ(std::size_t{2}, room.fleet.streamKeys().size());
  CHECK(room.told("passphrase_changing") == true && room.told("passphrase_replaced").is_null());
  CHECK(room.after(running(2)) == PassphraseStep::Take);
  room.fleet.endPassphrase(*room.endpoint, kNext.number, true);
  CHECK(room.told("passphrase_changing") == false && room.told("passphrase_replaced") == true);
  const auto keys = room.fleet.streamKeys();
  CHECK_EQ(std::size_t{1}, keys.size());
  CHECK_EQ(kNext.passphrase, keys[0].passphrase);
  CHECK_EQ(kNext.number, keys[0].number);
}

void afterARollbackTheOneBeforeStays() {
  Room room;
  room.desire(2);
  CHECK(room.after(rolledBack(2, 1)) == PassphraseStep::Drop);
  room.fleet.endPassphrase(*room.endpoint, kNext.number, false);
  CHECK(room.told("passphrase_changing") == false && room.told("passphrase_replaced") == false);
  const auto keys = room.fleet.streamKeys();
  CHECK_EQ(std::size_t{1}, keys.size());
  CHECK_EQ(std::string("a-very-secret-passphrase"), keys[0].passphrase);
  CHECK_EQ(std::uint64_t{0}, keys[0].number);
}

void aNewerVersionThatBringsItTooIsWaitedFor() {
  Room room;
  room.desire(2);
  room.desire(3);
  CHECK(room.after(rolledBack(2, 1)) == PassphraseStep::Wait);
  CHECK(room.after(running(3)) == PassphraseStep::Take);
}

void inAConferenceItIsGivenUp() {
  Room room;
  room.desire(2);
  ConfigStatus config = running(1);
  config.refused = RefusedConfig{2, std::string(textOf(ConditionType::ConfigKeyUnknown).name), "", {}};
  CHECK(room.after(config) == PassphraseStep::Wait);
  config.refused->reason = textOf(ConditionType::ConfigFrozen).name;
  CHECK(room.after(config) == PassphraseStep::Drop);
}

void theStoreKeepsEachStep() {
  const TempDir dir;
  const auto database = NEED(Database::open(dir / "centre.db"));
  const std::string box = "box-0a1b2c3d";
  NEED(saveSites(*database, {{"79", "Thành phố Hồ Chí Minh"}}));
  NEED(addEndpoint(*database, test::sampleEndpoint(), test::sampleConfig(1), {}));
  const auto record = [&] { return NEED(loadEndpoints(*database)).at(0); };

  CHECK_EQ(std::uint64_t{2}, NEED(nextPassphraseNumber(*database, box)));
  NEED(addNextPassphrase(*database, box, kNext, {}));
  CHECK(record().next_srt == kNext);
  CHECK_EQ(std::string("being_replaced"),
           addNextPassphrase(*database, box, {3, "another-passphrase"}, {}).error().code);
  NEED(dropNextPassphrase(*database, box, 3, {}));
  NEED(takeNextPassphrase(*database, box, 3, {}));
  CHECK(record().next_srt == kNext);

  NEED(takeNextPassphrase(*database, box, 2, {}));
  CHECK(!record().next_srt);
  CHECK_EQ(kNext.passphrase, record().srt_passphrase);
  CHECK_EQ(kNext.number, record().srt_key);
  CHECK_EQ(std::uint64_t{3}, NEED(nextPassphraseNumber(*database, box)));

  NEED(addNextPassphrase(*database, box, {3, "another-passphrase"}, {}));
  NEED(dropNextPassphrase(*database, box, 3, {}));
  CHECK_EQ(kNext.passphrase, record().srt_passphrase);
  CHECK_EQ(std::string("endpoint_unknown"), addNextPassphrase(*database, "box-ffffffff", kNext, {}).error().code);
}

void whatAnotherProcessHasBegunIsTakenOver() {
  Room room;
  room.fleet.endPassphrase(*room.endpoint, kNext.number, true);
  EndpointRecord stored = room.endpoint->record;
  stored.next_srt = kNext;  // read before it was taken
  room.fleet.add(stored);
  CHECK(!room.endpoint->record.next_srt);
  stored.next_srt = SrtKey{3, "another-passphrase"};
  room.fleet.add(stored);
  CHECK(room.endpoint->record.next_srt == stored.next_srt);
  CHECK(room.told("passphrase_replaced").is_null());
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(itIsPushedWhateverTheNewestVersionIs),
                             TEST(aVersionOfThatNumberWithoutItIsNotTakenForIt), TEST(bothCountUntilItIsCommitted),
                             TEST(afterARollbackTheOneBeforeStays), TEST(aNewerVersionThatBringsItTooIsWaitedFor),
                             TEST(inAConferenceItIsGivenUp), TEST(theStoreKeepsEachStep),
                             TEST(whatAnotherProcessHasBegunIsTakenOver)});
}
