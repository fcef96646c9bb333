// SPDX-License-Identifier: Apache-2.0
// Why the centre does not take a box: the codes of its answer (docs/contract/http.md) and what people read for each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace diemcau {

struct EnrolmentRefusal {
  std::string_view code;
  std::string_view vi;  // one sentence
  std::string_view en;
  std::string_view action_vi;  // the one next thing to do
  std::string_view action_en;
};

// What a box that asks for its first certificate is refused for.
[[nodiscard]] std::span<const EnrolmentRefusal> enrolmentRefusals();

// The one whose code stands as a word in the detail of an enrolment_refused; null: none that is known.
[[nodiscard]] const EnrolmentRefusal* enrolmentRefusalIn(std::string_view detail);

// The code of the centre's answer {"error": {"code": …}}, of a kilobyte at most: lower-case letters, digits and "_", 64
// bytes at most. Nothing where `body` is anything else.
[[nodiscard]] std::optional<std::string> refusalCodeFrom(std::string_view body);

}  // namespace diemcau
