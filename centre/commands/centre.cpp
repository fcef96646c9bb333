// SPDX-License-Identifier: Apache-2.0
// Wiring of the centre.
#include "centre/commands/centre.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

#include "centre/commands/rounds.h"
#include "centre/commands/server_certificate.h"
#include "centre/device/device_api.h"
#include "centre/device/recording_api.h"
#include "centre/device/trust_root_api.h"
#include "centre/enrolment/enroller.h"
#include "centre/enrolment/est_api.h"
#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/loading.h"
#include "centre/fleet/offline_signing.h"
#include "centre/fleet/passphrases.h"
#include "centre/fleet/publisher.h"
#include "centre/fleet/rollouts.h"
#include "centre/http/server.h"
#include "centre/operators/config_api.h"
#include "centre/operators/console_files.h"
#include "centre/operators/enrolment_api.h"
#include "centre/operators/fleet_api.h"
#include "centre/operators/offline_api.h"
#include "centre/operators/operator_gate.h"
#include "centre/operators/passphrase_api.h"
#include "centre/operators/preview_api.h"
#include "centre/operators/rollout_api.h"
#include "centre/operators/session_api.h"
#include "centre/pictures/picture_api.h"
#include "centre/preview/comparison.h"
#include "centre/preview/render_desk.h"
#include "centre/store/accounts.h"
#include "centre/store/enrolments.h"
#include "centre/store/rollouts.h"
#include "centre/store/sites.h"
#include "centre/time/time_api.h"
#include "centre/trust/trust_roots.h"

namespace diemcau::centre {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kBlockingThreads = 2;
// A thousand endpoints, each with a held request, a report, a picture and a piece of its recording at the same time.
constexpr std::size_t kDeviceConnections = 4 * 1024;
constexpr std::size_t kOperatorConnections = 512;
constexpr std::size_t kEnrolConnections = 256;
constexpr std::size_t kTimeConnections = 256;

// The rounds have no end of their own: one that ends by an exception is a bug.
void roundEnded(std::exception_ptr ended) noexcept {
  if (!ended) return;
  logError("a round of the centre ended by an exception");
  std::abort();
}

}  // namespace

// The loop comes last: it is destroyed first, with all coroutines, which refer to the rest.
struct Centre::Impl {
  Impl(const ServeOptions& its_options, const Clock& clock, CentreParts its_parts)
      : options(its_options),
        parts(std::move(its_parts)),
        store(*parts.database),
        blocking(kBlockingThreads),
        recordings(1),
        fleet(clock),
        waiting(fleet.changes()),
        health(clock, fleet.changes()),
        sessions(clock),
        roots(options.data),
        publisher(fleet, store, health, parts.authority.configSigner(), roots, clock, parts.wishes.gateway),
        offline(fleet, store, health, roots, clock, parts.wishes.gateway),
        rollouts(fleet, publisher, offline, store, clock),
        passphrases(fleet, publisher, store, health, clock, [this] { parts.gateway->setKeys(fleet.streamKeys()); }),
        render_desk({.templates = options.templates, .pictures = options.data.pictures()}),
        comparison(fleet, store, render_desk, health, clock),
        rounds(fleet, waiting, health, sessions, store, *parts.gateway, clock, {options.data.root, options.recordings}),
        finder(fleet, [this] { return rounds.refresh(); }),
        device_api(fleet, finder, store, health, clock),
        trust_root_api(finder, roots),
        recording_api(finder, recordings, options.recordings),
        gate(sessions, finder, store, clock),
        session_api(sessions, store, blocking, gate, clock),
        fleet_api(fleet, rollouts, waiting, health, sessions, gate, clock),
        time_api(parts.authority.onlineSigner(), clock),
        config_api(publisher, store, gate),
        rollout_api(rollouts, gate),
        preview_api(finder, store, render_desk, gate),
        offline_api(offline, gate),
        passphrase_api(fleet, finder, passphrases, gate),
        enrolment_api(
            waiting, store, health, gate, [this] { return rounds.refresh(); }, clock),
        enroller(
            parts.authority, parts.wishes, store, waiting, health, [this] { return rounds.refresh(); }, clock),
        est_api(enroller, parts.authority.certificate(), clock),
        picture_api(finder, gate, store, blocking, clock, options.data.pictures()),
        console(options.console, blocking),
        certificate({parts.authority, roots, store, health, clock}, options.public_host, parts.identity,
                    [this](const ServerIdentity& identity) { return show(identity); }) {
    device_api.addRoutes(device_router);
    trust_root_api.addRoutes(device_router);
    recording_api.addRoutes(device_router);
    picture_api.addDeviceRoutes(device_router);
    session_api.addRoutes(operator_router);
    fleet_api.addRoutes(operator_router);
    config_api.addRoutes(operator_router);
    rollout_api.addRoutes(operator_router);
    picture_api.addOperatorRoutes(operator_router);
    preview_api.addRoutes(operator_router);
    enrolment_api.addRoutes(operator_router);
    est_api.addRoutes(enrol_router);
    offline_api.addRoutes(operator_router);
    passphrase_api.addRoutes(operator_router);
    time_api.addRoutes(time_router);
    operator_router.otherwise([this](const HttpRequest& request) { return console.get(request); });
  }

