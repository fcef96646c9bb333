// SPDX-License-Identifier: Apache-2.0
// Events of libsrt's sockets, and what each means for publishers, recordings and those that watch.
#include "centre/gateway/relay.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <ranges>
#include <tuple>
#include <utility>

#include "contract/takes_twice.h"

namespace diemcau::centre {
namespace {

constexpr int kMostMessagesATime = 64;  // of one publisher, before the others get their turn
constexpr std::size_t kMostRequesters = 256;
constexpr std::chrono::seconds kSampling{1};
constexpr int kTellings = 5;
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

void fill(StreamStats& stats, const Recording* recording) {
  if (recording == nullptr) return;
  RecordingView view = recording->view();
  stats.recording = view.state;
  stats.recorded_bytes = view.bytes;
  stats.recording_file = std::move(view.file);
  stats.recording_detail = std::move(view.detail);
}

std::string_view wordsFor(StreamPicture picture) {
  return picture == StreamPicture::Small ? "the small picture of " : "";
}

}  // namespace

Relay::Stream::Stream(Relay& relay, Name at, std::string of, std::uint64_t count)
    : site(std::move(at)),
      run(std::move(of)),
      number(count),
      recording(relay.beginRecording(site, run)),
      since(wallClock()),
      join({.another =
                [this, &relay] {
                  if (recording) recording->end();
                  recording = relay.beginRecording(site, run);
                },
            .message = [this, &relay](std::string_view bytes) { relay.take(*this, bytes); }}) {}

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
  for (const auto& stream : streams_ | std::views::values) {
    if (stream->recording) stream->recording->end();
  }
  srt_epoll_release(epoll_);
}

Result<void> Relay::turn(std::chrono::milliseconds bound) {
  std::array<SRT_EPOLL_EVENT, 64> events;
  const int count = srt_epoll_uwait(epoll_, events.data(), static_cast<int>(events.size()), bound.count());
  if (count == SRT_ERROR) return std::unexpected(srtError("not_waiting", "srt_epoll_uwait"));
  for (std::size_t i = 0; i < std::min(static_cast<std::size_t>(count), events.size()); ++i) handle(events[i]);
  finishDrained();
  const auto now = Clock::now();
  for (const auto& stream : streams_ | std::views::values) {
    if (stream->join.waiting()) stream->join.tick(now);
  }
  if (now - sampled_ >= kSampling) sample(now);
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
  const Name site = feedOf(admission.id);
  const Name endpoint = streamOf(admission.id);
  const std::string run = admission.id.run;
  const std::uint32_t path = admission.id.path;
  std::vector<SRTSOCKET> older;
  for (const auto& [id, publisher] : publishers_) {
    const StreamId& other = publisher.admission.id;
    if (streamOf(other) != endpoint) continue;
    const bool itself = other.path == path && (other.key == admission.id.key || publisher.drain_until);
    if (itself || feedOf(other) != site) older.push_back(id);
  }
  std::ranges::for_each(older, [this](SRTSOCKET id) { endPublisher(id); });
  spdlog::info("gateway: {} publishes {}site {}{}{}", endpoint.of, wordsFor(site.picture), site.of,
               path == 1 ? "" : std::format(" over path {}", path), older.empty() ? "" : ", instead of its older self");
  const SRTSOCKET id = socket.get();
  publishers_.emplace(id, Publisher{.socket = std::move(socket), .admission = std::move(admission)});
  past_.erase(endpoint);
  auto& stream = streams_[endpoint];
  if (stream == nullptr) {
    stream = std::make_unique<Stream>(*this, site, run, ++streams_seen_);
    chooseSource(site);
  }
  stream->run = run;
  if (connectionsOf(endpoint) == 1) stream->since = wallClock();
}

void Relay::addRequester(SrtSocket socket, Admission admission) {
  const int events = SRT_EPOLL_IN | SRT_EPOLL_ERR;
  if (requesters_.size() >= kMostRequesters) return desk_.noteRefused(admission, StreamRefusal::TooManyWatch);
  if (srt_epoll_add_usock(epoll_, socket.get(), &events) == SRT_ERROR) return;
  const SRTSOCKET id = socket.get();
  spdlog::info("gateway: {} watches {}site {}", admission.id.user, wordsFor(admission.id.picture),
               admission.id.resource);
  feeds_[feedOf(admission.id)].requesters.push_back(id);
  requesters_.emplace(id, Requester{std::move(socket), std::move(admission)});
}

void Relay::receive(Publisher& publisher, int most) {
  const StreamId& id = publisher.admission.id;
  Stream& stream = *streams_.at(streamOf(id));
  const auto now = Clock::now();
  for (int count = 0; count < most; ++count) {
    const int size = srt_recvmsg2(publisher.socket.get(), buffer_.data(), static_cast<int>(buffer_.size()), nullptr);
    if (size <= 0) return;
    stream.join.add(static_cast<std::uint32_t>(publisher.socket.get()),
                    std::string_view(buffer_.data(), static_cast<std::size_t>(size)), now);
  }
}

