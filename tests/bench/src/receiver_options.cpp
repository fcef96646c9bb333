// SPDX-License-Identifier: Apache-2.0
// Options with one value each.
#include "tests/bench/src/receiver_options.h"

#include <charconv>
#include <cstdio>
#include <string_view>

namespace diemcau::bench {
namespace {

constexpr const char* kUsage =
    "Usage: bench_receiver --measure pixels|wire|rate --port-file FILE --out FILE --passphrase TEXT [--latency MS]\n"
    "                      [--skip SECONDS] [--seconds SECONDS] [--probe FILE]\n"
    "Takes one SRT stream and writes its figures as a JSON object.\n";

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<Measure> measureNamed(std::string_view name) {
  if (name == "pixels") return Measure::Pixels;
  if (name == "wire") return Measure::Wire;
  if (name == "rate") return Measure::Rate;
  return std::nullopt;
}

bool take(ReceiverOptions& options, std::string_view name, std::string_view value) {
  if (name == "--port-file") return (options.port_file = value, true);
  if (name == "--out") return (options.out_file = value, true);
  if (name == "--probe") return (options.probe_file = value, true);
  if (name == "--passphrase") return (options.passphrase = value, true);
  if (name == "--measure") {
    const auto measure = measureNamed(value);
    if (measure) options.measure = *measure;
    return measure.has_value();
  }
  const auto count = number(value);
  if (!count) return false;
  if (name == "--latency") return (options.latency_ms = *count, true);
  if (name == "--skip") return (options.skip = std::chrono::seconds(*count), true);
  if (name == "--seconds") return (options.seconds = std::chrono::seconds(*count), true);
  return false;
}

}  // namespace

std::optional<ReceiverOptions> parseReceiverOptions(int argc, char** argv) {
  ReceiverOptions options;
  bool understood = argc % 2 == 1;
  for (int i = 1; understood && i + 1 < argc; i += 2) understood = take(options, argv[i], argv[i + 1]);
  if (understood && !options.port_file.empty() && !options.out_file.empty()) return options;
  std::fputs(kUsage, stderr);
  return std::nullopt;
}

}  // namespace diemcau::bench
