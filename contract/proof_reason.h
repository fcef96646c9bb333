// SPDX-License-Identifier: Apache-2.0
// From what a level of proof is known, or why it is not: the codes that its detail begins with, and what people read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace diemcau {

// What is told by a code of its own; in the order of the table's first rows. The other rows are errors of the outputs,
// whose describe() has the same form.
enum class ProofReason {
  NothingShown,
  AnotherPicture,  // facts: its hash
  OutputFile,
  OutputWindow,
  CecNotAsked,
  CecNoAdapter,
  CecOn,
  CecWaking,
  CecStandby,
  CecFallingAsleep,
  CecOtherStatus,  // facts: its number
  CecNotTakingPart,
  CecNotTold,
  CecNoAnswer,
  CecFailed,  // facts: the kernel's
};

struct ProofReasonText {
  std::string_view code;  // "cec.standby"
  std::string_view vi;    // a clause, without a full stop: facts may follow it
  std::string_view en;
};

[[nodiscard]] std::span<const ProofReasonText> proofReasons();

// "cec.standby", or with facts "screen.another_picture: 6ec9…": the form of Error::describe().
[[nodiscard]] std::string detailOf(ProofReason reason, std::string_view facts = {});

// In Vietnamese, with the facts in brackets; a detail without a code that is known is facts alone, and stays as it is.
[[nodiscard]] std::string vietnameseOf(std::string_view detail);

}  // namespace diemcau
