// SPDX-License-Identifier: Apache-2.0
// The whole house as real processes on loopback.
#include "tests/support/house.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/kept_secrets.h"
#include "tests/support/late_failure.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// Empty while there is no such file yet.
std::string contentOf(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

json readJson(const std::filesystem::path& file) { return json::parse(contentOf(file), nullptr, false); }

}  // namespace

CentreProcess::CentreProcess(const TempDir& dir) : dir_(dir) { start(); }

CentreProcess::~CentreProcess() {
  process_.reset();
  for (const std::string& found : secretsInLogs(data(), dir_.path())) failLater(found);
}

void CentreProcess::start() {
  // Port 0 again on a second start: the centre takes the ports of ports.json.
  process_ = std::make_unique<Process>(builtProgram("diemcau-centre"), dir_,
                                       ProcessOptions{.args = {"serve",
                                                               "--data",
                                                               data(),
                                                               "--sites",
                                                               sourceFile("centre/data/sites-63-2022.json"),
                                                               "--console",
                                                               sourceFile("out/console"),
                                                               "--templates",
                                                               sourceFile("maket/templates"),
                                                               "--listen",
                                                               "127.0.0.1",
                                                               "--public-host",
                                                               "localhost",
                                                               "--device-port",
                                                               "0",
                                                               "--operator-port",
                                                               "0",
                                                               "--srt-port",
                                                               "0",
                                                               "--enrol-port",
                                                               "0",
                                                               "--time-port",
                                                               "0",
                                                               "--recordings",
                                                               recordings()}});
  const bool listens = waitFor(20s, [&] {
    const json ports = readJson(data() / "ports.json");
    if (!ports.is_object() || !process_->running()) return !process_->running();
    OperatorClient client(ports.value("operator", std::uint16_t{0}), data() / "ca.pem");
    return client.get("/session").status == 401;
  });
  if (!listens || !process_->running()) failAt(process_->logTail(), std::source_location::current());
}

std::uint16_t CentreProcess::port(const char* which) const {
  return readJson(data() / "ports.json").value(which, std::uint16_t{0});
}

ExitState CentreProcess::runTool(std::vector<std::string> args, std::string& output) {
  Process tool(builtProgram("diemcau-centre"), dir_, ProcessOptions{.args = std::move(args)});
  const ExitState state = tool.waitExit(20s);
  output = tool.log();
  return state;
}

std::filesystem::path CentreProcess::provision(const std::string& site, std::uint16_t srt_port,
                                               const std::string& video) {
  const std::filesystem::path identity = dir_ / ("identity-" + site);
  std::vector<std::string> args{"provision",
                                "--data",
                                data(),
                                "--site",
                                site,
                                "--conference",
                                sourceFile("centre/data/conference-2022.json"),
                                "--centre-url",
                                "https://127.0.0.1:" + std::to_string(port("device")),
                                "--video",
                                video,
                                "--out",
                                identity};
  if (srt_port != 0) args.insert(args.end(), {"--srt-port", std::to_string(srt_port)});
  std::string output;
  const ExitState state = runTool(std::move(args), output);
  if (!(state == ExitState{})) failAt("provision: " + output, std::source_location::current());
  return identity;
}

std::string CentreProcess::oneTimePassword() {
  std::string output;
  if (!(runTool({"one-time-password", "--data", data()}, output) == ExitState{})) {
    failAt("one-time-password: " + output, std::source_location::current());
  }
  std::string password;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) password = line;
  }
  return password;
}

std::unique_ptr<OperatorClient> CentreProcess::logIn() {
  auto client = std::make_unique<OperatorClient>(port("operator"), data() / "ca.pem");
  const Reply reply = client->logIn(oneTimePassword());
  if (reply.status != 204) failAt("logging in: " + reply.body, std::source_location::current());
  return client;
}

EndpointProcess::EndpointProcess(const TempDir& dir, std::filesystem::path identity, std::string camera,
                                 std::string microphone, std::map<std::string, std::string> environment)
    : home_(dir / ("endpoint-" + identity.filename().string())) {
  std::filesystem::create_directories(home_ / "state");
  std::filesystem::create_directories(home_ / "run");
  const json known = readJson(identity / "identity.json");  // none yet where it enrols itself
  if (known.is_object()) id_ = known.value("endpoint", "");
  launcher_ = std::make_unique<Process>(
      builtProgram("diemcau-launcher"), dir,
      ProcessOptions{
          .args = {"--identity", identity, "--state", home_ / "state", "--run", home_ / "run", "--templates",
                   sourceFile("maket/templates"), "--camera", std::move(camera), "--microphone", std::move(microphone)},
          .env = std::move(environment)});
}

int EndpointProcess::pidOf(const std::string& daemon) const {
  const json pids = readJson(run() / "pids.json");
  return pids.is_object() ? pids.value(daemon, 0) : 0;
}

std::string EndpointProcess::logs() const {
  std::string all = launcher_->logTail();
  for (const char* name : {"agent.log", "media.log", "screen.log"}) {
    std::string text = contentOf(run() / name);
    if (text.size() > 3000) text.erase(0, text.size() - 3000);
    all += std::string("\n--- ") + name + "\n" + text;
  }
  return all;
}

json viewOf(OperatorClient& client, const std::string& endpoint) {
  const Reply reply = client.get("/endpoints/" + endpoint);
  return reply.status == 200 ? reply.json() : json();
}

json waitForView(OperatorClient& client, const std::string& endpoint, std::chrono::milliseconds bound, const char* what,
                 const std::function<bool(const json&)>& holds) {
  json view;
  const bool held = waitFor(bound, [&] {
    view = viewOf(client, endpoint);
    return view.is_object() && holds(view);
  });
  if (!held) {
    failAt(std::string("not seen in time: ") + what + "; the last view was\n" + view.dump(1),
           std::source_location::current());
  }
  return view;
}

bool hasCondition(const json& view, std::string_view type) {
  for (const json& condition : view.value("conditions", json::array())) {
    if (condition.value("type", "") == type) return true;
  }
  return false;
}

bool isOnAir(const json& view) {
  const json none = json::object();
  const json& status = view["status"].is_object() ? view["status"] : none;
  const json& stream = view["stream"].is_object() ? view["stream"] : none;
  return view.value("online", false) && stream.value("connected", false) && stream.value("bytes", 0) > 0 &&
         status.contains("uplink") && status["uplink"].value("frames_sent", 0) > 0 && status.contains("screen") &&
         status["screen"].value("scene", "") == "maket" && status["screen"]["scanned_out"].value("state", "") == "yes";
}

}  // namespace diemcau::test
