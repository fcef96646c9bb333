// SPDX-License-Identifier: Apache-2.0
// Config and the plans: defaults, the body alone, secrets.
#include "contract/config.h"

#include "contract/envelope.h"
#include "contract/media_plan.h"
#include "contract/screen_plan.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/schema_judge.h"

namespace diemcau::test {
namespace {

void aMinimalConfigHasTheDefaultsOfTheSchema() {
  const Config config = NEED(parseConfig(goodExample("config", "minimal")));
  CHECK(!config.body.uplink);
  CHECK(!config.body.conference);
  const auto written = nlohmann::json::parse(writeConfig(config));
  const nlohmann::json schema = wholeSchema("config");
  CHECK_EQ(schema["properties"]["confirm_within_s"]["default"].dump(), written["confirm_within_s"].dump());
  for (const auto& [part, part_schema] : schema["properties"]["body"]["properties"].items()) {
    for (const auto& [name, member] : part_schema["properties"].items()) {
      if (!member.contains("default") || part == "uplink") continue;
      CHECK_EQ(part + "/" + name + " " + member["default"].dump(),
               part + "/" + name + " " + written["body"][part][name].dump());
    }
  }
}

void anUplinkHasTheDefaultLatencyOfTheSchema() {
  const Config config = NEED(parseConfig(goodExample("config", "generated-sources")));
  const nlohmann::json uplink = wholeSchema("config")["properties"]["body"]["properties"]["uplink"];
  CHECK_EQ(uplink["properties"]["latency_ms"]["default"].get<std::uint32_t>(), config.body.uplink->latency_ms);
}

void aPartMayBeEmpty() {
  std::string text = goodExample("config", "minimal");
  text.insert(text.find("\"site\""), R"("video": {}, "audio": {}, "camera": {}, "microphone": {}, "reporting": {}, )");
  CHECK(NEED(parseConfig(text)) == NEED(parseConfig(goodExample("config", "minimal"))));
}

void theConferenceOfTheExampleIsReadRight() {
  const Config config = NEED(parseConfig(goodExample("config", "full")));
  CHECK_EQ(std::uint64_t{17}, config.version);
  CHECK_EQ(std::string("box-1a2b3c4d"), config.endpoint);
  CHECK_EQ(std::string("2022-07-15T01:00:00.000Z"), formatTimestamp(config.body.conference->starts_at));
  const MaketText& maket = *config.body.screen.maket;
  CHECK_EQ(std::string("co-dien"), maket.template_name);
  CHECK_EQ(std::string("BAN DÂN VẬN TRUNG ƯƠNG"), maket.organiser);
  CHECK_EQ(std::size_t{2}, maket.title.size());
  CHECK_EQ(std::string("TRIỂN KHAI NHIỆM VỤ 6 THÁNG CUỐI NĂM 2022"), maket.title[1]);
  CHECK_EQ(std::string("{site}, ngày 15 tháng 7 năm 2022"), maket.place_date);
  CHECK_EQ(std::string("name:USB Audio"), config.body.microphone.source);
  CHECK_EQ(std::uint16_t{7001}, config.body.uplink->port);
}

void aMaketMayWaitBehindAnotherScene() {
  const Config config = NEED(parseConfig(goodExample("config", "unknown-members")));
  CHECK(config.body.screen.scene == Scene::Blank);
  CHECK(config.body.screen.maket.has_value());
}

void theBodyAloneIsReadWithPointersOfItsOwn() {
  const ConfigBody body = NEED(parseConfig(goodExample("config", "full"))).body;
  const std::string written = writeConfigBody(body);
  CHECK(body == NEED(parseConfigBody(written)));
  auto json = nlohmann::json::parse(written);
  json["site"].erase("name");
  const Result<ConfigBody> refused = parseConfigBody(json.dump());
  CHECK(!refused);
  CHECK_EQ(std::string("member_missing /site/name"), shortForm(refused.error()));
}

void aPlanMayNameFilesAndAConfigMayNot() {
  const MediaPlan plan = NEED(parseMediaPlan(goodExample("media-plan", "files")));
  CHECK_EQ(std::string("file:/srv/thu/phòng họp.mkv"), plan.camera.source);
  for (const char* name : {"bad/config/camera-file", "bad/config/microphone-file"}) {
    CHECK(!parseConfig(goodExample(std::string(name).substr(0, 10), std::string(name).substr(11))));
  }
}

void aPlanForPeopleHoldsNoSecret() {
  const MediaPlan plan = NEED(parseMediaPlan(goodExample("media-plan", "full")));
  const std::string shown = writeMediaPlan(plan, Secrets::Redact);
  CHECK(writeMediaPlan(plan, Secrets::Keep).find(plan.uplink->passphrase) != std::string::npos);
  CHECK(shown.find(plan.uplink->passphrase) == std::string::npos);
  CHECK(shown.find(R"("passphrase":"…")") != std::string::npos);
  const std::string key = encodeBase64(plan.recording->key);
  CHECK(writeMediaPlan(plan, Secrets::Keep).find(key) != std::string::npos);
  CHECK(shown.find(key) == std::string::npos);
  CHECK(shown.find(R"("key":"…")") != std::string::npos);
}

// An error goes to logs and reports; what it quotes must not be the secret.
void aRefusalNeverQuotesThePassphrase() {
  const std::string too_long(80, 'q');
  for (const std::string& secret : {std::string("ngắn-bí-mật"), std::string("bi-mat"), too_long}) {
    auto json = nlohmann::json::parse(goodExample("config", "full"));
    json["body"]["uplink"]["passphrase"] = secret;
    const Result<Config> refused = parseConfig(json.dump());
    CHECK(!refused);
    CHECK(refused.error().describe().find(secret) == std::string::npos);
  }
}

void aRefusalNeverQuotesTheKey() {
  for (const std::string& secret :
       {std::string("!bi-mat"), encodeBase64("bi mat"), encodeBase64(std::string(33, 'q'))}) {
    auto json = nlohmann::json::parse(goodExample("media-plan", "full"));
    json["recording"]["key"] = secret;
    const Result<MediaPlan> refused = parseMediaPlan(json.dump());
    CHECK(!refused);
    CHECK(refused.error().describe().find(secret) == std::string::npos);
  }
}

void aFirstScreenPlanNeedsNoSite() {
  const ScreenPlan plan = NEED(parseScreenPlan(goodExample("screen-plan", "minimal")));
  CHECK(plan.screen.scene == Scene::Setup);
  CHECK(plan.site == Site());
  CHECK_EQ(std::string(), plan.endpoint);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aMinimalConfigHasTheDefaultsOfTheSchema), TEST(anUplinkHasTheDefaultLatencyOfTheSchema),
              TEST(aPartMayBeEmpty), TEST(theConferenceOfTheExampleIsReadRight), TEST(aMaketMayWaitBehindAnotherScene),
              TEST(theBodyAloneIsReadWithPointersOfItsOwn), TEST(aPlanMayNameFilesAndAConfigMayNot),
              TEST(aPlanForPeopleHoldsNoSecret), TEST(aRefusalNeverQuotesThePassphrase),
              TEST(aRefusalNeverQuotesTheKey), TEST(aFirstScreenPlanNeedsNoSite)});
}
