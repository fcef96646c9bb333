// SPDX-License-Identifier: Apache-2.0
// diemcaud: the agent of an endpoint.
#include <gio/gio.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "daemon/agent/agent.h"
#include "daemon/agent/curl_http_client.h"
#include "daemon/agent/curl_loop.h"
#include "daemon/agent/identity_directory.h"
#include "daemon/agent/options.h"
#include "daemon/base/bus.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/base/log.h"
#include "daemon/base/process.h"
#include "daemon/base/service.h"

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

struct BusLoss {
  base::EventLoop& loop;
  bool happened = false;
};

void onBusClosed(GDBusConnection*, gboolean, GError*, gpointer data) noexcept {
  auto* const loss = static_cast<BusLoss*>(data);
  loss->happened = true;
  loss->loop.quit();
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

  const base::SystemClock clock;
  base::EventLoop loop;
  const auto bus = base::Bus::connect(options->bus);
  if (!bus) return failed(bus.error());
  const auto curl = agent::CurlLoop::create();
  if (!curl) return failed(curl.error());

  const auto identity = agent::loadIdentity(options->identity);
  if (!identity) spdlog::error("no identity: {}", identity.error().describe());
  std::optional<agent::CurlHttpClient> client;
  if (identity) client.emplace(**curl, identity->access);
  agent::KernelTime system_time;
  std::optional<agent::PlainHttpClient> time_client;
  if (identity && !identity->identity.time_url.empty()) time_client.emplace(**curl, identity->identity.time_url);

  agent::Agent agent(*options, identity, client ? &*client : nullptr,
                     {system_time, time_client ? &*time_client : nullptr}, **bus, clock);
  if (const auto started = agent.start(); !started) return failed(started.error());

  // Without the bus there are no workers: the supervisor starts us anew when there is one again.
  BusLoss bus_loss{loop};
  g_signal_connect((*bus)->connection(), "closed", G_CALLBACK(onBusClosed), &bus_loss);

  base::notifyReady();
  loop.run();
  if (bus_loss.happened) return failed({"bus", "lost", {}});
  base::notifyStopping();
  agent.end();
  return EXIT_SUCCESS;
}
