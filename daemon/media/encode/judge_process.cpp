// SPDX-License-Identifier: Apache-2.0
// The question and the answer.
#include "daemon/media/encode/judge_process.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/media/program_beside.h"

namespace diemcau::media {
namespace {

constexpr char kProgram[] = "diemcau-judge";
constexpr std::size_t kMostWords = 500;  // bytes

}  // namespace

std::optional<std::string> askJudge(const UnitsToJudge& judged) {
  const auto answer = runBeside(kProgram, {}, pack(judged));
  if (answer && answer->empty()) return std::nullopt;
  if (answer) {
    const auto length = static_cast<std::ptrdiff_t>(std::min(answer->size(), kMostWords));
    return std::string(answer->begin(), answer->begin() + length);
  }
  if (answer.error().code == "crashed") return "what reads it crashes: " + answer.error().context;
  spdlog::warn("encoder: nobody looked at what it gives: {}", answer.error().describe());
  return std::nullopt;
}

}  // namespace diemcau::media
