// SPDX-License-Identifier: Apache-2.0
// Brings the logos and backgrounds that a Config names from the centre into the room (contract/http.yaml,
// getDevicePicture).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition.h"
#include "contract/config.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/http_client.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// The SHA-256 of each picture that the screen needs; none twice.
[[nodiscard]] std::vector<std::string> picturesOf(const ScreenConfig& screen);

// Fetches what is wanted and not there, one picture after the other, in small pieces; goes on where the line broke. A
// picture is a file of the directory, named by its SHA-256, once all of it is there and is what its name says; others
// may read it. What is not wanted any more stays for a while: kMostKept files at most. Thread-bound to the loop;
// everything given to it outlives it.
class PictureFetch {
 public:
  static constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
  static constexpr std::size_t kMostBytes = std::size_t{8} * 1024 * 1024;  // of a picture
  static constexpr std::size_t kMostKept = 8;

  // `changed`: explain() says something new.
  PictureFetch(HttpClient& client, const CentreLink& link, const base::Clock& clock, std::filesystem::path directory,
               std::function<void()> changed);

  void want(std::vector<std::string> pictures);
  // Does the next thing that there is to do; a timer calls it.
  void step();

  // The screen process knows that a picture is not there; why it does not come, as far as it is known, is told here: as
  // the detail of screen_picture_missing.
  void explain(std::vector<Condition>& conditions) const;

 private:
  struct Refusal {
    base::BootTime not_before{};
    std::string why;
  };

  [[nodiscard]] bool isThere(const std::string& picture) const;
  void ask();
  void answered(const HttpResult& result);
  void keep();
  void giveUp(const std::string& why);
  void removeUnused() const;
  void again(std::chrono::milliseconds delay);

  HttpClient& client_;
  const CentreLink& link_;
  const base::Clock& clock_;
  const std::filesystem::path directory_;
  std::function<void()> changed_;
  std::vector<std::string> wanted_;
  std::map<std::string, Refusal> refused_;  // those that were not to be had
  std::string fetching_;
  std::string bytes_;  // of it, so far
  std::unique_ptr<HttpCall> call_;
  base::Timer timer_;
};

}  // namespace diemcau::agent
