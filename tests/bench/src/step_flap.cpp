// SPDX-License-Identifier: Apache-2.0
// Rate rules on simulated links: of one seed, one JSON object a contender with all figures of a table, "case_figure";
// or what was seen on one of its links each 50 ms.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/src/reference_rule.h"
#include "tests/support/simulated_run.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

const std::vector<std::pair<const char*, MakeRule>> kContenders = {{"diemcau", ruleOf<media::RateControl>},
                                                                   {"reference rule", ruleOf<bench::ReferenceRule>}};

Result<void> printFigures(const std::vector<LinkCase>& cases, std::uint32_t seed) {
  for (const auto& [name, make] : kContenders) {
    std::printf("{\"contender\": \"%s\"", name);
    for (const LinkCase& one : cases) {
      const SimulatedRun run = simulate(one, make, seed);
      for (const LinkLimit& limit : one.limits) {
        const auto figure = figureOf(one, run, limit);
        if (!figure) return std::unexpected(figure.error());
        std::printf(", \"%s_%s\": %.4f", one.name.c_str(), limit.figure.c_str(), *figure);
      }
    }
    std::puts("}");
  }
  return {};
}

// Columns: seconds, what the link carries, and each contender's target, in kb/s, and queue, in ms.
void printRun(const LinkCase& one, std::uint32_t seed) {
  std::vector<SimulatedRun> runs;
  for (const auto& [name, make] : kContenders) runs.push_back(simulate(one, make, seed));
  for (std::size_t i = 0; i < runs.front().capacity_kbps.size(); ++i) {
    std::printf("%.2f\t%.0f", static_cast<double>(i) * kRunEveryMs / 1000, runs.front().capacity_kbps[i]);
    for (const SimulatedRun& run : runs) std::printf("\t%.0f\t%.0f", run.target_kbps.front()[i], run.queue_ms[i]);
    std::puts("");
  }
}

int refuse(const Error& error) {
  std::fprintf(stderr, "bench_step_flap: %s\n", error.describe().c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fputs("usage: bench_step_flap TABLE SEED [CASE]\n", stderr);
    return 2;
  }
  const auto cases = readLinkCases(argv[1]);
  if (!cases) return refuse(cases.error());
  const auto seed = static_cast<std::uint32_t>(std::atoi(argv[2]));
  if (argc == 3) {
    const auto printed = printFigures(*cases, seed);
    return printed ? 0 : refuse(printed.error());
  }
  const auto one = std::ranges::find(*cases, std::string_view(argv[3]), &LinkCase::name);
  if (one == cases->end()) return refuse({"bench", "no_such_case", argv[3]});
  printRun(*one, seed);
  return 0;
}
