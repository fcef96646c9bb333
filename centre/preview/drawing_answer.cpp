// SPDX-License-Identifier: Apache-2.0
// Writing and reading answers.
#include "centre/preview/drawing_answer.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t kMostMissing = 8;
constexpr std::size_t kDigestDigits = 64;

struct Outcome {
  std::vector<std::string> missing_pictures{};
  std::optional<std::string> refused{};
  bool of_picture = false;
};

Outcome outcomeIn(ObjectReader reader) {
  if (!reader.has("refused")) {
    return {.missing_pictures = reader.texts("missing_pictures", kMostMissing, {kDigestDigits, kDigestDigits})};
  }
  return {.refused = reader.text("refused", {1, DrawingAnswer::kMostWords}), .of_picture = reader.flag("of_picture")};
}

}  // namespace

DrawingAnswer answerOf(const Result<Preview>& preview) {
  OrderedJson outcome;
  if (!preview) {
    outcome["refused"] = preview.error().describe();
    outcome["of_picture"] = preview.error().domain == "picture";
    return {.outcome = dumpJson(outcome), .facts = {}, .png = {}};
  }
  outcome["missing_pictures"] = preview->missing_pictures;
  ScreenStatus status;
  status.rendered = preview->facts;
  return {.outcome = dumpJson(outcome), .facts = writeScreenStatus(status), .png = *preview->png};
}

Result<Preview> previewIn(DrawingAnswer answer) {
  const auto malformed = [](const Error& error) { return fail("drawing", "answer_malformed", error.describe()); };
  auto outcome = readDocument<Outcome>(answer.outcome, outcomeIn);
  if (!outcome) return malformed(outcome.error());
  if (outcome->refused) return fail(outcome->of_picture ? "picture" : "maket", "not_drawn", *outcome->refused);
  auto status = parseScreenStatus(answer.facts);
  if (!status) return malformed(status.error());
  if (!answer.png.starts_with(kPngSignature)) return fail("drawing", "answer_malformed", "no picture");
  return Preview{std::move(status->rendered), std::move(outcome->missing_pictures),
                 std::make_shared<const std::string>(std::move(answer.png))};
}

}  // namespace diemcau::centre