  Result<void> load(const Clock& clock) {
    auto sites = loadSites(*parts.database);
    if (!sites) return std::unexpected(std::move(sites).error());
    fleet.setSites(std::move(*sites));
    auto seeds = loadSeeds(*parts.database, {});
    if (!seeds) return std::unexpected(std::move(seeds).error());
    plant(fleet, std::move(*seeds));
    auto boxes = loadWaiting(*parts.database);
    if (!boxes) return std::unexpected(std::move(boxes).error());
    waiting.replaceAll(std::move(*boxes));
    const auto rollout = lastRollout(*parts.database);
    if (!rollout) return std::unexpected(rollout.error());
    if (*rollout) rollouts.restore(**rollout);
    auto stored = loadSessions(*parts.database, clock.now().wall);
    if (!stored) return std::unexpected(std::move(stored).error());
    sessions.replaceAll(std::move(*stored));
    parts.gateway->setKeys(fleet.streamKeys());
    // Until now it knew nobody.
    static_cast<void>(parts.gateway->takeRefused());
    return {};
  }

  Result<void> makeTls() {
    const ServerIdentity& identity = parts.identity;
    const std::string& authority = parts.authority.certificatePem();
    TlsOptions tls{identity.certificate_pem, identity.key_pem, authority, ClientCertificates::Demanded};
    auto device = makeTlsContext(tls);
    if (!device) return std::unexpected(std::move(device).error());
    tls.client_certificates = ClientCertificates::Asked;
    auto enrol = makeTlsContext(tls);
    if (!enrol) return std::unexpected(std::move(enrol).error());
    tls.client_certificates = ClientCertificates::NotAsked;
    auto people = makeTlsContext(tls);
    if (!people) return std::unexpected(std::move(people).error());
    device_tls = std::move(*device);
    enrol_tls = std::move(*enrol);
    operator_tls = std::move(*people);
    return {};
  }

  Result<void> show(const ServerIdentity& identity) {
    for (SSL_CTX* tls : {device_tls.get(), enrol_tls.get(), operator_tls.get()}) {
      if (auto shown = showIdentity(tls, identity.certificate_pem, identity.key_pem); !shown) return shown;
    }
    return {};
  }

  Result<std::uint16_t> listenForDevices(std::uint16_t former) {
    ListenerOptions listener{"device API", options.listen, 0, ClientCertificates::Demanded, kDeviceConnections, {}};
    return openAt(options.ports.device, former, [&](std::uint16_t port) {
      listener.port = port;
      return centre::listen(loop, listener, device_tls, device_router);
    });
  }

  Result<std::uint16_t> listenForOperators(std::uint16_t former) {
    ListenerOptions listener{
        "operators' API",           options.listen, 0, ClientCertificates::NotAsked, kOperatorConnections,
        std::string(kConsolePolicy)};
    return openAt(options.ports.operators, former, [&](std::uint16_t port) {
      listener.port = port;
      return centre::listen(loop, listener, operator_tls, operator_router);
    });
  }

  Result<std::uint16_t> listenForEnrolment(std::uint16_t wanted, std::uint16_t former) {
    ListenerOptions listener{"enrolment", options.listen, 0, ClientCertificates::Asked, kEnrolConnections, {}};
    return openAt(wanted, former, [&](std::uint16_t port) {
      listener.port = port;
      return centre::listen(loop, listener, enrol_tls, enrol_router);
    });
  }

