// SPDX-License-Identifier: Apache-2.0
// The trust root that this endpoint goes by, kept over restarts, and what was refused instead.
#include "daemon/agent/trust/trust_keeper.h"

#include <spdlog/spdlog.h>

#include <string_view>
#include <utility>

#include "contract/envelope.h"
#include "daemon/agent/digest.h"

namespace diemcau::agent {
namespace {

constexpr const char* kForm = "diemcau.trust-root-store/1";
constexpr std::size_t kDigestLine = 65;  // SHA-256 in hex, line feed

}  // namespace

TrustKeeper::TrustKeeper(TrustChain installed, const std::filesystem::path& state, const base::Clock& clock)
    : clock_(clock),
      chain_(std::move(installed)),
      installed_(sha256Hex(writeTrustRoot(chain_.root()))),
      first_version_(chain_.root().version),
      file_(state / "trust-root", kForm, kMaxEnvelopeBytes + kDigestLine) {
  resume();
}

void TrustKeeper::resume() {
  const base::TwoCopyFile::Loaded loaded = file_.load();
  if (loaded.damaged > 0) spdlog::warn("{} of the two copies of the trust root cannot be used", loaded.damaged);
  if (!loaded.bytes || !loaded.bytes->starts_with(installed_ + '\n')) return;
  if (const auto mirrored = file_.mirror(); !mirrored) spdlog::warn("{}", mirrored.error().describe());
  const auto resumed = chain_.resume(std::string_view{*loaded.bytes}.substr(kDigestLine));
  if (!resumed) spdlog::warn("the stored trust root is not used: {}", resumed.error().describe());
}

bool TrustKeeper::offer(const std::string& envelope) {
  if (const auto taken = chain_.offer(envelope); !taken) {
    refuse(taken.error().describe());
    return false;
  }
  conditions_.clear(ConditionType::TrustRootRefused);
  spdlog::info("trust root {} is in force", chain_.root().version);
  unkept_ = envelope;
  return true;
}

// One that is not stored is fetched again after a restart.
void TrustKeeper::keep() {
  if (unkept_.empty()) return;
  auto kept = file_.commit(installed_ + '\n' + std::exchange(unkept_, {}));
  if (kept) kept = file_.mirror();
  if (!kept) spdlog::warn("{}", kept.error().describe());
}

void TrustKeeper::refuse(const std::string& detail) {
  if (!conditions_.has(ConditionType::TrustRootRefused)) spdlog::warn("a trust root is refused: {}", detail);
  conditions_.set(ConditionType::TrustRootRefused, clock_.wall(), detail);
}

std::vector<Condition> TrustKeeper::conditions() const {
  std::vector<Condition> conditions = conditions_.all();
  if (expired()) {
    conditions.push_back(makeCondition(ConditionType::TrustRootExpired, chain_.root().expires_at,
                                       std::to_string(chain_.root().version)));
  }
  return conditions;
}

}  // namespace diemcau::agent
