// SPDX-License-Identifier: Apache-2.0
// Events of libsrt's sockets, and what each means for publishers, recordings and those that watch.
#include "centre/gateway/relay.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace diemcau::centre {
namespace {

constexpr int kMostMessagesATime = 64;  // of one publisher, before the others get their turn
constexpr std::size_t kMostRequesters = 256;
constexpr std::chrono::seconds kSampling{1};
// libsrt gives messages out when they are due; this is how late it may be with that.
constexpr std::chrono::milliseconds kDrainMargin{50};

Timestamp wallClock() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds latencyOf(SRTSOCKET socket) {
  int ms = 0;
  int size = sizeof ms;
  srt_getsockflag(socket, SRTO_RCVLATENCY, &ms, &size);
  return std::chrono::milliseconds(ms);
}

void fill(StreamStats& stats, const Recording& recording) {
  RecordingView view = recording.view();
  stats.recording = view.state;
  stats.recorded_bytes = view.bytes;
  stats.recording_file = std::move(view.file);
  stats.recording_detail = std::move(view.detail);
}

}  // namespace

Relay::Relay(SrtSocket listener, AdmissionDesk& desk, Recorder& recorder)
    : desk_(desk),
      recorder_(recorder),
      listener_(std::move(listener)),
      epoll_(srt_epoll_create()),
      sampled_(Clock::now()) {
  const int events = SRT_EPOLL_IN;
  srt_epoll_add_usock(epoll_, listener_.get(), &events);
}

Relay::~Relay() {
  for (Publisher& publisher : publishers_ | std::views::values) publisher.recording->end();
  srt_epoll_release(epoll_);
}

Result<void> Relay::turn(std::chrono::milliseconds bound) {
  std::array<SRT_EPOLL_EVENT, 64> events;
  const int count = srt_epoll_uwait(epoll_, events.data(), static_cast<int>(events.size()), bound.count());
  if (count == SRT_ERROR) return std::unexpected(srtError("not_waiting", "srt_epoll_uwait"));
  for (std::size_t i = 0; i < std::min(static_cast<std::size_t>(count), events.size()); ++i) handle(events[i]);
  finishDrained();
  if (const auto now = Clock::now(); now - sampled_ >= kSampling) sample(now);
  return {};
}

void Relay::handle(const SRT_EPOLL_EVENT& event) {
  if (event.fd == listener_.get()) return acceptAll();
  if (requesters_.contains(event.fd)) return endRequester(event.fd);  // they have nothing to say but goodbye
  const auto found = publishers_.find(event.fd);
  if (found == publishers_.end()) return;
  receive(found->second, kMostMessagesATime);
  if ((event.events & SRT_EPOLL_ERR) != 0) beginDraining(found->second);
}

void Relay::acceptAll() {
  while (true) {
    SrtSocket socket(srt_accept(listener_.get(), nullptr, nullptr));
    if (!socket.valid()) return;
    auto admission = desk_.take(socket.get());
    if (!admission) continue;
    if (admission->id.mode == StreamMode::Publish) {
      addPublisher(std::move(socket), std::move(*admission));
    } else {
      addRequester(std::move(socket), std::move(*admission));
    }
  }
}

void Relay::addPublisher(SrtSocket socket, Admission admission) {
  const int events = SRT_EPOLL_IN | SRT_EPOLL_ERR;
  if (srt_epoll_add_usock(epoll_, socket.get(), &events) == SRT_ERROR) return;
  const std::string site = admission.id.resource;
  const std::string endpoint = admission.id.user;
  const std::string run = admission.id.run;
  std::vector<SRTSOCKET> older;
  for (const auto& [id, publisher] : publishers_) {
    if (publisher.admission.id.user == endpoint) older.push_back(id);
  }
  std::ranges::for_each(older, [this](SRTSOCKET id) { endPublisher(id); });
  spdlog::info("gateway: {} of site {} publishes{}", endpoint, site,
               older.empty() ? "" : ", instead of its older self");
  const SRTSOCKET id = socket.get();
  publishers_.emplace(id, Publisher{.socket = std::move(socket),
                                    .admission = std::move(admission),
                                    .recording = recorder_.begin(site, run),
                                    .meter = StreamMeter(Clock::now()),
                                    .since = wallClock(),
                                    .number = ++publishers_seen_});
  past_.erase(endpoint);
  chooseSource(site);
}

void Relay::addRequester(SrtSocket socket, Admission admission) {
  const int events = SRT_EPOLL_IN | SRT_EPOLL_ERR;
  if (requesters_.size() >= kMostRequesters) return spdlog::warn("gateway: too many watch, one more is cut");
  if (srt_epoll_add_usock(epoll_, socket.get(), &events) == SRT_ERROR) return;
  const SRTSOCKET id = socket.get();
  feeds_[admission.id.resource].requesters.push_back(id);
  requesters_.emplace(id, Requester{std::move(socket), std::move(admission)});
  spdlog::info("gateway: {} watches site {}", requesters_.at(id).admission.id.user,
               requesters_.at(id).admission.id.resource);
}