  Result<std::uint16_t> listenForTime(std::uint16_t wanted, std::uint16_t former) {
    ListenerOptions listener{"time", options.listen, 0, ClientCertificates::NotAsked, kTimeConnections, {}};
    return openAt(wanted, former, [&](std::uint16_t port) {
      listener.port = port;
      return centre::listen(loop, listener, nullptr, time_router);
    });
  }

  ServeOptions options;
  CentreParts parts;
  StoreThread store;
  Worker blocking;
  Worker recordings;  // a day of a stream is read there
  Fleet fleet;
  WaitingBoxes waiting;
  CentreHealth health;
  Sessions sessions;
  TrustRoots roots;
  Publisher publisher;
  OfflineSigning offline;
  Rollouts rollouts;
  Passphrases passphrases;
  RenderDesk render_desk;
  ScreenComparison comparison;
  Rounds rounds;
  EndpointFinder finder;
  DeviceApi device_api;
  TrustRootApi trust_root_api;
  RecordingApi recording_api;
  OperatorGate gate;
  SessionApi session_api;
  FleetApi fleet_api;
  TimeApi time_api;
  ConfigApi config_api;
  RolloutApi rollout_api;
  PreviewApi preview_api;
  OfflineApi offline_api;
  PassphraseApi passphrase_api;
  EnrolmentApi enrolment_api;
  Enroller enroller;
  EstApi est_api;
  PictureApi picture_api;
  ConsoleFiles console;
  ServerCertificate certificate;
  Router device_router;
  Router operator_router;
  Router enrol_router;
  Router time_router;
  SslContextPtr device_tls;
  SslContextPtr enrol_tls;
  SslContextPtr operator_tls;
  asio::io_context loop{1};
};

Centre::Centre(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Centre::~Centre() {
  // What was handed to the threads refers to the coroutines.
  impl_->store.stop();
  impl_->blocking.stop();
  impl_->recordings.stop();
  impl_->render_desk.stop();
}

Result<std::unique_ptr<Centre>> Centre::create(const ServeOptions& options, const Clock& clock, CentreParts parts) {
  auto impl = std::make_unique<Impl>(options, clock, std::move(parts));
  std::unique_ptr<Centre> centre(new Centre(std::move(impl)));
  if (auto loaded = centre->impl_->load(clock); !loaded) return std::unexpected(std::move(loaded).error());
  if (auto made = centre->impl_->makeTls(); !made) return std::unexpected(std::move(made).error());
  return centre;
}

Result<Ports> Centre::listen() {
  const Ports former = readPorts(impl_->options.data).value_or(Ports{});
  const auto device = impl_->listenForDevices(former.device);
  if (!device) return std::unexpected(device.error());
  const auto operators = impl_->listenForOperators(former.operators);
  if (!operators) return std::unexpected(operators.error());
  Ports ports{*device, *operators, impl_->parts.gateway->port()};
  if (const auto wanted = impl_->options.ports.enrol) {
    const auto enrol = impl_->listenForEnrolment(*wanted, former.enrol.value_or(0));
    if (!enrol) return std::unexpected(enrol.error());
    ports.enrol = *enrol;
  }
  if (const auto wanted = impl_->options.ports.time) {
    const auto time = impl_->listenForTime(*wanted, former.time.value_or(0));
    if (!time) return std::unexpected(time.error());
    ports.time = *time;
  }
  return ports;
}

void Centre::run() {
  asio::io_context& loop = impl_->loop;
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  signals.async_wait([&loop](const boost::system::error_code& failed, int) {
    if (!failed) loop.stop();
  });
  asio::co_spawn(loop, impl_->rounds.watchFleet(), roundEnded);
  asio::co_spawn(loop, impl_->rounds.watchCallers(), roundEnded);
  asio::co_spawn(loop, impl_->rounds.watchStore(), roundEnded);
  asio::co_spawn(loop, impl_->passphrases.watch(), roundEnded);
  asio::co_spawn(loop, impl_->comparison.watch(), roundEnded);
  asio::co_spawn(loop, impl_->rollouts.goOn(), roundEnded);
  asio::co_spawn(loop, impl_->certificate.watch(), roundEnded);
  loop.run();
  logInfo("ending");
}

}  // namespace diemcau::centre
