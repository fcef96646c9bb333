// SPDX-License-Identifier: Apache-2.0
// Units of a run, from all its files, as one transport stream.
#include "centre/recording/whole_recording.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "centre/recording/run_files.h"
#include "centre/recording/unit_choice.h"
#include "contract/stream_id.h"

namespace diemcau::centre {
namespace {

using Packet = std::array<char, kTsPacketBytes>;

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr Ticks kTablesEvery = 250 * kTicksPerMs;

struct Source {
  std::filesystem::path path;
  bool brought = false;
};

std::uint16_t pidOf(const Packet& packet) {
  return static_cast<std::uint16_t>((static_cast<std::uint8_t>(packet[1]) & 0x1F) << 8 |
                                    static_cast<std::uint8_t>(packet[2]));
}

Result<void> index(const Source& source, std::size_t file, Ticks near, std::vector<FiledUnit>& units) {
  std::ifstream stream(source.path, std::ios::binary);
  if (!stream) return fail("recording", "not_readable", source.path.string());
  TsUnitReader reader(near);
  const TsUnitReader::Take take = [&](const TsUnit& unit) { units.push_back({unit, file}); };
  std::vector<char> block(kBlockBytes);
  while (stream) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto count = static_cast<std::size_t>(stream.gcount());
    reader.add({reinterpret_cast<const std::uint8_t*>(block.data()), count}, take);
  }
  if (source.brought) reader.end(take);
  return {};
}

// Tables of the first file that has both.
class Tables {
 public:
  bool take(const Packet& packet) {
    const std::uint16_t pid = pidOf(packet);
    if (pid == kPatPid) pat_ = packet;
    if (pid == kPmtPid) pmt_ = packet;
    return pat_ && pmt_;
  }
  [[nodiscard]] bool complete() const { return pat_ && pmt_; }
  [[nodiscard]] const Packet& pat() const { return *pat_; }
  [[nodiscard]] const Packet& pmt() const { return *pmt_; }

 private:
  std::optional<Packet> pat_;
  std::optional<Packet> pmt_;
};

class Writer {
 public:
  explicit Writer(const std::filesystem::path& file) : out_(file, std::ios::binary | std::ios::trunc) {}

  void write(Packet packet) {
    std::uint8_t& counter = counters_[pidOf(packet)];
    packet[3] = static_cast<char>((static_cast<std::uint8_t>(packet[3]) & 0xF0) | counter);
    counter = (counter + 1) & 0x0F;
    out_.write(packet.data(), packet.size());
  }
  [[nodiscard]] bool finish() {
    out_.close();
    return !out_.fail();
  }

 private:
  std::ofstream out_;
  std::map<std::uint16_t, std::uint8_t> counters_;
};

// The packets of one unit after the other, from several files.
class UnitCopier {
 public:
  explicit UnitCopier(const std::vector<Source>& sources) : sources_(sources) {}

  Tables tables() {
    Tables tables;
    for (std::size_t file = 0; file < sources_.size() && !tables.complete(); ++file) {
      std::ifstream stream(sources_[file].path, std::ios::binary);
      for (Packet packet{}; stream.read(packet.data(), packet.size()) && !tables.take(packet);) {
      }
    }
    return tables;
  }

  // False: it cannot be read any more.
  bool copy(const FiledUnit& entry, Writer& writer) {
    if (file_ != entry.file) {
      file_ = entry.file;
      stream_ = std::ifstream(sources_[entry.file].path, std::ios::binary);
    }
    stream_.seekg(static_cast<std::streamoff>(entry.unit.first));
    for (std::uint64_t at = entry.unit.first; at <= entry.unit.last; at += kTsPacketBytes) {
      Packet packet{};
      if (!stream_.read(packet.data(), packet.size())) return false;
      if (pidOf(packet) == entry.unit.pid) writer.write(packet);
    }
    return true;
  }

 private:
  const std::vector<Source>& sources_;
  std::optional<std::size_t> file_;
  std::ifstream stream_;
};

// Where the room's own recording is there, nothing is missing that was ever encoded.
class Brought {
 public:
  explicit Brought(const std::vector<BroughtFile>& files) {
    for (const BroughtFile& file : files) {
      const bool follows = !ranges_.empty() && file.segment.begin <= ranges_.back().second;
      if (!follows) ranges_.emplace_back(file.segment.begin, file.segment.end);
      ranges_.back().second = file.segment.end;
    }
  }
  [[nodiscard]] bool covers(Ticks begin, Ticks end) const {
    return std::ranges::any_of(ranges_, [&](const auto& range) { return range.first <= begin && end <= range.second; });
  }

