// SPDX-License-Identifier: Apache-2.0
// A room of a signing batch: what is installed, and a way back that is one.
#include "contract/signing_batch.h"

#include <functional>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"

namespace diemcau::test {
namespace {

using Change = std::function<void(Config&)>;

SigningBatchRoom sampleRoom() { return NEED(parseSigningBatch(goodExample("signing-batch", "full"))).rooms.at(0); }

// The sample's room with one of its two changed.
std::string refusalOf(Envelope SigningBatchRoom::* which, const Change& change) {
  SigningBatchRoom room = sampleRoom();
  Config config = NEED(parseConfig((room.*which).payload));
  change(config);
  (room.*which).payload = writeConfig(config);
  const auto configs = configsIn(room);
  return configs ? "" : std::string(configs.error().domain) + "." + std::string(configs.error().code);
}

void theWayBackIsTheVersionAbove() {
  const BatchConfigs configs = NEED(configsIn(sampleRoom()));
  CHECK_EQ(std::uint64_t{18}, configs.install.version);
  CHECK_EQ(std::uint64_t{19}, configs.undo.version);
  CHECK_EQ(std::string("HỘI NGHỊ"), configs.undo.body.screen.maket->heading);
}

void whatIsNoWayBackIsRefused() {
  const std::string wrong = "batch.undo_wrong";
  const auto undo = &SigningBatchRoom::undo;
  CHECK_EQ(wrong, refusalOf(undo, [](Config& config) { config.version = 18; }));
  CHECK_EQ(wrong, refusalOf(undo, [](Config& config) { config.version = 20; }));
  CHECK_EQ(wrong, refusalOf(undo, [](Config& config) { config.endpoint = "box-ffffffff"; }));
  CHECK_EQ(wrong, refusalOf(undo, [](Config& config) { config.body.site.code = "01"; }));
  CHECK_EQ(wrong, refusalOf(undo, [](Config& config) { config.overrides_freeze = true; }));
  CHECK_EQ(wrong, refusalOf(&SigningBatchRoom::install, [](Config& config) { config.version = UINT64_MAX; }));
  CHECK_EQ(std::string(), refusalOf(undo, [](Config& config) { config.body.recording = RecordingConfig{}; }));
}

void whatIsNoConfigIsRefused() {
  SigningBatchRoom room = sampleRoom();
  room.undo.payload_type = "application/vnd.diemcau.trust-root+json";
  CHECK_EQ(std::string("batch.type_wrong: application/vnd.diemcau.trust-root+json"),
           configsIn(room).error().describe());
  room = sampleRoom();
  room.install.payload = "{}";
  CHECK_EQ(std::string("member_missing /schema"), shortForm(configsIn(room).error()));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(theWayBackIsTheVersionAbove), TEST(whatIsNoWayBackIsRefused), TEST(whatIsNoConfigIsRefused)});
}
