// SPDX-License-Identifier: Apache-2.0
// The gateway's connections: from each publisher to its recording and to those that watch its site.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "centre/gateway/admission.h"
#include "centre/gateway/gateway.h"
#include "centre/gateway/path_join.h"
#include "centre/gateway/recorder.h"
#include "centre/gateway/srt_socket.h"
#include "centre/gateway/stream_meter.h"

namespace diemcau::centre {

// Thread-bound: all of it on the gateway's thread. Borrows desk and recorder.
//
// The whole picture and the small one are two streams, which never meet: with their own publishers, figures and
// watchers. What is said here is of each; but a small picture is not recorded.
//
// A second publisher of the same endpoint and path takes over: it proved to know the passphrase, and a box
// whose network changed must be back at once, not when its old connection has timed out. With another of its
// passphrases it stands beside the older one, until that one ends: so an endpoint goes over from one to the other
// without losing anything. What an endpoint sends over several paths is one stream, with one recording. Those that
// watch a site see its newest stream; they may come before it and stay when it goes.
class Relay {
 public:
  using Clock = std::chrono::steady_clock;

  Relay(SrtSocket listener, AdmissionDesk& desk, Recorder& recorder);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Waits at most `bound` for anything to happen and handles what did. Error: gateway.not_waiting.
  [[nodiscard]] Result<void> turn(std::chrono::milliseconds bound);
  // Cuts whoever would not be let in any more.
  void checkKeys();
  [[nodiscard]] std::vector<StreamStats> stats() const;

 private:
  // Of an endpoint or a site: the whole picture or the small one.
  struct Name {
    std::string of;
    StreamPicture picture = StreamPicture::Whole;

    friend auto operator<=>(const Name&, const Name&) = default;
  };
  [[nodiscard]] static Name streamOf(const StreamId& id) { return {id.user, id.picture}; }
  [[nodiscard]] static Name feedOf(const StreamId& id) { return {id.resource, id.picture}; }
  // One connection.
  struct Publisher {
    SrtSocket socket;
    Admission admission;
    int told = 0;                                    // how often, that messages may come twice
    std::optional<Clock::time_point> drain_until{};  // it has ended, but libsrt holds its last bytes back
  };
  // Of one endpoint, as long as one of its connections is there.
  struct Stream {
    Stream(Relay& relay, Name site, std::string run, std::uint64_t number);

    Name site;
    std::string run;                       // of the publisher that came last
    std::uint64_t number;                  // grows with each stream
    std::shared_ptr<Recording> recording;  // null: a small picture
    StreamMeter meter{Clock::now()};
    Timestamp since;  // of the last change of whether it is connected
    PathJoin join;
  };
  struct Requester {
    SrtSocket socket;
    Admission admission;
  };
  // Of an endpoint that is not connected now.
  struct Past {
    StreamStats stats;
    std::shared_ptr<Recording> recording;  // null: a small picture
  };
  // What those that watch a site get.
  struct Feed {
    const Stream* source = nullptr;
    std::vector<SRTSOCKET> requesters;
  };

  void acceptAll();
  void addPublisher(SrtSocket socket, Admission admission);
  void addRequester(SrtSocket socket, Admission admission);
  void handle(const SRT_EPOLL_EVENT& event);
  void receive(Publisher& publisher, int most);
  void tell(Publisher& publisher);
  void take(Stream& stream, std::string_view bytes);
  void fanOut(const Stream& stream, std::string_view bytes);
  void beginDraining(Publisher& publisher);
  void finishDrained();
  void endPublisher(SRTSOCKET socket);
  void endRequester(SRTSOCKET socket);
  [[nodiscard]] std::shared_ptr<Recording> beginRecording(const Name& site, const std::string& run);
  void chooseSource(const Name& site);
  [[nodiscard]] std::uint32_t connectionsOf(const Name& name) const;
  void sample(Clock::time_point now);
  [[nodiscard]] StreamStats statsOf(const Name& name, const Stream& stream) const;

  AdmissionDesk& desk_;
  Recorder& recorder_;
  SrtSocket listener_;
  int epoll_;
  std::map<SRTSOCKET, Publisher> publishers_;
  std::map<Name, std::unique_ptr<Stream>> streams_;  // by endpoint
  std::map<SRTSOCKET, Requester> requesters_;
  std::map<Name, Feed> feeds_;  // by site code
  std::map<Name, Past> past_;   // by endpoint
  std::uint64_t streams_seen_ = 0;
  Clock::time_point sampled_;
  std::array<char, 2048> buffer_{};  // one message; live mode's largest is 1456 bytes
};

}  // namespace diemcau::centre
