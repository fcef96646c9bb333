// SPDX-License-Identifier: Apache-2.0
// Time and a centre that tests turn by hand.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/agent/backoff.h"
#include "daemon/agent/http_client.h"
#include "daemon/agent/time/system_time.h"
#include "daemon/base/clock.h"

namespace diemcau::agent::test {

class FakeClock final : public base::Clock {
 public:
  [[nodiscard]] base::BootTime boot() const override { return boot_; }
  [[nodiscard]] base::WallTime wall() const override { return wall_; }
  void advance(std::chrono::milliseconds by) {
    boot_ += by;
    wall_ += by;
  }
  void setWall(base::WallTime wall) { wall_ = wall; }

 private:
  base::BootTime boot_{std::chrono::hours{1}};
  base::WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 7 / 15}};
};

// Sets the fake clock.
class FakeSystemTime final : public SystemTime {
 public:
  explicit FakeSystemTime(FakeClock& clock) : clock_(clock) {}
  [[nodiscard]] bool keptByNtp() const override { return ntp; }
  [[nodiscard]] Result<void> set(base::WallTime time) override {
    if (!may) return fail("clock", "not_set", "not permitted");
    clock_.setWall(time);
    ++times_set;
    return {};
  }

  bool ntp = false;
  bool may = true;
  int times_set = 0;

 private:
  FakeClock& clock_;
};

inline Random fixedRandom(double value) {
  return [value] { return value; };
}

inline HttpResult answer(int status, std::string body = {}, std::optional<std::chrono::seconds> retry_after = {}) {
  return HttpResponse{status, std::move(body), retry_after, 12.5, {}};
}

inline HttpResult noAnswer(std::string_view code) { return fail("http", code, "test"); }

// Keeps requests until the test answers them.
class FakeHttpClient final : public HttpClient {
 public:
  struct Sent {
    HttpRequest request;
    Done done;
    bool open = true;  // neither answered nor abandoned
  };

  std::unique_ptr<HttpCall> start(HttpRequest request, Done done) override {
    sent.push_back(std::make_shared<Sent>(std::move(request), std::move(done)));
    return std::make_unique<Call>(sent.back());
  }

  [[nodiscard]] std::size_t underWay() const {
    std::size_t count = 0;
    for (const auto& one : sent) count += one->open ? 1 : 0;
    return count;
  }
  [[nodiscard]] bool idle() const { return underWay() == 0; }

  // Answers the newest request.
  void reply(const HttpResult& result) const { reply(*std::shared_ptr<Sent>(sent.back()), result); }
  static void reply(Sent& request, const HttpResult& result) {
    request.open = false;
    request.done(result);
  }

  std::vector<std::shared_ptr<Sent>> sent;

 private:
  struct Call final : HttpCall {
    explicit Call(std::shared_ptr<Sent> of) : sent(std::move(of)) {}
    ~Call() override { sent->open = false; }
    std::shared_ptr<Sent> sent;
  };
};

}  // namespace diemcau::agent::test
