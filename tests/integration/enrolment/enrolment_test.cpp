// SPDX-License-Identifier: Apache-2.0
// diemcaud out of the carton against an EST server that is not ours: HTTPS by Node, certificates by openssl.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "contract/enrolment.h"
#include "contract/pairing_code.h"
#include "contract/screen_plan.h"
#include "contract/status.h"
#include "contract/trust_root.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/private_bus.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"
#include "tests/unit/agent/openssl_tool.h"
#include "tests/unit/agent/signing.h"

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char* kIssue = "issue -days 30";
// Half of this one's life is over.
constexpr const char* kIssueOld = "issue -not_before 20200101000000Z -not_after 20280101000000Z";

class EstServer {
 public:
  explicit EstServer(const std::string& mode) {
    agent::test::openssl(dir_, R"sh(
ca ca; key server; csr server
echo 'subjectAltName=IP:127.0.0.1' >ip
issue server.csr ca server -days 30 -extfile ip
)sh");
    setMode(mode);
    writeWhole(dir_ / "requests", "");
    node_.emplace("node", log_,
                  ProcessOptions{.args = {sourceFile("tests/integration/enrolment/est_server.mjs"), dir_.path()}});
    CHECK(waitFor(20s, [this] { return fs::exists(dir_ / "port"); }));
  }
  void setMode(const std::string& mode) {
    writeWhole(dir_ / "mode.new", mode);
    fs::rename(dir_ / "mode.new", dir_ / "mode");  // the server reads it at any time
  }
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + readWhole(dir_ / "port"); }
  [[nodiscard]] std::string caPem() const { return readWhole(dir_ / "ca.pem"); }
  [[nodiscard]] std::string requests() const { return readWhole(dir_ / "requests"); }
  [[nodiscard]] bool wasAsked(const std::string& line) const { return requests().contains(line); }

 private:
  TempDir dir_;
  TempDir log_;
  std::optional<Process> node_;
};

bool has(const Status& status, ConditionType type) {
  return std::ranges::any_of(status.conditions, [type](const Condition& one) { return one.type == type; });
}

class Box {
 public:
  Box(const EstServer& centre, const std::string& token) : Box(centre, token, centre.caPem()) {}
  Box(const EstServer& centre, const std::string& token, const std::string& ca_pem) {
    writeWhole(identity / "ca.pem", ca_pem);
    writeWhole(identity / "root.json", writeTrustRoot(agent::test::trustRoot({agent::test::SigningKey()})));
    writeWhole(identity / kEnrolmentFile, writeEnrolment({centre.url(), centre.url(), token, {}}));
    start();
  }
  void start() {
    agent_ = std::make_unique<Process>(
        builtProgram("diemcaud"), logs,
        ProcessOptions{.args = {"--bus", bus_.address(), "--identity", identity.path(), "--state", state.path(),
                                "--run", run.path(), "--camera", "pattern"}});
  }
  [[nodiscard]] Process& agent() { return *agent_; }
  // Of diemcau's output; empty where the agent does not answer.
  [[nodiscard]] std::string ask(const char* command) const {
    const TempDir dir;
    Process diemcau(builtProgram("diemcau"), dir, {.args = {command, "--json", "--bus", bus_.address()}});
    return diemcau.waitExit(20s) == ExitState{} ? diemcau.log() : "";
  }
  bool reports(const std::function<bool(const Status&)>& holds) const {
    return waitFor(60s, [&] {
      const auto status = parseStatus(ask("status"));
      return status && holds(*status);
    });
  }
  bool says(ConditionType type) const {
    return reports([type](const Status& status) { return has(status, type); });
  }
  [[nodiscard]] ScreenPlan screenPlan() const {
    const std::string plans = ask("plan");
    return NEED(parseScreenPlan(plans.substr(plans.find('\n') + 1)));
  }

  TempDir identity;
  TempDir state;
  TempDir run;
  TempDir logs;

 private:
  TempDir bus_dir_;
  PrivateBus bus_{bus_dir_};
  std::unique_ptr<Process> agent_;
};

