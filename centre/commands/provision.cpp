// SPDX-License-Identifier: Apache-2.0
// Provisioning of one endpoint.
#include "centre/commands/provision.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <format>
#include <optional>

#include "centre/commands/command_line.h"
#include "centre/commands/gateway_options.h"
#include "centre/commands/ports_file.h"
#include "centre/commands/refusal.h"
#include "centre/files/atomic_file.h"
#include "centre/fleet/first_config.h"
#include "centre/input/sites_file.h"
#include "centre/store/database.h"
#include "centre/store/sites.h"
#include "centre/trust/authority.h"
#include "contract/identity.h"

namespace diemcau::centre {
namespace {

// x264 at 720p30 looks good from 2.5 Mb/s on: 0.09 bits a pixel.
constexpr double kBitsPerPixel = 0.09;
constexpr std::uint32_t kBitrateStep = 50;
constexpr const char* kAuthor = "provision";

struct Wishes {
  Site site;
  FirstWishes first;
  std::string centre_url;
  std::string enrol_url;  // empty: nobody renews there
  std::string time_url;   // empty: the centre does not tell the time
  std::filesystem::path out;
};

Result<Site> siteFor(Database& database, const CommandLine& line) {
  if (line.has("sites")) {
    const auto sites = readSitesFile(line.text("sites"));
    if (!sites) return std::unexpected(sites.error());
    if (const auto saved = saveSites(database, *sites); !saved) return std::unexpected(saved.error());
  }
  const std::string code = line.text("site");
  auto site = findSite(database, code);
  if (!site) return std::unexpected(std::move(site).error());
  if (!*site)
    return fail("provision", "site_unknown", code + " (start the centre with its sites first, or give --sites)");
  return std::move(**site);
}

Result<std::uint16_t> srtPort(const DataDirectory& data, const CommandLine& line) {
  const auto given = line.port("srt-port");
  if (!given || *given != 0) return given;
  const auto ports = readPorts(data);
  if (!ports) return fail("provision", "srt_port_unknown", "start the centre first, or give --srt-port");
  return ports->srt;
}

Result<Wishes> wishesFrom(const CommandLine& line, const DataDirectory& data, Database& database) {
  Wishes wishes;
  wishes.out = line.text("out");
  wishes.centre_url = line.text("centre-url");
  if (std::filesystem::exists(wishes.out / "key.pem")) {
    return fail("provision", "identity_there", wishes.out.string() + " holds an identity already");
  }
  auto host = hostOfUrl(wishes.centre_url);
  if (!host) return std::unexpected(std::move(host).error());
  wishes.first.uplink_host = std::move(*host);
  if (const auto ports = readPorts(data)) {
    if (ports->enrol) wishes.enrol_url = urlOf(wishes.first.uplink_host, *ports->enrol);
    if (ports->time) wishes.time_url = timeUrlOf(wishes.first.uplink_host, *ports->time);
  }
  auto conference = readConferenceFile(line.text("conference"));
  if (!conference) return std::unexpected(std::move(conference).error());
  wishes.first.conference = std::move(*conference);
  if (line.has("video")) {
    const auto video = videoFrom(line.text("video"));
    if (!video) return std::unexpected(video.error());
    wishes.first.video = *video;
  }
  const auto port = srtPort(data, line);
  if (!port) return std::unexpected(port.error());
  auto gateway = gatewayAddressFrom(line);
  if (!gateway) return std::unexpected(std::move(gateway).error());
  wishes.first.gateway = std::move(*gateway);
  wishes.first.gateway.srt_port = *port;
  auto site = siteFor(database, line);
  if (!site) return std::unexpected(std::move(site).error());
  wishes.site = std::move(*site);
  return wishes;
}

Result<void> writeIdentityDirectory(const Wishes& wishes, const ClientIdentity& client, const Authority& authority) {
  const auto key = client.key.toPem();
  if (!key) return std::unexpected(key.error());
  if (auto made = makeDirectory(wishes.out, kSecretDirectory); !made) return made;
  const struct {
    const char* name;
    std::string content;
    mode_t mode;
  } files[] = {
      {"cert.pem", client.certificate.toPem(), kPublicFile},
      {"ca.pem", authority.certificatePem(), kPublicFile},
      {"root.json", authority.trustRootJson(), kPublicFile},
      {"identity.json", writeIdentity({client.endpoint, wishes.centre_url, wishes.enrol_url, wishes.time_url}),
       kPublicFile},
      {"key.pem", *key, kSecretFile},
  };
  for (const auto& [name, content, mode] : files) {
    if (auto written = writeFileDurably(wishes.out / name, content, mode); !written) return written;
  }
  return {};
}

Result<void> provision(const Wishes& wishes, const Authority& authority, Database& database, Timestamp now) {
  const auto client = authority.makeClient(now);
  if (!client) return std::unexpected(client.error());
  const auto made =
      makeEndpoint(authority.configSigner(), wishes.first,
                   {client->endpoint, client->key.keyId(), client->certificate.notAfter(), wishes.site}, kAuthor, now);
  if (!made) return std::unexpected(made.error());
  if (auto written = writeIdentityDirectory(wishes, *client, authority); !written) return written;
  const AuditRecord audit{now, kAuthor, "", "endpoint.provision", made->record.id, "site " + made->record.site_code};
  if (auto stored = addEndpoint(database, made->record, made->config, audit); !stored) return stored;
  std::printf("%s\n", made->record.id.c_str());
  return {};
}

}  // namespace

Result<void> runProvision(std::span<const char* const> arguments, const Clock& clock) {
  const auto line = CommandLine::parse(arguments, {{"data"},
                                                   {"site"},
                                                   {"conference"},
                                                   {"centre-url"},
                                                   {"out"},
                                                   {"video", Need::Optional},
                                                   {"sites", Need::Optional},
                                                   {"srt-port", Need::Optional},
                                                   {"backup-host", Need::Optional},
                                                   {"backup-interface", Need::Optional},
                                                   {"paths", Need::Optional}});
  if (!line) return std::unexpected(line.error());
  const DataDirectory data{line->text("data")};
  const Timestamp now = clock.now().wall;
  const auto authority = Authority::open(data, now);
  if (!authority) return std::unexpected(authority.error());
  const auto database = Database::open(data.database());
  if (!database) return std::unexpected(database.error());
  const auto wishes = wishesFrom(*line, data, **database);
  const AuditRecord attempt{now, kAuthor, "", "endpoint.provision", "site " + line->text("site"), ""};
  return noteRefusal(**database, attempt,
                     wishes ? provision(*wishes, *authority, **database, now) : std::unexpected(wishes.error()));
}

Result<VideoConfig> videoFrom(const std::string& text) {
  VideoConfig video;
  int end = 0;
  if (std::sscanf(text.c_str(), "%4ux%4u@%3u%n", &video.width, &video.height, &video.fps, &end) != 3 ||
      static_cast<std::size_t>(end) != text.size()) {
    return fail("usage", "value_malformed", "--video " + text + " (1280x720@30)");
  }
  const double kbps = kBitsPerPixel * video.width * video.height * video.fps / 1000;
  const auto steps = static_cast<std::uint32_t>(std::lround(kbps / kBitrateStep));
  video.bitrate_kbps = kBitrateStep * std::max(2U, steps);
  return video;
}

Result<std::string> hostOfUrl(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  const bool plain = parsed && parsed->scheme() == "https" && !parsed->has_userinfo() && !parsed->has_query() &&
                     !parsed->has_fragment() && (parsed->encoded_path().empty() || parsed->encoded_path() == "/");
  if (!plain) return fail("usage", "value_malformed", "--centre-url " + url + " (https://host:port)");
  std::string host = parsed->host();
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return checkedHost(host);
}

}  // namespace diemcau::centre
