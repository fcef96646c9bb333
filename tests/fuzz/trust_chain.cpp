// SPDX-License-Identifier: Apache-2.0
// The next trust root, as an envelope and as what a trusted key has signed: offered to who trusts the one before, and
// found where it had been kept.
#include "daemon/agent/trust/trust_chain.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "contract/trust_root.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/signed_document.h"
#include "tests/unit/agent/trust_roots.h"

namespace {

using namespace diemcau;
using namespace diemcau::agent;

constexpr std::uint64_t kInstalled = 1;

const TrustChain& installed() {
  static const TrustChain chain = *TrustChain::create(test::rootOf(kInstalled, {fuzz::key()}, {fuzz::key()}));
  return chain;
}

void judge(std::string_view envelope) {
  TrustChain offered = installed();
  if (const auto taken = offered.offer(envelope); !taken) {
    fuzz::checkError(taken.error());
    fuzz::require(offered.root() == installed().root(), "what is refused changes nothing");
  } else {
    fuzz::require(offered.root().version == kInstalled + 1, "one step");
  }
  TrustChain resumed = installed();
  if (const auto taken = resumed.resume(envelope); !taken) {
    fuzz::checkError(taken.error());
  } else {
    fuzz::require(resumed.root().version > kInstalled, "newer");
  }
  fuzz::require(offered.root() == installed().root() || resumed.root() == offered.root(), "what was taken is kept");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  judge(bytes);
  judge(agent::test::envelopeOf(fuzz::withKey(bytes), {fuzz::key()}, kTrustRootPayloadType));
  return 0;
}
