// SPDX-License-Identifier: Apache-2.0
// Order, faults and what is left.
#include "daemon/media/encode/encoder_ladder.h"

#include <algorithm>
#include <format>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kOutAtFirst = 5min;
constexpr int kMostDoublings = 6;  // 5 min · 2⁶: 5 h 20 min

// A picture late or a stutter is better than none.
bool betterThanNone(PassedOver reason) { return reason == PassedOver::TooSlow || reason == PassedOver::HoldsFrames; }

std::string describe(std::string_view encoder, const EncoderFault& fault) {
  return std::format("{}: {}{}{}", encoder, nameOf(fault.reason), fault.detail.empty() ? "" : ", ", fault.detail);
}

}  // namespace

EncoderLadder::EncoderLadder(std::vector<VideoEncoderBackend> backends) : backends_(std::move(backends)) {
  for (const VideoEncoderBackend& backend : backends_) rungs_.emplace_back(&backend);
}

void EncoderLadder::want(EncoderWish wish, const PictureFormat& picture) {
  const bool other = wish != wish_ || picture.width != picture_.width || picture.height != picture_.height;
  wish_ = wish;
  picture_ = picture;
  if (other) {
    rungs_.clear();
    for (const VideoEncoderBackend& backend : backends_) rungs_.emplace_back(&backend);
    std::ranges::stable_partition(rungs_, [&](const Rung& rung) { return rung.backend->wish == wish; });
  }
  for (Rung& rung : rungs_) rung.unfit = rung.backend->match(picture);
}

EncoderLadder::Choice EncoderLadder::choose(MediaTime now) const {
  Choice choice;
  const Rung* last_resort = nullptr;
  double fastest = -1;
  for (const Rung& rung : rungs_) {
    const auto fault = faultOf(rung, now);
    if (!fault) {
      if (choice.best == nullptr) choice.best = rung.backend;
      if (choice.meanwhile == nullptr && !rung.backend->hardware) choice.meanwhile = rung.backend;
      continue;
    }
    const Proof* proof = proofOf(*rung.backend);
    if (betterThanNone(fault->reason) && proof != nullptr && proof->pictures_per_second > fastest) {
      fastest = proof->pictures_per_second;
      last_resort = &rung;
    }
  }
  if (choice.best == nullptr && last_resort != nullptr) choice.best = last_resort->backend;
  return choice;
}

std::optional<EncoderFault> EncoderLadder::faultOf(const Rung& rung, MediaTime now) const {
  if (rung.unfit) return rung.unfit;
  if (const auto hung = hung_.find(rung.backend->name); hung != hung_.end()) return hung->second;
  if (hasFallen(rung, now)) return rung.fallen;
  const Proof* proof = proofOf(*rung.backend);
  return proof != nullptr ? verdict(*proof, picture_.fps) : std::nullopt;
}

bool EncoderLadder::hasFallen(const Rung& rung, MediaTime now) const {
  return rung.fallen.has_value() && now < rung.out_until;
}

const Proof* EncoderLadder::proofOf(const VideoEncoderBackend& backend) const {
  const auto found = proofs_.find({backend.name, picture_.width, picture_.height});
  return found == proofs_.end() ? nullptr : &found->second;
}

void EncoderLadder::proven(const VideoEncoderBackend& backend, const PictureFormat& picture, const Proof& proof) {
  proofs_.insert_or_assign({backend.name, picture.width, picture.height}, proof);
}

void EncoderLadder::forgetInPlace() {
  const auto reads = [this](const auto& proof) {
    const auto backend = std::ranges::find(backends_, std::get<0>(proof.first), &VideoEncoderBackend::name);
    return backend != backends_.end() && backend->in_place;
  };
  std::erase_if(proofs_, reads);
}

void EncoderLadder::fell(const VideoEncoderBackend& backend, EncoderFault fault, MediaTime now) {
  Rung& rung = rungOf(backend);
  rung.fallen = std::move(fault);
  rung.out_until = now + kOutAtFirst * (1 << std::min(rung.falls++, kMostDoublings));
  proofs_.erase({backend.name, picture_.width, picture_.height});
}

void EncoderLadder::hung(const VideoEncoderBackend& backend, std::string detail) {
  hung_.insert_or_assign(backend.name, EncoderFault{PassedOver::Stalled, std::move(detail)});
}

void EncoderLadder::forgive() {
  for (Rung& rung : rungs_) rung.out_until = {};
}

EncoderLadder::Rung& EncoderLadder::rungOf(const VideoEncoderBackend& backend) {
  return *std::ranges::find(rungs_, &backend, &Rung::backend);
}

std::vector<const EncoderLadder::Rung*> EncoderLadder::above(const VideoEncoderBackend* working) const {
  std::vector<const Rung*> found;
  for (const Rung& rung : rungs_) {
    if (rung.backend == working) break;
    found.push_back(&rung);
  }
  return found;
}

std::vector<PassedOverEncoder> EncoderLadder::passedOver(const VideoEncoderBackend* working, MediaTime now) const {
  std::vector<PassedOverEncoder> passed;
  for (const Rung* rung : above(working)) {
    if (auto fault = faultOf(*rung, now)) {
      passed.push_back({std::string(rung->backend->name), fault->reason, std::move(fault->detail)});
    }
  }
  return passed;
}

std::optional<std::string> EncoderLadder::fallback(const VideoEncoderBackend* working, MediaTime now) const {
  for (const Rung* rung : above(working)) {
    const bool wished = rung->backend->wish == wish_;
    const auto fault = faultOf(*rung, now);
    if (fault && (wished || hasFallen(*rung, now) || hung_.contains(rung->backend->name))) {
      return describe(rung->backend->name, *fault);
    }
  }
  return std::nullopt;
}

bool EncoderLadder::softwareInstead(const VideoEncoderBackend* working, MediaTime now) const {
  if (working == nullptr || working->hardware) return false;
  return std::ranges::any_of(above(working), [&](const Rung* rung) {
    const auto fault = faultOf(*rung, now);
    if (!rung->backend->hardware || !fault) return false;
    return rung->backend->wish == wish_ || fault->reason != PassedOver::NotThere;
  });
}

}  // namespace diemcau::media
