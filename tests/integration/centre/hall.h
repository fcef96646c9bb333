// SPDX-License-Identifier: Apache-2.0
// A real centre with three rooms that the test plays, for changes of all of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <source_location>
#include <string>

#include "contract/status.h"
#include "tests/support/house.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

// An endpoint that takes what it is offered, or goes back from it.
class PlayedBox {
 public:
  PlayedBox(CentreProcess& centre, const std::string& site);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& heading() const { return heading_; }
  [[nodiscard]] std::uint64_t version() const { return config_.version; }

  // Asks for what is newer and reports how it stands. `stands`: what is new is good.
  void live(bool stands = true);
  // Says that it has that version, as where the centre's store was brought back from an older copy.
  void claim(std::uint64_t version) { config_.version = version; }

 private:
  void take(const std::string& text, bool stands);

  std::filesystem::path identity_;
  std::string id_;
  std::uint16_t port_ = 0;
  std::uint64_t seq_ = 0;
  std::uint64_t floor_ = 0;
  ConfigStatus config_;
  std::string heading_;
};

struct Hall {
  TempDir dir;
  CentreProcess centre{dir};
  PlayedBox first{centre, "01"};
  PlayedBox second{centre, "79"};
  PlayedBox third{centre, "92"};
  std::unique_ptr<OperatorClient> people = centre.logIn();

  // No stream comes from them, which is wrong before and after.
  Hall();

  void live(bool second_stands);
  [[nodiscard]] nlohmann::json rollout() const { return people->get("/rollouts/current").json(); }
  // By site.
  [[nodiscard]] std::map<std::string, std::string> steps() const;
  void await(std::chrono::seconds bound, const char* what, const std::function<bool()>& holds,
             std::source_location where = std::source_location::current());
  // Until it is over; the rooms live on meanwhile.
  void follow(bool second_stands);
};

}  // namespace diemcau::test
