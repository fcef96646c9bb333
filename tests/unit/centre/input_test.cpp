// SPDX-License-Identifier: Apache-2.0
// What people give the centre: command lines, sites, conferences; and the files it leaves for others.
#include <algorithm>
#include <string>
#include <vector>

#include "centre/commands/command_line.h"
#include "centre/commands/gateway_options.h"
#include "centre/commands/ports_file.h"
#include "centre/commands/provision.h"
#include "centre/input/conference_file.h"
#include "centre/input/sites_file.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace diemcau::centre {
namespace {

using test::sourceFile;
using test::TempDir;
using test::writeWhole;

Error refusal(std::vector<const char*> arguments) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"port", Need::Optional}});
  return line ? Error{} : line.error();
}

void optionsAreReadInBothForms() {
  const std::vector<const char*> arguments{"--data", "/d", "--port=8443"};
  const CommandLine line = NEED(CommandLine::parse(arguments, {{"data"}, {"port", Need::Optional}}));
  CHECK_EQ(std::string("/d"), line.text("data"));
  CHECK_EQ(std::uint16_t{8443}, NEED(line.port("port")));
}

void wrongOptionsAreNamed() {
  CHECK_EQ(Error({"usage", "option_missing", "--data"}), refusal({}));
  CHECK_EQ(Error({"usage", "option_unknown", "--date"}), refusal({"--date", "x"}));
  CHECK_EQ(Error({"usage", "option_unknown", "data"}), refusal({"data", "x"}));
  CHECK_EQ(Error({"usage", "value_missing", "--data"}), refusal({"--data"}));
  CHECK_EQ(Error({"usage", "option_doubled", "--data"}), refusal({"--data", "x", "--data", "y"}));
  const std::vector<const char*> arguments{"--port=65536"};
  CHECK(!NEED(CommandLine::parse(arguments, {{"port"}})).port("port"));
}

Result<GatewayAddress> secondLine(std::vector<const char*> arguments) {
  return gatewayAddressFrom(NEED(CommandLine::parse(
      arguments, {{"backup-host", Need::Optional}, {"backup-interface", Need::Optional}, {"paths", Need::Optional}})));
}

void theSecondLineIsTold() {
  CHECK_EQ(std::string(), NEED(secondLine({})).backup_host);
  const GatewayAddress one = NEED(secondLine({"--backup-host", "line-2.example"}));
  CHECK_EQ(std::string("line-2.example"), one.backup_host);
  CHECK(one.paths == UplinkPaths::Failover);
  const GatewayAddress both =
      NEED(secondLine({"--backup-host=line-2.example", "--backup-interface=wwan0", "--paths=both"}));
  CHECK_EQ(std::string("wwan0"), both.backup_interface);
  CHECK(both.paths == UplinkPaths::Both);
  CHECK_EQ(std::string("--paths wants --backup-host"), secondLine({"--paths", "both"}).error().context);
  CHECK_EQ(std::string("--paths takes failover or both"),
           secondLine({"--backup-host", "line-2.example", "--paths", "all"}).error().context);
  CHECK_EQ(std::string("--backup-interface"),
           secondLine({"--backup-host", "line-2.example", "--backup-interface", "a name with spaces"}).error().context);
}

void theSitesOfBothYearsAreRead() {
  const auto sites = NEED(readSitesFile(sourceFile("centre/data/sites-63-2022.json")));
  CHECK(std::ranges::contains(sites, Site{"79", "Thành phố Hồ Chí Minh"}));
  CHECK(!NEED(readSitesFile(sourceFile("centre/data/sites-34-2025.json"))).empty());
}

void wrongSitesAreNamed() {
  const TempDir dir;
  const struct {
    const char* content;
    std::string_view code;
    const char* where;
  } cases[] = {
      {"{}", "member_type", ""},
      {R"([{"code": "01", "name": "A"}, {"code": "02"}])", "member_missing", "/1/name"},
      {R"([{"code": "../x", "name": "A"}])", "value_unknown", "/0/code"},
      {R"([{"code": "01", "name": "A"}, {"code": "01", "name": "B"}])", "code_doubled", "/1/code"},
      {"[", "not_json", ""},
  };
  for (const auto& [content, code, where] : cases) {
    writeWhole(dir / "sites.json", content);
    const auto sites = readSitesFile(dir / "sites.json");
    CHECK(!sites);
    CHECK_EQ(code, sites.error().code);
    CHECK(sites.error().context.find(where) != std::string::npos);
  }
  CHECK_EQ(std::string_view("not_found"), readSitesFile(dir / "none.json").error().code);
}

void theConferenceIsRead() {
  const ConferenceFile file = NEED(readConferenceFile(sourceFile("centre/data/conference-2022.json")));
  CHECK_EQ(std::string("co-dien"), file.maket.template_name);
  CHECK_EQ(std::string("HỘI NGHỊ"), file.maket.heading);
  CHECK_EQ(std::string("{site}, ngày 15 tháng 7 năm 2022"), file.maket.place_date);
  CHECK_EQ(std::size_t{2}, file.maket.title.size());
  CHECK(file.conference.starts_at < file.conference.ends_at);
}

void videoIsSizeRateAndABitRateThatSuits() {
  CHECK(NEED(videoFrom("1280x720@30")) == (VideoConfig{1280, 720, 30, 2500, 2}));
  CHECK_EQ(std::uint32_t{600}, NEED(videoFrom("640x360@30")).bitrate_kbps);
  CHECK_EQ(std::uint32_t{100}, NEED(videoFrom("160x90@5")).bitrate_kbps);
  for (const char* text : {"", "640x360", "640x360@30fps", "x360@30", "640*360@30", "640x360@30 "}) {
    CHECK(!videoFrom(text));
  }
}

void theHostIsTakenOutOfTheUrl() {
  CHECK_EQ(std::string("127.0.0.1"), NEED(hostOfUrl("https://127.0.0.1:8443")));
  CHECK_EQ(std::string("centre.example.vn"), NEED(hostOfUrl("https://centre.example.vn/")));
  CHECK_EQ(std::string("2001:db8::1"), NEED(hostOfUrl("https://[2001:db8::1]:8443")));
  for (const char* url : {"", "http://a", "https://", "https://a/path", "https://user@a", "https://a?x", "a:8443"}) {
    CHECK(!hostOfUrl(url));
  }
}

void portsOfAFormerRunAreKeptButNotShown() {
  const TempDir dir;
  const DataDirectory data{dir.path()};
  CHECK(!readPorts(data).has_value());
  NEED(writePorts(data, {1, 2, 3}));
  CHECK(std::filesystem::exists(data.ports()));
  retirePorts(data);
  CHECK(!std::filesystem::exists(data.ports()));
  CHECK((readPorts(data) == Ports{1, 2, 3}));
  NEED(writePorts(data, {4, 5, 6, 7}));
  CHECK((readPorts(data) == Ports{4, 5, 6, 7}));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(optionsAreReadInBothForms), TEST(wrongOptionsAreNamed), TEST(theSecondLineIsTold),
                             TEST(theSitesOfBothYearsAreRead), TEST(wrongSitesAreNamed), TEST(theConferenceIsRead),
                             TEST(videoIsSizeRateAndABitRateThatSuits), TEST(theHostIsTakenOutOfTheUrl),
                             TEST(portsOfAFormerRunAreKeptButNotShown)});
}
