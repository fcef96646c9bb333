// SPDX-License-Identifier: Apache-2.0
// What comes back over plain HTTP when a box asks for the time: as it is, and as the online key has signed it.
#include "contract/time_answer.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "daemon/agent/time/time_question.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/signed_document.h"
#include "tests/unit/agent/trust_roots.h"

namespace {

using namespace diemcau;
using namespace diemcau::agent;
using namespace std::chrono_literals;

// That of the examples.
constexpr const char* kNonce = "dGhlIGJveCBhc2tlZCB3aXRoIHRoaXM_-Q";

const EnvelopeVerifier& online() {
  static const TrustRoot root = test::rootOf(1, {fuzz::key()}, {fuzz::key()});
  static const EnvelopeVerifier verifier = *EnvelopeVerifier::create(root, root.online);
  return verifier;
}

void judge(std::string_view envelope) {
  const base::BootTime asked{1s};
  const auto time = judgeTimeAnswer(envelope, {kNonce, asked}, online(), asked + 200ms);
  if (!time) return fuzz::checkError(time.error());
  fuzz::require(time->tolerance == 100ms, "half of the way");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::roundTrip<TimeAnswer>(bytes, parseTimeAnswer, writeTimeAnswer);
  judge(bytes);
  judge(agent::test::envelopeOf(bytes, {fuzz::key()}, kTimeAnswerPayloadType));
  return 0;
}
