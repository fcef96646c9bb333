// SPDX-License-Identifier: Apache-2.0
// Bytes of anybody at the centre's listeners, through the connection and the handlers that serve them in earnest: what
// of the listeners nobody has to be known for.
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "centre/crypto/password_hash.h"
#include "centre/enrolment/enroller.h"
#include "centre/enrolment/est.h"
#include "centre/enrolment/est_api.h"
#include "centre/enrolment/waiting_boxes.h"
#include "centre/http/connection.h"
#include "centre/operators/console_files.h"
#include "centre/operators/operator_gate.h"
#include "centre/operators/session_api.h"
#include "centre/store/accounts.h"
#include "centre/store/database.h"
#include "centre/store/enrolments.h"
#include "centre/store/sites.h"
#include "centre/time/time_api.h"
#include "centre/trust/authority.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace diemcau;
using namespace diemcau::centre;
using Task = boost::asio::awaitable<HttpResponse>;

// What corpus/http_surface/enrol-token shows.
constexpr std::string_view kToken = "token-of-the-seed";
// After that many callers a new centre: what they leave behind must not grow for hours.
constexpr int kCallersOfOne = 2000;

template <class T>
T taken(Result<T> result) {
  if (!result) fuzz::require(false, result.error().describe());
  return std::move(*result);
}
void taken(const Result<void>& result) {
  if (!result) fuzz::require(false, result.error().describe());
}

// Between two callers there is time for another try.
class CallersClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override { return now_; }
  void nextCaller() {
    now_.wall += kPause;
    now_.steady += kPause;
  }

 private:
  static constexpr std::chrono::seconds kPause{10};
  Moment now_{Timestamp(std::chrono::sys_days(std::chrono::year(2022) / 7 / 15)), SteadyTime(std::chrono::hours(1))};
};

// A folder with what is on disk of a centre.
class Disk {
 public:
  Disk() {
    std::string name = std::filesystem::temp_directory_path() / "diemcau-fuzz-XXXXXX";
    fuzz::require(::mkdtemp(name.data()) != nullptr, "a folder");
    path = name;
    std::filesystem::create_directories(path / "console" / "assets");
    std::ofstream(path / "console" / "index.html") << "<!doctype html>";
    std::ofstream(path / "console" / "assets" / "index-BfQ3a9xZ.js") << "export {};";
  }
  ~Disk() { std::filesystem::remove_all(path); }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  std::filesystem::path path;
};

// Keys outlive their centre; making them takes its time.
const Authority& authority(const Clock& clock) {
  static const Disk disk;
  static const Authority one = taken(Authority::open(DataDirectory{disk.path}, clock.now().wall));
  return one;
}

std::unique_ptr<Database> openStore(Timestamp now) {
  static const std::string password = taken(hashPassword("a password that no seed has"));
  auto database = taken(Database::open(":memory:"));
  const AuditRecord audit{now, "fuzz", "", "", "", ""};
  taken(saveSites(*database, {{"79", "Thành phố Hồ Chí Minh"}}));
  taken(setPassword(*database, kOperator, password, audit));
  taken(addTokens(*database, {{tokenHash(kToken), "79", now, now + std::chrono::days(365)}}, audit));
  return database;
}

FirstWishes wishes() {
  FirstWishes wishes;
  wishes.uplink_host = "127.0.0.1";
  wishes.gateway.srt_port = 1;
  return wishes;
}

// What answers whoever asks: all of it as in the centre, with a store in memory. Of what only people who are logged in
// get there is the gate, before each of its kinds.
struct Surface {
  CallersClock clock;
  Disk disk;
  std::unique_ptr<Database> database = openStore(clock.now().wall);
  StoreThread store{*database};
  Worker blocking{1};
  Fleet fleet{clock};
  WaitingBoxes waiting{fleet.changes()};
  CentreHealth health{clock, fleet.changes()};
  Sessions sessions{clock};
  EndpointFinder finder{fleet, nothingNew};
  OperatorGate gate{sessions, finder, store, clock};
  SessionApi session_api{sessions, store, blocking, gate, clock};
  Enroller enroller{authority(clock), wishes(), store, waiting, health, nothingNew, clock};
  EstApi est_api{enroller, authority(clock).certificate(), clock};
  TimeApi time{authority(clock).onlineSigner(), clock};
  ConsoleFiles console{disk.path / "console", blocking};
  Router router;

