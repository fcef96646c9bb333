// SPDX-License-Identifier: Apache-2.0
// Correlation of loudness, then of samples.
#include "tests/support/speech_match.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace diemcau::test {
namespace {

constexpr std::size_t kBlock = kMatchHz / 50;  // 20 ms
constexpr double kSilent = 0.1;                // of the mean loudness: no speech

double energy(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * sample;
  return sum;
}

double correlation(std::span<const float> a, std::span<const float> b) {
  double product = 0;
  for (std::size_t i = 0; i < a.size(); ++i) product += static_cast<double>(a[i]) * b[i];
  const double power = std::sqrt(energy(a) * energy(b));
  return power > 0 ? product / power : 0;
}

std::vector<float> loudness(std::span<const float> samples) {
  std::vector<float> blocks;
  float mean = 0;
  for (std::size_t at = 0; at + kBlock <= samples.size(); at += kBlock) {
    blocks.push_back(static_cast<float>(std::sqrt(energy(samples.subspan(at, kBlock)) / kBlock)));
    mean += blocks.back();
  }
  for (float& block : blocks) block -= mean / static_cast<float>(blocks.size());
  return blocks;
}

// Where `piece` is most like the part of `of` that begins there, between two places.
std::size_t bestPlace(std::span<const float> of, std::span<const float> piece, std::size_t from, std::size_t to) {
  std::size_t best = from;
  double most = -2;
  for (std::size_t at = from; at <= std::min(to, of.size() - piece.size()); ++at) {
    const double like = correlation(of.subspan(at, piece.size()), piece);
    if (like <= most) continue;
    most = like;
    best = at;
  }
  return best;
}

double alike(std::span<const float> original, std::span<const float> piece) {
  const double usual = energy(original) / static_cast<double>(original.size()) * kBlock;
  double sum = 0;
  int count = 0;
  for (std::size_t at = 0; at + kBlock <= piece.size(); at += kBlock) {
    const auto block = original.subspan(at, kBlock);
    if (energy(block) < kSilent * usual) continue;
    sum += correlation(block, piece.subspan(at, kBlock));
    ++count;
  }
  return sum / std::max(count, 1);
}

}  // namespace

SpeechMatch matchSpeech(std::span<const float> recording, std::span<const float> piece) {
  const auto of = loudness(recording);
  const std::size_t block = bestPlace(of, loudness(piece), 0, of.size());
  // The samples of its middle tell the place.
  const std::size_t middle = piece.size() / 4;
  const std::size_t about = block * kBlock + middle;
  const std::size_t from = about - std::min(about, kBlock);
  const std::size_t there = bestPlace(recording, piece.subspan(middle, piece.size() / 2), from, about + kBlock);
  const std::size_t at = there - std::min(there, middle);
  const auto original = recording.subspan(at, std::min(piece.size(), recording.size() - at));
  const auto same = piece.first(original.size());
  return {at, alike(original, same)};
}

}  // namespace diemcau::test
