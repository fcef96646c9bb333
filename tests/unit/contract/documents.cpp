// SPDX-License-Identifier: Apache-2.0
// The list of documents and their examples.
#include "tests/unit/contract/documents.h"

#include <algorithm>
#include <filesystem>

#include "contract/config.h"
#include "contract/enrolment.h"
#include "contract/envelope.h"
#include "contract/identity.h"
#include "contract/json_document.h"
#include "contract/media_plan.h"
#include "contract/media_status.h"
#include "contract/screen_plan.h"
#include "contract/screen_status.h"
#include "contract/signing_batch.h"
#include "contract/status.h"
#include "contract/time_answer.h"
#include "contract/trust_root.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {
namespace {

std::string writePlanWithSecrets(const MediaPlan& plan) { return writeMediaPlan(plan, Secrets::Keep); }

template <auto parse, auto write>
Result<std::string> rewriteAs(std::string_view json) {
  return parse(json).transform([](const auto& value) { return write(value); });
}

template <auto parse, auto write>
bool survivesAs(std::string_view json) {
  const auto first = parse(json);
  if (!first) return false;
  const auto second = parse(write(*first));
  return second && *first == *second;
}

template <auto parse, auto write>
constexpr Document document(std::string_view name, std::size_t most = JsonLimits().bytes) {
  return {name, rewriteAs<parse, write>, survivesAs<parse, write>, most};
}

constexpr Document kDocuments[] = {
    document<parseConfig, writeConfig>("config"),
    document<parseEnrolment, writeEnrolment>("enrolment"),
    document<parseEnvelope, writeEnvelope>("envelope"),
    document<parseIdentity, writeIdentity>("identity"),
    document<parseMediaPlan, writePlanWithSecrets>("media-plan"),
    document<parseMediaStatus, writeMediaStatus>("media-status"),
    document<parseScreenPlan, writeScreenPlan>("screen-plan"),
    document<parseScreenStatus, writeScreenStatus>("screen-status"),
    document<parseSigningBatch, writeSigningBatch>("signing-batch", kMaxSigningBatchBytes),
    document<parseStatus, writeStatus>("status"),
    document<parseTimeAnswer, writeTimeAnswer>("time-answer"),
    document<parseTrustRoot, writeTrustRoot>("trust-root"),
};

std::vector<Example> examplesIn(const std::string& folder) {
  std::vector<Example> examples;
  for (const auto& entry : std::filesystem::directory_iterator(sourceFile("contract/examples/" + folder))) {
    if (entry.path().extension() != ".json") continue;
    examples.push_back({folder + "/" + entry.path().stem().string(), readWhole(entry.path()), {}});
  }
  std::ranges::sort(examples, {}, &Example::name);
  if (examples.empty()) failAt("no examples in " + folder, std::source_location::current());
  return examples;
}

}  // namespace

std::span<const Document> documents() { return kDocuments; }

std::vector<Example> goodExamples(std::string_view document) { return examplesIn(std::string(document)); }

std::vector<Example> badExamples(std::string_view document) {
  std::vector<Example> examples = examplesIn("bad/" + std::string(document));
  for (Example& example : examples) {
    example.expected_error = readWhole(sourceFile("contract/examples/" + example.name + ".error"));
    if (example.expected_error.ends_with('\n')) example.expected_error.pop_back();
  }
  return examples;
}

std::string goodExample(std::string_view document, std::string_view name) {
  return readWhole(sourceFile("contract/examples/" + std::string(document) + "/" + std::string(name) + ".json"));
}

std::string shortForm(const Error& error) {
  std::string text{error.code};
  const bool points = error.context.starts_with("/") || error.context.starts_with("\"");
  if (points) text.append(" ").append(error.context.substr(0, error.context.find(": ")));
  return text;
}

}  // namespace diemcau::test
