// SPDX-License-Identifier: Apache-2.0
// One picture after the other, one piece after the other.
#include "daemon/agent/picture_fetch.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <system_error>
#include <utility>

#include "daemon/agent/digest.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kIdle = 1s;
constexpr auto kTroublePause = 5s;
constexpr auto kRefusedPause = 30s;
constexpr std::chrono::milliseconds kTimeout{30'000};
constexpr mode_t kMode = 0644;
constexpr int kWhole = 200;
constexpr int kPart = 206;
constexpr int kBehindItsEnd = 416;
constexpr std::size_t kDigits = 12;  // of a name, in what people read

}  // namespace

std::vector<std::string> picturesOf(const ScreenConfig& screen) {
  std::vector<std::string> pictures;
  if (!screen.maket) return pictures;
  for (const std::string& picture : {screen.maket->background, screen.maket->logo}) {
    if (!picture.empty() && !std::ranges::contains(pictures, picture)) pictures.push_back(picture);
  }
  return pictures;
}

PictureFetch::PictureFetch(HttpClient& client, const CentreLink& link, const base::Clock& clock, fs::path directory,
                           std::function<void()> changed)
    : client_(client), link_(link), clock_(clock), directory_(std::move(directory)), changed_(std::move(changed)) {}

void PictureFetch::want(std::vector<std::string> pictures) {
  if (wanted_ == pictures) return;
  wanted_ = std::move(pictures);
  refused_.clear();
  call_.reset();
  fetching_.clear();
  bytes_.clear();
  again(0ms);
}

bool PictureFetch::isThere(const std::string& picture) const {
  std::error_code error;
  return fs::is_regular_file(directory_ / picture, error);
}

void PictureFetch::step() {
  if (call_ || wanted_.empty()) return;
  if (!link_.up()) return again(kIdle);
  if (!fetching_.empty()) return ask();
  const base::BootTime now = clock_.boot();
  bool all = true;
  for (const std::string& picture : wanted_) {
    if (isThere(picture)) continue;
    all = false;
    const auto refused = refused_.find(picture);
    if (refused != refused_.end() && now < refused->second.not_before) continue;
    fetching_ = picture;
    return ask();
  }
  if (!all) again(kIdle);
}

void PictureFetch::ask() {
  HttpRequest request;
  request.path = "/device/v1/pictures/" + fetching_;
  request.headers = {std::format("Range: bytes={}-{}", bytes_.size(), bytes_.size() + kPieceBytes - 1)};
  request.timeout = kTimeout;
  request.response_limit = kPieceBytes;
  call_ = client_.start(std::move(request), [this](const HttpResult& result) { answered(result); });
}

void PictureFetch::answered(const HttpResult& result) {
  call_.reset();
  if (!result && result.error().code == "response_too_large") return giveUp("the centre sends more than was asked for");
  if (!result || linkTroubleOf(result) || result->status >= 500) return again(kTroublePause);
  if (result->status != kWhole && result->status != kPart && result->status != kBehindItsEnd) {
    return giveUp(std::format("the centre does not give it: HTTP {}", result->status));
  }
  if (result->status == kWhole) bytes_.clear();
  if (result->status != kBehindItsEnd) bytes_ += result->body;
  if (bytes_.size() > kMostBytes) return giveUp(std::format("it has more than {} bytes", kMostBytes));
  const bool more = result->status == kPart && result->body.size() == kPieceBytes;
  if (more) return again(0ms);
  keep();
}

void PictureFetch::keep() {
  if (sha256Hex(bytes_) != fetching_) return giveUp("what the centre gives is another file");
  std::error_code error;
  fs::create_directories(directory_, error);
  const auto written = base::writeFileAtomically(directory_ / fetching_, bytes_, kMode, base::Durability::Durable);
  if (!written) return giveUp(written.error().describe());
  spdlog::info("picture {} is here, {} bytes", fetching_, bytes_.size());
  refused_.erase(fetching_);
  fetching_.clear();
  bytes_.clear();
  removeUnused();
  again(0ms);
  changed_();
}

void PictureFetch::giveUp(const std::string& why) {
  spdlog::warn("picture {}: {}", fetching_, why);
  refused_[fetching_] = {clock_.boot() + kRefusedPause, why};
  fetching_.clear();
  bytes_.clear();
  again(kIdle);
  changed_();
}

void PictureFetch::explain(std::vector<Condition>& conditions) const {
  std::string why;
  for (const auto& [picture, refusal] : refused_) {
    why += std::format("{}{}…: {}", why.empty() ? "" : ", ", picture.substr(0, kDigits), refusal.why);
  }
  const auto told = std::ranges::find(conditions, ConditionType::ScreenPictureMissing, &Condition::type);
  if (!why.empty() && told != conditions.end()) told->detail = why;
}

// The ones that were brought first go first.
void PictureFetch::removeUnused() const {
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> kept;
  for (const auto& entry : fs::directory_iterator(directory_, error)) {
    kept.emplace_back(entry.last_write_time(error), entry.path());
  }
  std::ranges::sort(kept);
  std::size_t count = kept.size();
  for (const auto& [written, path] : kept) {
    if (count <= kMostKept) return;
    if (std::ranges::contains(wanted_, path.filename().string())) continue;
    fs::remove(path, error);
    --count;
  }
}

void PictureFetch::again(std::chrono::milliseconds delay) {
  timer_.startOnce(delay, [this] { step(); });
}

}  // namespace diemcau::agent