void aBoxIsTakenAndLivesOnWithoutARestart() {
  EstServer centre("pending");
  Box box(centre, "");
  CHECK(box.says(ConditionType::EnrolmentPending));
  const ScreenPlan plan = box.screenPlan();
  CHECK_EQ(std::size_t{9}, plan.pairing_code.size());
  CHECK(plan.endpoint.starts_with("box-"));
  CHECK(!fs::exists(box.identity / "cert.pem"));
  const pid_t pid = box.agent().pid();
  CHECK(centre.wasAsked("POST /.well-known/est/simpleenroll - -"));

  // The box loses power meanwhile: it comes back as the same.
  box.agent().kill();
  static_cast<void>(box.agent().waitExit(10s));
  box.start();
  CHECK(box.says(ConditionType::EnrolmentPending));
  CHECK_EQ(plan.pairing_code, box.screenPlan().pairing_code);
  CHECK(pid != box.agent().pid());

  centre.setMode(kIssue);
  const std::string polled = "GET /device/v1/config - " + plan.endpoint;
  CHECK(waitFor(30s, [&] { return centre.wasAsked(polled); }));
  CHECK(box.reports([&](const Status& status) { return status.endpoint == plan.endpoint; }));
  CHECK(box.agent().running());
  CHECK(waitFor(20s, [&] { return box.screenPlan().pairing_code.empty(); }));
  // The key is nowhere to be read.
  for (const auto& entry : fs::directory_iterator(box.identity.path())) {
    CHECK(!readWhole(entry.path()).contains("PRIVATE KEY"));
  }
  CHECK(box.agent().terminate() == ExitState{});

  box.start();
  CHECK(box.reports([&](const Status& status) {
    return status.endpoint == plan.endpoint && !has(status, ConditionType::EnrolmentPending);
  }));
}

void aTokenIsShownToTheServerAndToNobodyElse() {
  EstServer centre(kIssue);
  Box box(centre, "mx4k7r2pqh6c9tw3");
  CHECK(waitFor(30s, [&] { return centre.wasAsked("GET /device/v1/config - box-"); }));
  CHECK(centre.wasAsked("POST /.well-known/est/simpleenroll mx4k7r2pqh6c9tw3 -"));
  CHECK(!box.agent().log().contains("mx4k7r2pqh6c9tw3"));
  CHECK(!box.ask("status").contains("mx4k7r2pqh6c9tw3"));
}

void aRefusedTokenIsToldOnTheScreenToo() {
  EstServer centre("403");
  Box box(centre, "used-up");
  CHECK(box.says(ConditionType::EnrolmentRefused));
  CHECK(waitFor(20s, [&] {
    const auto checklist = box.screenPlan().checklist;
    return checklist && checklist->centre == CheckState::Bad;
  }));
}

// Whoever answers at the centre's address: without a certificate of the image's CA it gets no request, and no token.
void aServerThatIsNotOfTheImagesAuthorityGetsNothing() {
  EstServer centre(kIssue);
  const EstServer other(kIssue);
  Box box(centre, "mx4k7r2pqh6c9tw3", other.caPem());
  CHECK(box.says(ConditionType::EnrolmentFailed));
  CHECK(box.reports([](const Status& status) {
    return std::ranges::any_of(status.conditions,
                               [](const Condition& one) { return one.detail.contains("untrusted"); });
  }));
  CHECK_EQ(std::string(), centre.requests());
}

void aCertificateIsRenewedBesideTheRunningOne() {
  EstServer centre(kIssueOld);
  Box box(centre, "");
  CHECK(waitFor(60s, [&] { return fs::exists(box.identity / "cert.pem"); }));
  const std::string old = readWhole(box.identity / "cert.pem");
  centre.setMode("issue -not_before 20200101000000Z -not_after 20491231000000Z");
  CHECK(box.agent().terminate() == ExitState{});
  box.start();
  CHECK(waitFor(60s, [&] { return readWhole(box.identity / "cert.pem") != old; }));
  CHECK(centre.wasAsked("POST /.well-known/est/simplereenroll - box-"));
  CHECK(!fs::exists(box.identity / "next-cert.pem"));
}

}  // namespace

int main() {
  return run({TEST(aBoxIsTakenAndLivesOnWithoutARestart), TEST(aTokenIsShownToTheServerAndToNobodyElse),
              TEST(aRefusedTokenIsToldOnTheScreenToo), TEST(aServerThatIsNotOfTheImagesAuthorityGetsNothing),
              TEST(aCertificateIsRenewedBesideTheRunningOne)});
}
