// SPDX-License-Identifier: Apache-2.0
// A small copy and what is found in it.
#include "daemon/media/status/picture_measure.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <numeric>
#include <vector>

namespace diemcau::media {
namespace {

constexpr std::uint32_t kWidth = 160;
constexpr std::size_t kSpan = 9;        // steps between ten pixels
constexpr double kEdge = 1.0 / 9;       // of the range from black to white
constexpr double kSharpest = 1.0 / 10;  // of the edges
constexpr double kBrightest = 1.0 / 100;

struct Copy {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> bytes;
};

Copy shrink(const LumaView& luma) {
  const std::uint32_t factor = std::max(1U, luma.width / kWidth);
  Copy copy{luma.width / factor, luma.height / factor, {}};
  copy.bytes.reserve(std::size_t{copy.width} * copy.height);
  std::vector<std::uint32_t> sums(copy.width);
  for (std::uint32_t y = 0; y < copy.height; ++y) {
    std::ranges::fill(sums, 0);
    for (std::uint32_t row = 0; row < factor; ++row) {
      const std::uint8_t* line = luma.bytes.data() + (std::size_t{y} * factor + row) * luma.stride;
      for (std::uint32_t& sum : sums) {
        for (std::uint32_t i = 0; i < factor; ++i) sum += *line++;
      }
    }
    for (const std::uint32_t sum : sums) copy.bytes.push_back(static_cast<std::uint8_t>(sum / (factor * factor)));
  }
  return copy;
}

std::uint64_t fingerprintOf(const LumaView& luma) {
  std::uint64_t print = luma.width;
  for (std::uint32_t y = 0; y < luma.height; ++y) {
    const auto line = luma.bytes.subspan(y * luma.stride, luma.width);
    std::size_t x = 0;
    for (; x + sizeof(std::uint64_t) <= line.size(); x += sizeof(std::uint64_t)) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, line.data() + x, sizeof eight);
      print = (print ^ eight) * 0x9E3779B97F4A7C15U;
      print ^= print >> 32;
    }
    for (; x < line.size(); ++x) print = (print ^ line[x]) * 0x100000001B3U;
  }
  return print;
}

// The edges along lines, each by its largest step's part of the whole.
struct Edges {
  std::size_t places = 0;
  std::vector<float> steepness;

  void addLine(const std::uint8_t* line, std::size_t length, std::size_t stride, int least) {
    constexpr std::size_t kNextPlace = 3;
    for (std::size_t begin = 0; begin + kSpan < length; begin += kNextPlace) {
      int low = line[begin * stride];
      int high = low;
      int before = low;
      int step = 0;
      for (std::size_t i = begin + 1; i <= begin + kSpan; ++i) {
        const int at = line[i * stride];
        low = std::min(low, at);
        high = std::max(high, at);
        step = std::max(step, std::abs(at - before));
        before = at;
      }
      ++places;
      if (high - low >= least) steepness.push_back(static_cast<float>(step) / static_cast<float>(high - low));
    }
  }
};

Edges edgesOf(const Copy& copy, int least) {
  constexpr std::size_t kNextLine = 2;
  Edges edges;
  for (std::size_t y = 0; y < copy.height; y += kNextLine) {
    edges.addLine(copy.bytes.data() + y * copy.width, copy.width, 1, least);
  }
  for (std::size_t x = 0; x < copy.width; x += kNextLine) {
    edges.addLine(copy.bytes.data() + x, copy.height, copy.width, least);
  }
  return edges;
}

// What the uppermost `share` of them begins with; 0: there are none.
template <class T>
double fromAbove(std::vector<T>& values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(static_cast<double>(values.size()) * share);
  std::ranges::nth_element(values, values.begin() + rank, std::greater<>());
  return static_cast<double>(values[static_cast<std::size_t>(rank)]);
}

}  // namespace

PictureMeasure measurePicture(const LumaView& luma) {
  Copy copy = shrink(luma);
  const double range = luma.white - luma.black;
  const auto level = [&](double value) { return std::max(0.0, value - luma.black) / range; };
  const auto count = static_cast<double>(std::max<std::size_t>(copy.bytes.size(), 1));
  const double sum = std::accumulate(copy.bytes.begin(), copy.bytes.end(), 0.0);
  Edges edges = edgesOf(copy, static_cast<int>(range * kEdge));
  PictureMeasure measure{.brightness = level(sum / count), .fingerprint = fingerprintOf(luma)};
  measure.highlights = level(fromAbove(copy.bytes, kBrightest));
  if (edges.places > 0) {
    measure.edges = static_cast<double>(edges.steepness.size()) / static_cast<double>(edges.places);
  }
  measure.sharpness = fromAbove(edges.steepness, kSharpest);
  return measure;
}

}  // namespace diemcau::media
