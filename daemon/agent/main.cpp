// SPDX-License-Identifier: Apache-2.0
// diemcaud: the agent of an endpoint.
#include <gio/gio.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/agent/agent.h"
#include "daemon/agent/curl_http_client.h"
#include "daemon/agent/curl_loop.h"
#include "daemon/agent/identity/centre_discovery.h"
#include "daemon/agent/identity/enroller.h"
#include "daemon/agent/identity/identity_directory.h"
#include "daemon/agent/identity/renewal.h"
#include "daemon/agent/identity/service_resolver.h"
#include "daemon/agent/options.h"
#include "daemon/base/atomic_file.h"
#include "daemon/base/bus.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/base/log.h"
#include "daemon/base/process.h"
#include "daemon/base/service.h"
#include "daemon/base/unfinished_writes.h"

namespace {

using namespace diemcau;

int failed(const Error& error) {
  spdlog::critical("{}", error.describe());
  return EXIT_FAILURE;
}

void makeDirectories(const agent::Options& options) {
  for (const auto& directory : {options.state, options.run}) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) spdlog::error("{}: {}", directory.string(), error.message());
  }
}

// Nobody but us writes there.
void clearUnfinishedWrites(const agent::Options& options) {
  int cleared = 0;
  for (const auto& directory : {options.state, options.state / "reports", options.identity}) {
    cleared += base::clearUnfinishedWrites(directory);
  }
  if (cleared > 0)
    spdlog::warn("the power went while {} files were written: what was left of them is removed", cleared);
}

struct BusLoss {
  base::EventLoop& loop;
  bool happened = false;
};

void onBusClosed(GDBusConnection*, gboolean, GError*, gpointer data) noexcept {
  auto* const loss = static_cast<BusLoss*>(data);
  loss->happened = true;
  loss->loop.quit();
}

struct Endpoint {
  const agent::Options& options;
  const agent::IdentityDirectory& directory;
  agent::CurlLoop& curl;
  base::Bus& bus;
  const base::Clock& clock;
  base::EventLoop& loop;
};

agent::HttpClients clientsOf(agent::CurlLoop& curl) {
  return [&curl](const agent::CentreAccess& access) { return std::make_unique<agent::CurlHttpClient>(curl, access); };
}

// A stick goes before what the image says.
std::vector<std::filesystem::path> enrolmentPlaces(const agent::Options& options) {
  std::vector<std::filesystem::path> places;
  if (options.enrolment) places.push_back(*options.enrolment);
  places.push_back(options.identity);
  return places;
}

// For what DNS says.
std::filesystem::path discovered(const agent::Options& options) { return options.run / "dns"; }

std::vector<std::filesystem::path> allEnrolmentPlaces(const agent::Options& options) {
  std::vector<std::filesystem::path> places = enrolmentPlaces(options);
  places.push_back(discovered(options));
  return places;
}

bool isToldWhere(const agent::Options& options) {
  const auto document = agent::findEnrolment(enrolmentPlaces(options));
  return document || document.error().code != "not_found";
}

std::vector<std::string> networkDomains() {
  constexpr std::size_t kMostBytes = 64 * 1024;
  return agent::searchDomains(base::readFile("/etc/resolv.conf", kMostBytes).value_or(""));
}

// Where the time is asked for, also before there is an identity; empty: nowhere.
std::string timeUrl(const Endpoint& endpoint, const Result<agent::LoadedIdentity>& identity) {
  if (identity && !identity->identity.time_url.empty()) return identity->identity.time_url;
  const auto enrolment = agent::findEnrolment(allEnrolmentPlaces(endpoint.options));
  return enrolment ? enrolment->time_url : std::string{};
}

// Runs until the process is to end, or the endpoint has enrolled itself or found out where it may: then `true`, and it
// is to live again with that. The connection to the bus, and so the name that the workers watch, stays.
Result<bool> live(const Endpoint& endpoint) {
  const auto identity = endpoint.directory.load();
  if (!identity) spdlog::error("no identity: {}", identity.error().describe());
  const bool enrolled_before = identity && !identity->unenrolled;
  std::optional<agent::CurlHttpClient> client;
  if (enrolled_before) client.emplace(endpoint.curl, identity->access);
  agent::KernelTime system_time;
  std::optional<agent::PlainHttpClient> time_client;
  if (const std::string url = timeUrl(endpoint, identity); !url.empty()) time_client.emplace(endpoint.curl, url);

  agent::Agent agent(endpoint.options, identity, client ? &*client : nullptr,
                     {system_time, time_client ? &*time_client : nullptr}, endpoint.bus, endpoint.clock);
  if (const auto started = agent.start(); !started) return std::unexpected(started.error());

  bool again = false;
  const auto live_again = [&] {
    again = true;
    endpoint.loop.quit();
  };
  std::optional<agent::Renewal> renewal;
  std::optional<agent::Enroller> enroller;
  std::unique_ptr<agent::ServiceResolver> resolver;
  std::optional<agent::CentreDiscovery> discovery;
  if (enrolled_before) {
    renewal.emplace(agent::Renewal::Parts{
        endpoint.directory, *identity, clientsOf(endpoint.curl), endpoint.clock, agent::systemRandom(),
        [&agent](const std::optional<std::string>& trouble) { agent.followRenewal(trouble); }});
    renewal->start();
  } else if (identity) {
    spdlog::info("enrolment: {}", identity->unenrolled->describe());
    enroller.emplace(agent::Enroller::Parts{endpoint.directory, *identity->key, allEnrolmentPlaces(endpoint.options),
                                            clientsOf(endpoint.curl), endpoint.clock, agent::systemRandom()},
                     agent::Enroller::Handlers{
                         [&agent](const agent::EnrolmentState& state) { agent.followEnrolment(state); }, live_again});
    enroller->start();
    if (!isToldWhere(endpoint.options)) {
      resolver = agent::systemResolver();
      discovery.emplace(agent::CentreDiscovery::Parts{*resolver, networkDomains, discovered(endpoint.options),
                                                      endpoint.clock, agent::systemRandom()},
                        live_again);
      discovery->start();
    }
  }

  base::notifyReady();
  endpoint.loop.run();
  if (!again) base::notifyStopping();
  agent.end();
  return again;
}

}  // namespace

int main(int argc, char** argv) {
  base::startLog("diemcaud");
  if (const auto hardened = base::hardenProcess(); !hardened) return failed(hardened.error());
  const auto options = agent::parseOptions(argc, argv);
  if (!options) return failed(options.error());
  // libcurl would write the keys of our TLS sessions to a file that this names.
  ::unsetenv("SSLKEYLOGFILE");
  makeDirectories(*options);
  clearUnfinishedWrites(*options);

  const base::SystemClock clock;
  base::EventLoop loop;
  const auto bus = base::Bus::connect(options->bus);
  if (!bus) return failed(bus.error());
  const auto curl = agent::CurlLoop::create();
  if (!curl) return failed(curl.error());

  // Without the bus there are no workers: the supervisor starts us anew when there is one again.
  BusLoss bus_loss{loop};
  g_signal_connect((*bus)->connection(), "closed", G_CALLBACK(onBusClosed), &bus_loss);

  const agent::IdentityDirectory directory(
      options->identity, options->board_secret ? agent::boardFileSecret(*options->board_secret) : nullptr);
  const Endpoint endpoint{*options, directory, **curl, **bus, clock, loop};
  for (;;) {
    const auto again = live(endpoint);
    if (!again) return failed(again.error());
    if (bus_loss.happened) return failed({"bus", "lost", {}});
    if (!*again) return EXIT_SUCCESS;
  }
}
