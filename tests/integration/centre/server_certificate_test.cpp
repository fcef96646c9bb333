// SPDX-License-Identifier: Apache-2.0
// A real centre that runs past the time for which its certificate was made; openssl says what each port shows.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <future>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "centre/commands/serve.h"
#include "centre/loop/moment.h"
#include "tests/integration/centre/https_client.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/operator_client.h"
#include "tests/support/places.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using std::chrono::days;

// The wall clock of a centre in another process, off the system's by what the test says.
class TurnedClock final : public centre::Clock {
 public:
  TurnedClock()
      : off_ms_(new(::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0)) std::atomic<std::int64_t>(0)) {}
  ~TurnedClock() override { ::munmap(off_ms_, sizeof *off_ms_); }
  TurnedClock(const TurnedClock&) = delete;
  TurnedClock& operator=(const TurnedClock&) = delete;

  void turn(std::chrono::milliseconds off) { *off_ms_ = off.count(); }
  [[nodiscard]] centre::Moment now() const override {
    centre::Moment now = centre::SystemClock().now();
    now.wall += std::chrono::milliseconds(*off_ms_);
    return now;
  }

 private:
  std::atomic<std::int64_t>* off_ms_;
};

// `diemcau-centre serve` as a child with that clock.
class AgingCentre {
 public:
  AgingCentre(const TempDir& dir, const TurnedClock& clock) : dir_(dir), clock_(clock) { start(); }
  ~AgingCentre() { end(); }
  AgingCentre(const AgingCentre&) = delete;
  AgingCentre& operator=(const AgingCentre&) = delete;

  void start() {
    child_ = ::fork();
    if (child_ == 0) ::_exit(serve());
    CHECK(child_ > 0);
    CHECK(waitFor(20s, [this] { return std::filesystem::exists(data() / "ports.json"); }));
  }
  void end() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }

  [[nodiscard]] std::filesystem::path data() const { return dir_ / "centre"; }
  [[nodiscard]] std::uint16_t port(const char* which) const {
    return json::parse(readWhole(data() / "ports.json")).at(which).get<std::uint16_t>();
  }
  std::string tool(std::vector<std::string> args) const {
    Process run(builtProgram("diemcau-centre"), dir_, {.args = std::move(args)});
    CHECK_EQ(ExitState{}, run.waitExit(20s));
    return run.log();
  }

 private:
  int serve() {
    ::setenv("DIEMCAU_AS_ROOT", "1", 1);
    const std::string log = dir_ / "centre.log";
    if (std::freopen(log.c_str(), "a", stdout) == nullptr || ::dup2(::fileno(stdout), STDERR_FILENO) < 0) return 1;
    const std::string where = data();
    const std::string sites = sourceFile("centre/data/sites-63-2022.json");
    const char* const args[] = {
        "--data",          where.c_str(), "--sites",       sites.c_str(), "--console",     dir_.path().c_str(),
        "--listen",        "127.0.0.1",   "--public-host", "localhost",   "--device-port", "0",
        "--operator-port", "0",           "--srt-port",    "0",           "--enrol-port",  "0"};
    return centre::runServe(args, clock_) ? 0 : 1;
  }

  const TempDir& dir_;
  const TurnedClock& clock_;
  pid_t child_ = -1;
};

// The serial number of the certificate that a port shows, as openssl writes it; in lower case.
std::string shownAt(const TempDir& dir, std::uint16_t port) {
  Process client("sh", dir,
                 {.args = {"-c", "openssl s_client -connect 127.0.0.1:" + std::to_string(port) +
                                     " </dev/null 2>/dev/null | openssl x509 -noout -serial"}});
  (void)client.waitExit(20s);
  std::string serial = client.log();
  serial = serial.substr(0, serial.find('\n'));
  for (char& digit : serial) digit = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
  return serial.starts_with("serial=") ? serial.substr(7) : "none: " + serial;
}

