// SPDX-License-Identifier: Apache-2.0
// Opens what the centre keeps, listens, says where, and runs the loop.
#include "centre/commands/serve.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "centre/commands/centre.h"
#include "centre/commands/passwords.h"
#include "centre/commands/serve_options.h"
#include "centre/commands/server_certificate.h"
#include "centre/files/atomic_file.h"
#include "centre/fleet/config_draft.h"
#include "centre/input/sites_file.h"
#include "centre/log/log.h"
#include "centre/operators/session_api.h"
#include "centre/store/accounts.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"
#include "centre/store/sites.h"
#include "centre/trust/trust_roots.h"
#include "contract/unique_fd.h"

namespace diemcau::centre {
namespace {

// Held by the serving process until it ends, however it ends.
class ServeLock {
 public:
  explicit ServeLock(const DataDirectory& data)
      : fd_(::open((data.root / "serve.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kSecretFile)),
        held_(fd_.valid() && ::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0) {}
  [[nodiscard]] bool held() const { return held_; }

 private:
  UniqueFd fd_;
  bool held_;
};

// Whoever breaks in should not be root, and memory, in which there are secrets, does not go into core dumps
// (coredump_filter in core(5)).
Result<void> hardenProcess() {
  if (::geteuid() == 0 && std::getenv("DIEMCAU_AS_ROOT") == nullptr) {
    return fail("serve", "is_root", "start it as a user of its own, or set DIEMCAU_AS_ROOT=1");
  }
  std::ofstream filter("/proc/self/coredump_filter");
  if (!(filter << "0" << std::flush)) return fail("serve", "core_not_limited", "/proc/self/coredump_filter");
  return {};
}

void prepareProcess() {
  // Password hashing takes 19 MiB at a time: each goes back to the system at once.
  ::mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
  // A thousand endpoints want more files than the usual limit.
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) logWarning("the limit of open files stays as it is");
}

Result<std::unique_ptr<Gateway>> openGateway(const ServeOptions& options, const Authority& authority) {
  GatewayOptions wanted;
  wanted.listen_address = options.listen;
  wanted.recordings = options.recordings;
  wanted.request_passphrase = authority.requestPassphrase();
  return openAt(options.ports.srt, readPorts(options.data).value_or(Ports{}).srt, [&wanted](std::uint16_t port) {
    wanted.port = port;
    return Gateway::start(wanted);
  });
}

// Endpoints whose newest Config names another uplink than ours get a new version.
Result<void> correctUplinks(Database& database, const Signer& signer, const TrustRoots& roots,
                            const GatewayAddress& gateway, Timestamp now) {
  const auto endpoints = loadEndpoints(database);
  if (!endpoints) return std::unexpected(endpoints.error());
  for (const EndpointRecord& endpoint : *endpoints) {
    if (endpoint.revoked_at) continue;
    const auto newest = newestConfig(database, endpoint.id);
    if (!newest) return std::unexpected(newest.error());
    if (!*newest) continue;
    const auto told = bodyInEnvelope((*newest)->envelope);
    if (!told || told->uplink == uplinkOf(endpoint, gateway)) continue;
    const ConfigDraft draft{(*newest)->version.version + 1, *told, "centre", now, gateway};
    const auto config = makeConfig(signer, endpoint, draft);
    if (!config) return std::unexpected(config.error());
    if (const auto enough = roots.configSigners(config->envelope); !enough) {
      logError(endpoint.id + " has another address of the gateway, and our key alone may not tell it the new one: " +
               enough.error().describe());
      continue;
    }
    const AuditRecord audit{now, "centre", "", "config.push", endpoint.id, "new address of the gateway"};
    if (auto stored = addConfig(database, *config, audit); !stored) return stored;
    logInfo(endpoint.id + ": new address of the gateway, version " + std::to_string(draft.version));
  }
  return {};
}

Result<void> importSites(Database& database, const std::filesystem::path& file) {
  const auto sites = readSitesFile(file);
  if (!sites) return std::unexpected(sites.error());
  return saveSites(database, *sites);
}

// The page's address, and a one-time password as long as there is no password.
Result<void> printEntry(Database& database, const ServeOptions& options, std::uint16_t port, Timestamp now) {
  const auto hash = passwordHash(database, kOperator);
  if (!hash) return std::unexpected(hash.error());
  std::printf("https://%s:%u/\n", options.public_host.c_str(), port);
  if (!*hash) {
    const auto password = makeOneTimePassword(database, now);
    if (!password) return std::unexpected(password.error());
    std::printf("one-time password: %s\n", password->c_str());
  }
  std::fflush(stdout);
  return {};
}

Result<FirstWishes> wishesFrom(const ServeOptions& options, GatewayAddress address) {
  FirstWishes wishes;
  wishes.video = options.video;
  wishes.uplink_host = options.public_host;
  wishes.gateway = std::move(address);
  if (options.conference.empty()) return wishes;
  auto conference = readConferenceFile(options.conference);
  if (!conference) return std::unexpected(std::move(conference).error());
  wishes.conference = std::move(*conference);
  return wishes;
}

Result<CentreParts> openParts(const ServeOptions& options, const Clock& clock) {
  const Timestamp now = clock.now().wall;
  auto authority = Authority::open(options.data, now);
  if (!authority) return std::unexpected(std::move(authority).error());
  auto database = Database::open(options.data.database());
  if (!database) return std::unexpected(std::move(database).error());
  auto identity = openServerIdentity(*authority, **database, options.public_host, now);
  if (!identity) return std::unexpected(std::move(identity).error());
  if (auto imported = importSites(**database, options.sites); !imported) {
    return std::unexpected(std::move(imported).error());
  }
  if (auto made = makeDirectory(options.recordings, kSecretDirectory); !made) {
    return std::unexpected(std::move(made).error());
  }
  auto gateway = openGateway(options, *authority);
  if (!gateway) return std::unexpected(std::move(gateway).error());
  GatewayAddress address = options.gateway;
  address.srt_port = (*gateway)->port();
  if (auto corrected = correctUplinks(**database, authority->configSigner(), TrustRoots(options.data), address, now);
      !corrected) {
    return std::unexpected(std::move(corrected).error());
  }
  auto wishes = wishesFrom(options, std::move(address));
  if (!wishes) return std::unexpected(std::move(wishes).error());
  return CentreParts{std::move(*authority), std::move(*identity), std::move(*database), std::move(*gateway),
                     std::move(*wishes)};
}

}  // namespace

Result<void> runServe(std::span<const char* const> arguments, const Clock& clock) {
  const auto options = serveOptionsFrom(arguments);
  if (!options) return std::unexpected(options.error());
  if (auto hardened = hardenProcess(); !hardened) return hardened;
  prepareProcess();
  if (auto made = makeDirectory(options->data.root, kSecretDirectory); !made) return made;
  const ServeLock lock(options->data);
  if (!lock.held()) return fail("serve", "running", options->data.root.string());
  retirePorts(options->data);

  auto parts = openParts(*options, clock);
  if (!parts) return std::unexpected(std::move(parts).error());
  Database& database = *parts->database;
  const auto centre = Centre::create(*options, clock, std::move(*parts));
  if (!centre) return std::unexpected(centre.error());
  const auto ports = (*centre)->listen();
  if (!ports) return std::unexpected(ports.error());
  if (auto printed = printEntry(database, *options, ports->operators, clock.now().wall); !printed) return printed;
  if (auto written = writePorts(options->data, *ports); !written) return written;
  (*centre)->run();
  retirePorts(options->data);
  return {};
}

}  // namespace diemcau::centre
