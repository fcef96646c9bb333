// SPDX-License-Identifier: Apache-2.0
// The whole house as real processes on loopback: a centre, and endpoints under their launcher.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/operator_client.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

// diemcau-centre in a directory of its own. Its ports and data stay over kill and start. At the end of each test no log
// below the directory may hold one of its secrets.
class CentreProcess {
 public:
  explicit CentreProcess(const TempDir& dir);
  ~CentreProcess();
  CentreProcess(const CentreProcess&) = delete;
  CentreProcess& operator=(const CentreProcess&) = delete;

  // Waits until it listens. The test fails if it does not.
  void start();
  void kill() {
    process_->kill();
    process_->waitExit(std::chrono::seconds(5));
  }
  ExitState terminate() { return process_->terminate(); }
  [[nodiscard]] Process& process() { return *process_; }

  [[nodiscard]] std::filesystem::path data() const { return dir_ / "centre"; }
  [[nodiscard]] std::filesystem::path recordings() const { return dir_ / "recordings"; }
  [[nodiscard]] std::uint16_t port(const char* which) const;  // "device", "operator", "srt", "enrol", "time"

  // Writes an identity for `site`, 640×360 at 30; returns its directory. Its stream goes to `srt_port`, 0: the
  // centre's.
  [[nodiscard]] std::filesystem::path provision(const std::string& site, std::uint16_t srt_port = 0,
                                                const std::string& video = "640x360@30");
  [[nodiscard]] std::string oneTimePassword();
  // A client that is logged in with a new one-time password.
  [[nodiscard]] std::unique_ptr<OperatorClient> logIn();

 private:
  ExitState runTool(std::vector<std::string> args, std::string& output);

  const TempDir& dir_;
  std::unique_ptr<Process> process_;
};

// One endpoint under diemcau-launcher.
class EndpointProcess {
 public:
  // Its processes have `environment` on top of the test's own.
  EndpointProcess(const TempDir& dir, std::filesystem::path identity, std::string camera = "pattern",
                  std::string microphone = "tone", std::map<std::string, std::string> environment = {});

  // Empty where it enrols itself.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] Process& launcher() { return *launcher_; }
  [[nodiscard]] std::filesystem::path run() const { return home_ / "run"; }
  // The present process id of "agent", "media" or "screen"; 0 while it is not known.
  [[nodiscard]] int pidOf(const std::string& daemon) const;
  // The daemons' logs, for failure messages.
  [[nodiscard]] std::string logs() const;

 private:
  std::filesystem::path home_;
  std::string id_;
  std::unique_ptr<Process> launcher_;
};

// The centre's view of an endpoint; null while there is none.
[[nodiscard]] nlohmann::json viewOf(OperatorClient& client, const std::string& endpoint);

// Polls the view until `holds` is true of it; the test fails with the view and `what` when the bound passes.
nlohmann::json waitForView(OperatorClient& client, const std::string& endpoint, std::chrono::milliseconds bound,
                           const char* what, const std::function<bool(const nlohmann::json&)>& holds);

[[nodiscard]] bool hasCondition(const nlohmann::json& view, std::string_view type);

// Online, streaming, and the makét on the screen: what every test of the house begins with.
[[nodiscard]] bool isOnAir(const nlohmann::json& view);

}  // namespace diemcau::test