void Relay::receive(Publisher& publisher, int most) {
  for (int count = 0; count < most; ++count) {
    const int size = srt_recvmsg2(publisher.socket.get(), buffer_.data(), static_cast<int>(buffer_.size()), nullptr);
    if (size <= 0) return;
    const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(size));
    publisher.meter.count(bytes.size());
    recorder_.append(*publisher.recording, bytes);
    fanOut(publisher, bytes);
  }
}

// A requester whose buffer is full loses this message; nobody waits for it.
void Relay::fanOut(const Publisher& publisher, std::string_view bytes) {
  const Feed& feed = feeds_[publisher.admission.id.resource];
  if (feed.source != publisher.socket.get()) return;
  for (const SRTSOCKET requester : feed.requesters) {
    srt_sendmsg2(requester, bytes.data(), static_cast<int>(bytes.size()), nullptr);
  }
}

void Relay::beginDraining(Publisher& publisher) {
  srt_epoll_remove_usock(epoll_, publisher.socket.get());
  publisher.drain_until = Clock::now() + latencyOf(publisher.socket.get()) + kDrainMargin;
  publisher.since = wallClock();
  spdlog::info("gateway: {} is gone", publisher.admission.id.user);
}

void Relay::finishDrained() {
  std::vector<SRTSOCKET> done;
  for (auto& [id, publisher] : publishers_) {
    if (!publisher.drain_until) continue;
    receive(publisher, kMostMessagesATime);
    if (Clock::now() >= *publisher.drain_until) done.push_back(id);
  }
  std::ranges::for_each(done, [this](SRTSOCKET id) { endPublisher(id); });
}

void Relay::endPublisher(SRTSOCKET socket) {
  auto node = publishers_.extract(socket);
  Publisher& publisher = node.mapped();
  if (!publisher.drain_until) beginDraining(publisher);
  publisher.recording->end();
  past_[publisher.admission.id.user] = Past{statsOf(publisher), publisher.recording};
  chooseSource(publisher.admission.id.resource);
}

void Relay::endRequester(SRTSOCKET socket) {
  const auto node = requesters_.extract(socket);
  std::erase(feeds_[node.mapped().admission.id.resource].requesters, socket);
}

void Relay::chooseSource(const std::string& site) {
  Feed& feed = feeds_[site];
  feed.source = SRT_INVALID_SOCK;
  std::uint64_t newest = 0;
  for (const auto& [id, publisher] : publishers_) {
    if (publisher.admission.id.resource != site || publisher.number < newest) continue;
    newest = publisher.number;
    feed.source = id;
  }
}

void Relay::checkKeys() {
  std::vector<SRTSOCKET> publishers;
  for (const auto& [id, publisher] : publishers_) {
    if (!desk_.stillHolds(publisher.admission)) publishers.push_back(id);
  }
  std::ranges::for_each(publishers, [this](SRTSOCKET id) { endPublisher(id); });
  std::vector<SRTSOCKET> requesters;
  for (const auto& [id, requester] : requesters_) {
    if (!desk_.stillHolds(requester.admission)) requesters.push_back(id);
  }
  std::ranges::for_each(requesters, [this](SRTSOCKET id) { endRequester(id); });
}

void Relay::sample(Clock::time_point now) {
  sampled_ = now;
  for (Publisher& publisher : publishers_ | std::views::values) {
    SRT_TRACEBSTATS counters{};
    if (srt_bistats(publisher.socket.get(), &counters, 1, 1) != SRT_ERROR) publisher.meter.sample(counters, now);
  }
}

StreamStats Relay::statsOf(const Publisher& publisher) const {
  StreamStats stats;
  stats.endpoint = publisher.admission.id.user;
  stats.connected = !publisher.drain_until;
  stats.since = publisher.since;
  publisher.meter.fill(stats);
  if (!stats.connected) stats.kbps = 0;
  const Feed& feed = feeds_.at(publisher.admission.id.resource);
  if (stats.connected && feed.source == publisher.socket.get()) {
    stats.requesters = static_cast<std::uint32_t>(feed.requesters.size());
  }
  fill(stats, *publisher.recording);
  return stats;
}

std::vector<StreamStats> Relay::stats() const {
  std::vector<StreamStats> all;
  for (const Publisher& publisher : publishers_ | std::views::values) all.push_back(statsOf(publisher));
  for (const Past& past : past_ | std::views::values) {
    all.push_back(past.stats);
    fill(all.back(), *past.recording);
  }
  std::ranges::sort(all, {}, &StreamStats::endpoint);
  return all;
}

}  // namespace diemcau::centre