  Surface() {
    time.addRoutes(router);
    session_api.addRoutes(router);
    est_api.addRoutes(router);
    router.add("GET", "/api/v1/endpoints/{id}/snapshots/{kind}", 0, gate.forEndpoint(forOneOfThem));
    router.add("POST", "/api/v1/rollouts", 4096, gate.forOperators(forPeople, "rollout.begin"));
    router.add("POST", "/api/v1/pictures", 4096, gate.forOperators(forPeople, "picture.add"), gate.onlyOperators());
    router.otherwise([this](const HttpRequest& request) { return console.get(request); });
  }
  ~Surface() {
    store.stop();
    blocking.stop();
  }

  static boost::asio::awaitable<void> nothingNew() { co_return; }
  static Task forPeople(const HttpRequest& /*request*/, const SessionRecord& /*session*/) {
    fuzz::require(false, "nobody is logged in");
    co_return emptyResponse(500);
  }
  static Task forOneOfThem(const HttpRequest& request, const SessionRecord& session, Endpoint& /*endpoint*/) {
    return forPeople(request, session);
  }
};

// As a caller sees it who says that, and no more.
std::string answerTo(std::string_view sent, const ConnectionSettings& settings) {
  static boost::asio::io_context loop{1};
  int ends[2];
  fuzz::require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "a connection");
  const auto [here, there] = ends;
  fuzz::require(::send(here, sent.data(), sent.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(sent.size()), "sent");
  ::shutdown(here, SHUT_WR);
  boost::asio::ip::tcp::socket socket(loop);
  socket.assign(boost::asio::ip::tcp::v4(), there);
  boost::asio::co_spawn(loop, servePlainConnection(std::move(socket), settings), boost::asio::detached);
  loop.restart();
  loop.run();
  std::string answer(64 * 1024, '\0');
  const ssize_t got = ::recv(here, answer.data(), answer.size(), MSG_DONTWAIT);
  ::close(here);
  answer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::unique_ptr<Surface> surface;
  static int callers = 0;
  if (callers++ % kCallersOfOne == 0) {
    spdlog::set_level(spdlog::level::off);
    surface = std::make_unique<Surface>();
  }
  surface->clock.nextCaller();
  const ConnectionSettings settings{"fuzz", &surface->router, ClientCertificates::NotAsked,
                                    std::string(kConsolePolicy)};
  const std::string answer = answerTo({reinterpret_cast<const char*>(data), size}, settings);
  if (answer.empty()) return 0;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string_view last =
      answer.starts_with(go_on) ? std::string_view(answer).substr(go_on.size()) : std::string_view(answer);
  if (last.empty()) return 0;
  fuzz::require(last.starts_with("HTTP/1.1 "), "an answer is one of HTTP");
  fuzz::require(!last.starts_with("HTTP/1.1 5"), "nobody breaks anything");
  const std::string_view head = last.substr(0, last.find("\r\n\r\n"));
  fuzz::require(head.size() < last.size(), "a head ends");
  for (const char* const line : {"\r\nServer: diemcau-centre", "\r\nX-Content-Type-Options: nosniff"}) {
    fuzz::require(head.find(line) != head.npos && head.find(line) == head.rfind(line), "a head is the centre's own");
  }
  constexpr std::string_view session = "diemcau_session=";
  const auto given = head.find(session);
  fuzz::require(given == head.npos || head.substr(given + session.size()).starts_with(';'), "nobody gets a session");
  return 0;
}
