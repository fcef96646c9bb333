// SPDX-License-Identifier: Apache-2.0
// Whoever signs a rollout reads what changes where, and never a secret.
#include "centre/commands/batch_text.h"

#include <string>

#include "contract/config.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

struct Pair {
  Config install;
  Config undo;
};

Pair roomAt(const std::string& code, std::uint64_t version) {
  Config config;
  config.endpoint = "box-" + code;
  config.version = version;
  config.issued_at = Timestamp(std::chrono::days(1));
  config.expires_at = Timestamp(std::chrono::days(60));
  config.body = test::sampleBody();
  config.body.site = {code, "Phòng " + code};
  Config undo = config;
  ++undo.version;
  return {config, undo};
}

SigningBatch batchOf(std::initializer_list<Pair> pairs) {
  SigningBatch batch;
  for (const Pair& pair : pairs) {
    const auto envelope = [](const Config& config) {
      return Envelope{std::string(kConfigPayloadType), writeConfig(config), {}};
    };
    batch.rooms.push_back({envelope(pair.install), envelope(pair.undo)});
  }
  return batch;
}

bool has(const std::string& text, std::string_view words) { return text.find(words) != text.npos; }

void whatChangesAlikeIsToldOnce() {
  Pair first = roomAt("01", 4);
  Pair second = roomAt("79", 7);
  for (Pair* pair : {&first, &second}) {
    pair->install.body.video.bitrate_kbps = 1500;
    pair->undo.body.video.bitrate_kbps = 2500;
    pair->install.body.screen.maket->heading = "CHÀO " + pair->install.endpoint;
    pair->undo.body.screen.maket->heading = "HỘI NGHỊ";
  }
  const std::string text = NEED(inWords(batchOf({first, second})));
  CHECK(text.starts_with("rollout to 2 rooms, 1 first, 0 may fail\n"));
  CHECK(has(text, "what changes in all rooms alike\n  /video/bitrate_kbps: 2500 becomes 1500\nrooms,"));
  CHECK(has(text,
            "  01 Phòng 01 (box-01): version 4, the way back 5\n"
            "    /screen/maket/heading: \"HỘI NGHỊ\" becomes \"CHÀO box-01\"\n"
            "  79 Phòng 79 (box-79): version 7, the way back 8\n"));
}

void whatIsTakenAwayOrAddedIsTold() {
  Pair pair = roomAt("01", 4);
  pair.install.body.recording = RecordingConfig{};
  CHECK(has(NEED(inWords(batchOf({pair}))), "/recording: nothing becomes {"));
}

void secretsAreNotTold() {
  Pair pair = roomAt("01", 4);
  for (Config* config : {&pair.install, &pair.undo}) {
    config->body.uplink = UplinkConfig{};
    config->body.uplink->host = "trung-tam.example";
    config->body.uplink->port = 7001;
    config->body.uplink->stream_id = "#!::r=01,m=publish,u=box-01";
    config->body.uplink->passphrase = "khong-ai-duoc-biet";
  }
  pair.install.body.uplink->passphrase = "khong-ai-doc-duoc";
  const std::string text = NEED(inWords(batchOf({pair})));
  CHECK(has(text, "/uplink/passphrase: differs from the way back (not shown)"));
  CHECK(!has(text, "khong-ai"));
}

void whoOverridesTheFreezeIsCounted() {
  Pair first = roomAt("01", 4);
  first.install.overrides_freeze = first.undo.overrides_freeze = true;
  CHECK(has(NEED(inWords(batchOf({first, roomAt("79", 7)}))), "OVERRIDES the freeze of a conference in 1 of 2 rooms"));
}

void whoHasSignedIsTold() {
  SigningBatch batch = batchOf({roomAt("01", 4), roomAt("79", 7)});
  batch.rooms[0].install.signatures.push_back({"abcd", "x"});
  batch.rooms[1].undo.signatures.push_back({"abcd", "x"});
  CHECK(NEED(inWords(batch)).ends_with("  2 of 4 signed by abcd\n"));
}

void nobodySignsWhatCannotBeTold() {
  Pair odd = roomAt("79", 7);
  odd.undo.version = 7;
  const auto refused = inWords(batchOf({roomAt("01", 4), odd}));
  CHECK_EQ(std::string("batch.undo_wrong: room 2: box-79"), refused.error().describe());
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(whatChangesAlikeIsToldOnce), TEST(whatIsTakenAwayOrAddedIsTold),
                             TEST(secretsAreNotTold), TEST(whoOverridesTheFreezeIsCounted), TEST(whoHasSignedIsTold),
                             TEST(nobodySignsWhatCannotBeTold)});
}
