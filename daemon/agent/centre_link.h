// SPDX-License-Identifier: Apache-2.0
// Whether the centre can be talked to, as the last requests have shown it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "contract/condition.h"
#include "contract/timestamp.h"
#include "daemon/agent/http_client.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

struct LinkTrouble {
  ConditionType type{};  // centre_unreachable, centre_untrusted, identity_refused or identity_invalid
  std::string detail;

  friend bool operator==(const LinkTrouble&, const LinkTrouble&) = default;
};

// None: the centre itself answered this. A pure function.
[[nodiscard]] std::optional<LinkTrouble> linkTroubleOf(const HttpResult& result);

// Thread-bound to the loop.
class CentreLink {
 public:
  struct Handlers {
    std::function<void()> changed;  // the trouble, or that there is none
    // The centre answers again; requests that were started before `since` may hang on a dead connection.
    std::function<void(base::BootTime since)> recovered;
  };

  // Answers of which none came more than kInARow after the one before: the first and the last of them.
  static constexpr std::chrono::seconds kInARow{15};
  struct Answers {
    Timestamp first{};
    Timestamp last{};
  };

  // `clock` outlives this.
  CentreLink(const base::Clock& clock, Handlers handlers);

  // Each result of each request. A connection that merely broke does not hide that the centre was
  // found untrusted or refuses our identity: the alert that says so is often lost to a reset.
  void observe(const HttpResult& result);

  // Before the first result: none.
  [[nodiscard]] const std::optional<LinkTrouble>& trouble() const { return trouble_; }
  [[nodiscard]] bool up() const { return answers_ && !trouble_; }
  // While there is no trouble.
  [[nodiscard]] std::optional<Answers> answers() const { return trouble_ ? std::nullopt : answers_; }

 private:
  void countAnswer(bool recovered);

  const base::Clock& clock_;
  Handlers handlers_;
  std::optional<LinkTrouble> trouble_;
  base::BootTime last_trouble_{};
  std::optional<Answers> answers_;  // none: it never answered
};

}  // namespace diemcau::agent
