// SPDX-License-Identifier: Apache-2.0
// Conditions that the agent itself finds: one of a type, each with the time since when it holds.
#include "daemon/agent/condition_set.h"

#include <algorithm>
#include <utility>

namespace diemcau::agent {

std::string printable(std::string text) {
  constexpr std::size_t kMaxBytes = 300;
  if (text.size() > kMaxBytes) {
    std::size_t end = kMaxBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
    text.resize(end);
  }
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = ' ';
  }
  return text;
}

void append(std::vector<Condition>& all, const std::vector<Condition>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void ConditionSet::set(ConditionType type, Timestamp now, std::string detail) {
  detail = printable(std::move(detail));
  const auto found = std::ranges::find(conditions_, type, &Condition::type);
  if (found == conditions_.end()) {
    conditions_.push_back(makeCondition(type, now, std::move(detail)));
  } else {
    found->detail = std::move(detail);
  }
}

void ConditionSet::clear(ConditionType type) {
  std::erase_if(conditions_, [type](const Condition& condition) { return condition.type == type; });
}

bool ConditionSet::has(ConditionType type) const { return std::ranges::contains(conditions_, type, &Condition::type); }

}  // namespace diemcau::agent
