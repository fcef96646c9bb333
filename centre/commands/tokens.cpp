// SPDX-License-Identifier: Apache-2.0
// The command `tokens`: one-time tokens as files for USB sticks.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "centre/commands/command_line.h"
#include "centre/commands/enrolment.h"
#include "centre/commands/ports_file.h"
#include "centre/commands/refusal.h"
#include "centre/crypto/digest.h"
#include "centre/enrolment/est.h"
#include "centre/files/atomic_file.h"
#include "centre/input/sites_file.h"
#include "centre/store/database.h"
#include "centre/store/enrolments.h"
#include "centre/store/sites.h"
#include "contract/enrolment.h"

namespace diemcau::centre {
namespace {

constexpr const char* kActor = "diemcau-centre";
constexpr std::size_t kTokenLength = 32;  // 160 bits
constexpr int kLongestLife = 365;         // days

struct TokenFile {
  std::filesystem::path path;
  std::string content;  // a secret
};

Result<std::chrono::days> lifeFrom(const std::string& text) {
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size() || days < 1 || days > kLongestLife) {
    return fail("usage", "value_malformed", "--expires " + text + " (days, 1 to 365)");
  }
  return std::chrono::days(days);
}

// Where boxes reach the centre; without its token.
Result<Enrolment> placesFrom(const CommandLine& line) {
  const auto host = checkedHost(line.text("public-host"));
  if (!host) return std::unexpected(host.error());
  const auto ports = readPorts({line.text("data")});
  if (!ports || !ports->enrol) return fail("tokens", "ports_unknown", "start the centre with --enrol-port first");
  Enrolment places;
  places.centre_url = urlOf(*host, ports->device);
  places.enrol_url = urlOf(*host, *ports->enrol);
  if (ports->time) places.time_url = timeUrlOf(*host, *ports->time);
  return places;
}

Result<void> write(const std::vector<TokenFile>& files) {
  for (const TokenFile& file : files) {
    if (auto made = makeDirectory(file.path.parent_path(), kSecretDirectory); !made) return made;
    if (auto written = writeFileDurably(file.path, file.content, kSecretFile); !written) return written;
  }
  return {};
}

// Prints how many.
Result<void> makeTokens(Database& database, const CommandLine& line, Enrolment places, Timestamp now) {
  const auto life = lifeFrom(line.text("expires"));
  if (!life) return std::unexpected(life.error());
  const auto sites = readSitesFile(line.text("sites"));
  if (!sites) return std::unexpected(sites.error());
  std::vector<TokenRecord> tokens;
  std::vector<TokenFile> files;
  for (const Site& site : *sites) {
    const auto path = std::filesystem::path(line.text("out")) / site.code / kEnrolmentFile;
    if (std::filesystem::exists(path)) return fail("tokens", "file_there", path.string());
    places.token = randomText(kTokenLength);
    tokens.push_back({tokenHash(places.token), site.code, now, now + *life});
    files.push_back({path, writeEnrolment(places) + "\n"});
  }
  if (auto saved = saveSites(database, *sites); !saved) return saved;
  // A file without its token would be of no use; a token without its file does no harm.
  if (auto stored = addTokens(database, tokens, {now, kActor, "", "token.made", "", ""}); !stored) return stored;
  if (auto written = write(files); !written) return written;
  std::printf("%zu\n", files.size());
  return {};
}

}  // namespace

Result<void> runTokens(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"}, {"sites"}, {"out"}, {"public-host"}, {"expires"}});
  if (!line) return std::unexpected(line.error());
  auto places = placesFrom(*line);
  if (!places) return std::unexpected(std::move(places).error());
  const auto database = Database::open(DataDirectory{line->text("data")}.database());
  if (!database) return std::unexpected(database.error());
  const Timestamp now = clock.now().wall;
  return noteRefusal(**database, {now, kActor, "", "token.make", "", ""},
                     makeTokens(**database, *line, std::move(*places), now));
}

}  // namespace diemcau::centre