// That of all ports that have TLS; "differ" where it is not the same.
std::string shownBy(const TempDir& dir, const AgingCentre& centre) {
  const std::string serial = shownAt(dir, centre.port("device"));
  const bool same = shownAt(dir, centre.port("operator")) == serial && shownAt(dir, centre.port("enrol")) == serial;
  return same ? serial : "differ";
}

std::size_t renewalsIn(const AgingCentre& centre, const std::string& serial) {
  std::istringstream lines(centre.tool({"audit", "--data", centre.data()}));
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    const bool its = row.value("action", "") == "server_certificate.renew" &&
                     row.value("detail", "").starts_with("serial " + serial + ", until ");
    rows += its ? 1 : 0;
  }
  return rows;
}

void theCertificateIsRenewedWhileTheCentreRuns() {
  const TempDir dir;
  TurnedClock clock;
  clock.turn(-days(620));
  AgingCentre centre(dir, clock);
  const std::string first = shownBy(dir, centre);
  CHECK_EQ(std::size_t{1}, renewalsIn(centre, first));

  // 55 days are left: the time has come.
  clock.turn(-days(310));
  CHECK(waitFor(20s, [&] { return shownAt(dir, centre.port("operator")) != first; }));
  const std::string second = shownBy(dir, centre);
  CHECK(second != first && second != "differ");
  CHECK_EQ(std::size_t{1}, renewalsIn(centre, second));

  // A connection of before goes on.
  const std::filesystem::path identity = dir / "identity";
  centre.tool({"provision", "--data", centre.data(), "--site", "79", "--conference",
               sourceFile("centre/data/conference-2022.json"), "--centre-url", "https://127.0.0.1:1", "--out",
               identity});
  const std::string id = json::parse(readWhole(identity / "identity.json")).value("endpoint", "");
  const HttpsClient box(centre.port("device"), centre.data() / "ca.pem", {identity / "cert.pem", identity / "key.pem"});
  CHECK_EQ(200L, box.send({"GET", "/device/v1/config"}).status);
  auto held = std::async(std::launch::async, [&box] {
    return box.send({"GET", "/device/v1/config", {"If-None-Match: \"1\"", "Prefer: wait=55"}, {}});
  });

  // One that cannot be stored is not shown, and people are told.
  std::filesystem::rename(centre.data() / "server.pem", dir / "aside.pem");
  std::filesystem::create_directories(centre.data() / "server.pem" / "in-the-way");
  clock.turn(0ms);
  OperatorClient people(centre.port("operator"), centre.data() / "ca.pem");
  std::istringstream printed(centre.tool({"one-time-password", "--data", centre.data()}));
  std::string password;
  for (std::string line; std::getline(printed, line);) {
    if (!line.empty()) password = line;
  }
  CHECK_EQ(204L, people.logIn(password).status);
  CHECK(waitFor(20s, [&] { return !people.get("/centre").json().at("expiring").empty(); }));
  const json told = people.get("/centre").json().at("expiring");
  CHECK_EQ(std::size_t{1}, told.size());
  CHECK_EQ(std::string("server_certificate"), told[0].value("part", ""));
  CHECK(told[0].value("detail", "").starts_with("file.not_written"));
  CHECK_EQ(second, shownBy(dir, centre));

  std::filesystem::remove_all(centre.data() / "server.pem");
  clock.turn(61min);
  CHECK(waitFor(20s, [&] { return shownAt(dir, centre.port("operator")) != second; }));
  const std::string third = shownBy(dir, centre);
  CHECK(third != first && third != "differ");
  CHECK(waitFor(20s, [&] { return people.get("/centre").json().at("expiring").empty(); }));
  CHECK(held.wait_for(0s) == std::future_status::timeout);
  centre.tool({"revoke", "--data", centre.data(), "--endpoint", id});
  CHECK_EQ(std::string("identity_revoked"), held.get().code());

  centre.end();
  centre.start();
  CHECK_EQ(third, shownBy(dir, centre));
  CHECK_EQ(std::size_t{1}, renewalsIn(centre, third));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(theCertificateIsRenewedWhileTheCentreRuns)});
}
