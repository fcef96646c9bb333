// SPDX-License-Identifier: Apache-2.0
// linksim: the relay by itself, for whatever sends UDP to one receiver on this host.
//
// Writes "listening PORT" to standard output when it is there, and ends with SIGTERM or SIGINT. The log has a line
// each 100 ms, with tabs between: seconds; of the way there, kb/s that it carries, in and out with headers, the queue
// in ms, packets lost; of the way back, kb/s in and out, packets lost.
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/link_case.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

constexpr const char* kUsage =
    "Usage: linksim --listen PORT --to PORT (--case TEXT | --name NAME [--table FILE]) [--seed N] [--log FILE]\n"
    "Carries UDP between 127.0.0.1:PORT (0: any) and a receiver there, over a link such as\n"
    "\"kbps=6000,15:1000,25:6000 queue=100000 delay=20 loss=1\"; NAME is of tests/support/link-cases.tsv.\n";
constexpr long kEveryNs = 100'000'000;

using Options = std::map<std::string_view, std::string_view>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::uint32_t numberOf(const Options& options, std::string_view name, std::uint32_t otherwise) {
  const auto found = options.find(name);
  if (found == options.end()) return otherwise;
  std::uint32_t number = otherwise;
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
  return number;
}

Result<LinkSpec> linkOf(const Options& options) {
  const auto table = options.contains("--table") ? std::filesystem::path(options.at("--table"))
                                                 : sourceFile("tests/support/link-cases.tsv");
  if (options.contains("--case")) return parseLink(options.at("--case"), table.parent_path() / "link-traces");
  const auto cases = readLinkCases(table);
  if (!cases) return std::unexpected(cases.error());
  const auto found = std::ranges::find(*cases, options.at("--name"), &LinkCase::name);
  if (found == cases->end()) return fail("linksim", "no_such_name", std::string(options.at("--name")));
  return found->link;
}

double kbps(std::uint64_t before, std::uint64_t now, double seconds) {
  return static_cast<double>(now - before) * 8 / 1000 / seconds;
}

void follow(const LinkRelay& relay, const sigset_t& ends, std::FILE* log) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  auto then = begin;
  LinkCounts before;
  const timespec every{.tv_sec = 0, .tv_nsec = kEveryNs};
  while (::sigtimedwait(&ends, nullptr, &every) < 0) {
    if (log == nullptr) continue;
    const auto now = Clock::now();
    const LinkCounts counts = relay.counts();
    const double seconds = std::chrono::duration<double>(now - then).count();
    const auto& [there, back] = counts;
    std::fprintf(
        log, "%.2f\t%.0f\t%.0f\t%.0f\t%.1f\t%llu\t%.0f\t%.0f\t%llu\n",
        std::chrono::duration<double>(now - begin).count(), there.carries_kbps,
        kbps(before.there.in_bytes, there.in_bytes, seconds), kbps(before.there.out_bytes, there.out_bytes, seconds),
        there.queue_ms, static_cast<unsigned long long>(there.lost_packets),
        kbps(before.back.in_bytes, back.in_bytes, seconds), kbps(before.back.out_bytes, back.out_bytes, seconds),
        static_cast<unsigned long long>(back.lost_packets));
    std::fflush(log);
    before = counts;
    then = now;
  }
}

int usage() {
  std::fputs(kUsage, stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  if (argc % 2 == 0 || !options.contains("--listen") || !options.contains("--to") ||
      options.contains("--case") == options.contains("--name")) {
    return usage();
  }
  const auto link = linkOf(options);
  if (!link) {
    std::fprintf(stderr, "linksim: %s\n", link.error().describe().c_str());
    return 1;
  }
  std::unique_ptr<std::FILE, CloseFile> log;
  if (options.contains("--log")) {
    log.reset(std::fopen(std::string(options.at("--log")).c_str(), "w"));
    if (!log) {
      std::perror("linksim: log");
      return 1;
    }
  }
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);  // before the relay's thread, which inherits it
  LinkRelay relay(static_cast<std::uint16_t>(numberOf(options, "--to", 0)), numberOf(options, "--seed", 1),
                  static_cast<std::uint16_t>(numberOf(options, "--listen", 0)));
  relay.shape(*link);
  std::printf("listening %u\n", relay.port());
  std::fflush(stdout);
  follow(relay, ends, log.get());
  return 0;
}