 private:
  std::vector<std::pair<Ticks, Ticks>> ranges_;
};

// A step that is much longer than the one before it, where nothing more was to be had.
std::vector<Hole> holesOf(const std::vector<FiledUnit>& units, const Brought& brought) {
  struct Track {
    std::optional<Ticks> last;
    Ticks step = 0;
  };
  std::map<std::uint16_t, Track> tracks;
  std::vector<Hole> holes;
  for (const FiledUnit& entry : units) {
    Track& track = tracks[entry.unit.pid];
    const Ticks last = track.last.value_or(entry.unit.pts);
    const Ticks step = entry.unit.pts - last;
    if (isHole(step, track.step) && !brought.covers(last, entry.unit.pts))
      holes.push_back({entry.unit.pid, last, entry.unit.pts});
    track = {.last = entry.unit.pts, .step = step};
  }
  return holes;
}

}  // namespace

std::vector<std::string> runsOf(const std::filesystem::path& site) {
  std::vector<std::string> runs;
  std::set<std::string> seen;
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (std::filesystem::directory_iterator entry(site, error), end; !error && entry != end; entry.increment(error)) {
    paths.push_back(entry->path());
  }
  // Received files have their time in front; runs of which nothing was received come before them.
  std::ranges::sort(paths, [](const auto& a, const auto& b) {
    const bool a_run = isRun(a.filename().string());
    return a_run != isRun(b.filename().string()) ? a_run : a < b;
  });
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    const std::string run = isRun(name) ? name : runOf(name);
    if (run.empty()) continue;
    if (!seen.insert(run).second) std::erase(runs, run);
    runs.push_back(run);
  }
  return runs;
}

Result<WholeRecording> writeWholeRecording(const std::filesystem::path& site, const std::string& run) {
  const auto received = receivedFiles(site, run);
  const auto brought = broughtFiles(site, run);
  std::vector<Source> sources;
  std::vector<FiledUnit> units_received;
  std::vector<FiledUnit> units_brought;
  // How often time stamps have wrapped is known of the segments; without them it does not matter.
  Ticks near = 0;
  for (const ReceivedFile& file : received) {
    sources.push_back({file.path, false});
    if (!brought.empty()) near = expectedAt(brought.front().segment, file.started_at);
    if (auto read = index(sources.back(), sources.size() - 1, near, units_received); !read) {
      return std::unexpected(read.error());
    }
    if (!units_received.empty()) near = units_received.back().unit.pts;
  }
  for (const BroughtFile& file : brought) {
    sources.push_back({file.path, true});
    if (auto read = index(sources.back(), sources.size() - 1, file.segment.begin, units_brought); !read) {
      return std::unexpected(read.error());
    }
  }
  const auto units = wholeUnits(std::move(units_received), std::move(units_brought));
  if (units.empty()) return fail("recording", "no_such_run", run);

  UnitCopier copier(sources);
  const Tables tables = copier.tables();
  if (!tables.complete()) return fail("recording", "not_readable", "no tables");
  const std::string first = received.empty() ? "brought-" + run : received.front().path.stem().string();
  WholeRecording whole{.file = site / (first + "-whole.ts"),
                       .units = units.size(),
                       .brought = 0,
                       .seconds = 0,
                       .holes = holesOf(units, Brought(brought))};
  const std::filesystem::path beside = whole.file.string() + ".new";
  Writer writer(beside);
  std::optional<Ticks> tables_at;
  for (const FiledUnit& entry : units) {
    if (entry.unit.keyframe || !tables_at || entry.unit.pts - *tables_at >= kTablesEvery) {
      writer.write(tables.pat());
      writer.write(tables.pmt());
      tables_at = entry.unit.pts;
    }
    if (!copier.copy(entry, writer)) return fail("recording", "not_readable", sources[entry.file].path.string());
    whole.brought += sources[entry.file].brought ? 1 : 0;
  }
  whole.seconds = static_cast<double>(units.back().unit.pts - units.front().unit.pts) / (kTicksPerMs * 1000);
  std::error_code error;
  const bool written = writer.finish();
  if (written) std::filesystem::rename(beside, whole.file, error);
  if (!written || error) {
    std::filesystem::remove(beside, error);
    return fail("recording", "not_written", whole.file.string());
  }
  return whole;
}

}  // namespace diemcau::centre
