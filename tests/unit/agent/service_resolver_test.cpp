// SPDX-License-Identifier: Apache-2.0
// Services by name, asked of a real name server over the system's resolver, in a network of the test's own.
#include "daemon/agent/identity/service_resolver.h"

#include <sys/mount.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "daemon/base/event_loop.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/own_mounts.h"
#include "tests/support/own_network.h"
#include "tests/support/places.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::test;
using namespace std::chrono_literals;

bool have_own_network = false;

class Network {
 public:
  Network() {
    writeWhole(dir_ / "resolv.conf", "nameserver 127.0.0.1\nsearch example\n");
    const std::filesystem::path file = dir_ / "resolv.conf";
    if (!have_own_network || ::mount(file.c_str(), kFile, nullptr, MS_BIND, nullptr) != 0) {
      skip("no network of its own here");
    }
    server_.emplace("node", dir_, ProcessOptions{.args = {sourceFile("tests/unit/agent/dns_server.mjs")}});
    CHECK(waitFor(10s, [&] { return server_->log().contains("listening"); }));
  }
  ~Network() { ::umount2(kFile, MNT_DETACH); }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Result<ServicePlace> lookUp(const std::string& service, const std::string& domain) {
    std::optional<Result<ServicePlace>> answer;
    const auto resolver = systemResolver();
    resolver->lookUp(service, domain, [&](const Result<ServicePlace>& place) {
      answer = place;
      loop_.quit();
    });
    base::Timer limit;
    limit.startOnce(20s, [this] { loop_.quit(); });
    loop_.run();
    return answer.value_or(fail("test", "no_answer"));
  }

 private:
  static constexpr const char* kFile = "/etc/resolv.conf";
  TempDir dir_;
  std::optional<Process> server_;
  base::EventLoop loop_;
};

void theOneThatGoesFirstIsTaken() {
  Network network;
  CHECK(NEED(network.lookUp("diemcau", "example")) == (ServicePlace{"trung-tam.example", 8442}));
}

void whereThereIsNoneThatIsSaid() {
  Network network;
  CHECK_EQ(std::string("not_found"), network.lookUp("diemcau-time", "example").error().code);
  CHECK_EQ(std::string("failed"), network.lookUp("diemcau-none", "example").error().code);
}

void aNameServerThatDoesNotAnswerIsGivenUp() {
  Network network;
  const auto begun = std::chrono::steady_clock::now();
  CHECK_EQ(std::string("dns"), network.lookUp("diemcau", "silent").error().domain);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
}

// Nobody is called any more, and nothing is read that is gone.
void whoIsNotThereAnyMoreIsNotCalled() {
  Network network;
  {
    const auto resolver = systemResolver();
    resolver->lookUp("diemcau", "example", [](const auto&) { std::abort(); });
  }
  CHECK(network.lookUp("diemcau", "example").has_value());
}

}  // namespace

int main() {
  takeOwnMounts();
  have_own_network = takeOwnNetwork();
  return run({TEST(theOneThatGoesFirstIsTaken), TEST(whereThereIsNoneThatIsSaid),
              TEST(aNameServerThatDoesNotAnswerIsGivenUp), TEST(whoIsNotThereAnyMoreIsNotCalled)});
}
