// SPDX-License-Identifier: Apache-2.0
// Services by name, asked of a real name server over the system's resolver, in a network of the test's own.
#include "daemon/agent/identity/service_resolver.h"

#include <chrono>
#include <cstdlib>
#include <optional>

#include "daemon/base/event_loop.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/name_server.h"
#include "tests/support/own_mounts.h"
#include "tests/support/own_network.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::test;
using namespace std::chrono_literals;

class Network {
 public:
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
  TempDir dir_;
  NameServer server_{dir_,
                     {{"_diemcau._tcp.example", 20, 9, "spare.example"},
                      {"_diemcau._tcp.example", 10, 8442, "trung-tam.example"},
                      {"_diemcau-none._tcp.example", 0, 0, "."}}};
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
  takeOwnNetwork();
  return run({TEST(theOneThatGoesFirstIsTaken), TEST(whereThereIsNoneThatIsSaid),
              TEST(aNameServerThatDoesNotAnswerIsGivenUp), TEST(whoIsNotThereAnyMoreIsNotCalled)});
}
