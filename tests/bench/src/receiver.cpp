// SPDX-License-Identifier: Apache-2.0
// bench_receiver: the same receiving end for every contender. Takes one SRT stream, measures, writes JSON.
//
// pixels  from the instant drawn into a picture to the instant at which it is decoded here; libsrt delivers
//         at its latency, one thread cuts the pictures out as early as that can be done (ts_frames.h) and one
//         decodes them. "usual_…" is what it would be with a receiver like tsdemux or FFmpeg, for which a
//         PES packet of open length ends where the next one begins: later by just that wait.
// wire    from libx264 giving a frame out in the sender (x264_probe.cpp, preloaded there) to the arrival of
//         the message with the frame's last TS byte; libsrt hands messages over as they arrive. Both ends
//         see the same frame bytes, which is how one end's record finds the other's.
// rate    pictures and bits a second: whether a contender did the work at all.
#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <thread>
#include <unordered_map>

#include "tests/bench/src/figures.h"
#include "tests/bench/src/picture_decoder.h"
#include "tests/bench/src/probe_record.h"
#include "tests/bench/src/receiver_options.h"
#include "tests/bench/src/srt_listener.h"
#include "tests/bench/src/ts_frames.h"

namespace {

using namespace diemcau;
using namespace diemcau::bench;
using SteadyClock = std::chrono::steady_clock;

constexpr int kAcceptPatience = 30'000;  // ms
constexpr double kMsPerNs = 1e-6;
constexpr std::chrono::milliseconds kSettle{200};  // for what is still in the decoder

std::int64_t ns(SteadyClock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

struct ArrivedFrame {
  std::uint64_t mark = 0;
  std::int64_t first_ns = 0;
  std::int64_t last_ns = 0;
  std::int64_t ended_ns = 0;
  bool bounded = false;
};

// What is kept of a run.
struct Run {
  explicit Run(const ReceiverOptions& chosen) : options(chosen) {}

  const ReceiverOptions& options;
  std::unique_ptr<PictureDecoder> decoder{};  // for pixels
  std::vector<ArrivedFrame> arrived{};
  std::size_t measured_from = 0;  // the first of them that counts
  std::uint64_t bytes = 0;        // in the measured time
  bool measuring = false;
  std::uint64_t discontinuities = 0;

  void onFrame(TsFrame frame) {
    arrived.push_back({markOf(frame.bytes), frame.first_ns, frame.last_ns, frame.ended_ns, frame.bounded});
    if (decoder) decoder->decode(std::move(frame.bytes));
  }

  [[nodiscard]] std::span<const ArrivedFrame> measured() const { return std::span(arrived).subspan(measured_from); }
};

// A file that is either whole or not there.
void writeWhole(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path fresh = path.string() + ".new";
  std::ofstream(fresh) << text;
  std::filesystem::rename(fresh, path);
}

// Skipping begins with the first picture, measuring after it.
Result<void> receive(SrtListener& listener, Run& run) {
  TsFrames frames([&run](TsFrame frame) { run.onFrame(std::move(frame)); });
  SteadyClock::time_point begin = SteadyClock::time_point::max();
  while (true) {
    auto message = listener.receive();
    if (!message) return std::unexpected(std::move(message.error()));
    const auto now = SteadyClock::now();
    if (run.measuring) run.bytes += message->size();
    frames.feed(*message, ns(now));
    if (!run.arrived.empty() && begin == SteadyClock::time_point::max()) begin = now + run.options.skip;
    if (!run.measuring && now >= begin) {
      run.measuring = true;
      run.measured_from = run.arrived.size();
    }
    run.discontinuities = frames.discontinuities();
    if (run.measuring && now >= begin + run.options.seconds) return {};
  }
}

using Figures = std::vector<std::pair<std::string_view, double>>;

void addSpread(Figures& figures, std::array<std::string_view, 3> names, const std::vector<double>& values) {
  figures.emplace_back(names[0], percentile(values, 50));
  figures.emplace_back(names[1], percentile(values, 99));
  figures.emplace_back(names[2], percentile(values, 100));
}

// How much later a usual receiver has the picture whole. The last one's successor is not known: no wait.
double usualWaitMs(const Run& run, std::uint64_t number) {
  const ArrivedFrame& frame = run.arrived[number];
  if (frame.bounded || number + 1 >= run.arrived.size()) return 0;
  return static_cast<double>(run.arrived[number + 1].first_ns - frame.ended_ns) * kMsPerNs;
}

void addPixels(Figures& figures, const Run& run) {
  std::vector<double> early;
  std::vector<double> usual;
  int decoded = 0;
  for (const SeenPicture& picture : run.decoder->take()) {
    if (picture.number < run.measured_from || picture.number >= run.arrived.size()) continue;
    ++decoded;
    if (picture.drawn_us == 0) continue;
    early.push_back(static_cast<double>(picture.seen_us - picture.drawn_us) / 1000);
    usual.push_back(early.back() + usualWaitMs(run, picture.number));
  }
  figures.emplace_back("decoded", decoded);
  figures.emplace_back("unreadable", decoded - static_cast<int>(early.size()));
  figures.emplace_back("bounded", static_cast<double>(std::ranges::count_if(run.measured(), &ArrivedFrame::bounded)));
  addSpread(figures, {"p50_ms", "p99_ms", "max_ms"}, early);
  addSpread(figures, {"usual_p50_ms", "usual_p99_ms", "usual_max_ms"}, usual);
}

std::unordered_map<std::uint64_t, std::int64_t> probed(const std::filesystem::path& file) {
  std::unordered_map<std::uint64_t, std::int64_t> out;
  std::ifstream in(file, std::ios::binary);
  for (ProbeRecord record; in.read(reinterpret_cast<char*>(&record), sizeof record);) out[record.mark] = record.out_ns;
  return out;
}

void addWire(Figures& figures, const Run& run) {
  const auto out = probed(run.options.probe_file);
  std::vector<double> tails;
  std::vector<double> heads;
  for (const ArrivedFrame& frame : run.measured()) {
    const auto found = out.find(frame.mark);
    if (found == out.end()) continue;
    tails.push_back(static_cast<double>(frame.last_ns - found->second) * kMsPerNs);
    heads.push_back(static_cast<double>(frame.first_ns - found->second) * kMsPerNs);
  }
  figures.emplace_back("unmatched", static_cast<double>(run.measured().size() - tails.size()));
  figures.emplace_back("first_byte_p50_ms", percentile(heads, 50));
  addSpread(figures, {"p50_ms", "p99_ms", "max_ms"}, tails);
}

Result<void> measure(const ReceiverOptions& options) {
  const bool wire = options.measure == Measure::Wire;
  auto listener = SrtListener::open({options.passphrase, options.latency_ms, !wire});
  if (!listener) return std::unexpected(std::move(listener.error()));
  Run run(options);
  if (options.measure == Measure::Pixels) {
    auto decoder = PictureDecoder::start();
    if (!decoder) return std::unexpected(std::move(decoder.error()));
    run.decoder = std::move(*decoder);
  }
  writeWhole(options.port_file, std::to_string((*listener)->port()));
  if (auto accepted = (*listener)->accept(kAcceptPatience); !accepted) return accepted;
  if (auto received = receive(**listener, run); !received) return received;

  const auto seconds = static_cast<double>(options.seconds.count());
  const auto count = static_cast<double>(run.measured().size());
  Figures figures{{"frames", count},
                  {"fps", count / seconds},
                  {"kbps", static_cast<double>(run.bytes) * 8 / 1000 / seconds},
                  {"discontinuities", static_cast<double>(run.discontinuities)}};
  if (run.decoder) {
    std::this_thread::sleep_for(kSettle);
    addPixels(figures, run);
  }
  if (wire) addWire(figures, run);
  writeWhole(options.out_file, toJsonObject(figures) + "\n");
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parseReceiverOptions(argc, argv);
  if (!options) return 2;
  const auto measured = measure(*options);
  if (measured) return 0;
  std::fprintf(stderr, "bench_receiver: %s\n", measured.error().describe().c_str());
  return 1;
}