void Relay::take(Stream& stream, std::string_view bytes) {
  stream.meter.count(bytes.size());
  if (stream.recording) recorder_.append(*stream.recording, bytes);
  fanOut(stream, bytes);
}

// A requester whose buffer is full loses this message; nobody waits for it.
void Relay::fanOut(const Stream& stream, std::string_view bytes) {
  const Feed& feed = feeds_[stream.site];
  if (feed.source != &stream) return;
  for (const SRTSOCKET requester : feed.requesters) {
    srt_sendmsg2(requester, bytes.data(), static_cast<int>(bytes.size()), nullptr);
  }
}

void Relay::beginDraining(Publisher& publisher) {
  const Name endpoint = streamOf(publisher.admission.id);
  srt_epoll_remove_usock(epoll_, publisher.socket.get());
  publisher.drain_until = Clock::now() + latencyOf(publisher.socket.get()) + kDrainMargin;
  if (connectionsOf(endpoint) == 0) streams_.at(endpoint)->since = wallClock();
  spdlog::info("gateway: {}{} is gone{}", wordsFor(endpoint.picture), endpoint.of,
               publisher.admission.id.path == 1 ? "" : std::format(" from path {}", publisher.admission.id.path));
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
  if (Publisher& publisher = publishers_.at(socket); !publisher.drain_until) beginDraining(publisher);
  const auto node = publishers_.extract(socket);
  const StreamId& id = node.mapped().admission.id;
  const Name name = streamOf(id);
  const auto of_stream = [&name](const auto& entry) { return streamOf(entry.second.admission.id) == name; };
  Stream& stream = *streams_.at(name);
  stream.join.remove(static_cast<std::uint32_t>(socket), Clock::now());
  if (std::ranges::any_of(publishers_, of_stream)) return;
  if (stream.recording) stream.recording->end();
  past_[name] = Past{statsOf(name, stream), stream.recording};
  streams_.erase(name);
  chooseSource(feedOf(id));
}

void Relay::endRequester(SRTSOCKET socket) {
  const auto node = requesters_.extract(socket);
  std::erase(feeds_[feedOf(node.mapped().admission.id)].requesters, socket);
}

std::shared_ptr<Recording> Relay::beginRecording(const Name& site, const std::string& run) {
  return site.picture == StreamPicture::Small ? nullptr : recorder_.begin(site.of, run);
}

void Relay::chooseSource(const Name& site) {
  Feed& feed = feeds_[site];
  feed.source = nullptr;
  for (const auto& stream : streams_ | std::views::values) {
    const bool newer = feed.source == nullptr || stream->number > feed.source->number;
    if (stream->site == site && newer) feed.source = stream.get();
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

std::uint32_t Relay::connectionsOf(const Name& name) const {
  return static_cast<std::uint32_t>(std::ranges::count_if(publishers_, [&](const auto& entry) {
    return streamOf(entry.second.admission.id) == name && !entry.second.drain_until;
  }));
}

// Only boxes name their run, and they listen.
void Relay::tell(Publisher& publisher) {
  if (publisher.admission.id.run.empty() || publisher.told == kTellings) return;
  ++publisher.told;
  srt_sendmsg2(publisher.socket.get(), kTakesTwice.data(), static_cast<int>(kTakesTwice.size()), nullptr);
}

// Of all paths together; the round trip of the shortest.
void Relay::sample(Clock::time_point now) {
  sampled_ = now;
  std::map<Name, SRT_TRACEBSTATS> sums;
  for (Publisher& publisher : publishers_ | std::views::values) {
    tell(publisher);
    SRT_TRACEBSTATS counters{};
    if (srt_bistats(publisher.socket.get(), &counters, 1, 1) == SRT_ERROR) continue;
    const auto [entry, first] = sums.try_emplace(streamOf(publisher.admission.id), counters);
    if (!first) StreamMeter::add(entry->second, counters);
  }
  for (const auto& [name, sum] : sums) streams_.at(name)->meter.sample(sum, now);
}

StreamStats Relay::statsOf(const Name& name, const Stream& stream) const {
  StreamStats stats;
  stats.endpoint = name.of;
  stats.picture = name.picture;
  stats.paths = connectionsOf(name);
  stats.connected = stats.paths > 0;
  stats.since = stream.since;
  stream.meter.fill(stats);
  if (stream.join.numbered()) stats.packets_dropped = stream.join.missing();
  if (!stats.connected) stats.kbps = 0;
  const Feed& feed = feeds_.at(stream.site);
  if (stats.connected && feed.source == &stream) {
    stats.requesters = static_cast<std::uint32_t>(feed.requesters.size());
  }
  fill(stats, stream.recording.get());
  return stats;
}

std::vector<StreamStats> Relay::stats() const {
  std::vector<StreamStats> all;
  for (const auto& [name, stream] : streams_) all.push_back(statsOf(name, *stream));
  for (const Past& past : past_ | std::views::values) {
    all.push_back(past.stats);
    fill(all.back(), past.recording.get());
  }
  std::ranges::sort(all, {}, [](const StreamStats& stats) { return std::tie(stats.endpoint, stats.picture); });
  return all;
}

}  // namespace diemcau::centre
