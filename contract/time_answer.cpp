// SPDX-License-Identifier: Apache-2.0
// The time answer as JSON.
#include "contract/time_answer.h"

#include "contract/json_document.h"

namespace diemcau {
namespace {

constexpr TextRule kNonce{16, 64};

}  // namespace

bool isTimeNonce(std::string_view text) {
  return text.size() >= kNonce.min_bytes && text.size() <= kNonce.max_bytes &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == text.npos;
}

Result<TimeAnswer> parseTimeAnswer(std::string_view json) {
  return readDocument<TimeAnswer>(json, [](ObjectReader root) {
    TimeAnswer answer;
    root.schema(kTimeAnswerSchema);
    answer.nonce = root.text("nonce", kNonce);
    if (!isTimeNonce(answer.nonce)) root.refuse("nonce", "value_unknown", "URL-safe characters are expected");
    answer.time = root.time("time");
    return answer;
  });
}

std::string writeTimeAnswer(const TimeAnswer& answer) {
  OrderedJson json;
  json["schema"] = kTimeAnswerSchema;
  json["nonce"] = answer.nonce;
  json["time"] = formatTimestamp(answer.time);
  return dumpJson(json);
}

}  // namespace diemcau
