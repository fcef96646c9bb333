// SPDX-License-Identifier: Apache-2.0
// The SRT socket: options, handshake, sending, counters.
#include "daemon/media/uplink/srt_link.h"

#include <srt/logging_api.h>
#include <srt/srt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "contract/takes_twice.h"
#include "contract/unique_fd.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr int kConnectTimeoutMs = 3000;
// Acknowledgements come every 10 ms while data flows: 2 s without one is the end.
constexpr int kPeerIdleTimeoutMs = 2000;
constexpr auto kSilentAfter = 2000ms;
constexpr auto kProbeAfter = 250ms;
// libsrt itself gives a silent peer up after sixteen expirations, some 5 s: too long for a room on air.
constexpr auto kSuspectAfter = 500ms;
constexpr auto kProbeAgain = 500ms;
constexpr int kAes128 = 16;
// Packets in flight: 8 s at 8 Mb/s. The default of 25600 costs memory that a sender never uses.
constexpr int kFlowWindow = 8192;
constexpr std::size_t kLargestMessage = 1456;  // of live mode
constexpr int kReceiveBufferBytes = 64 * 1456;
// So long beyond the delay a message is kept until it is acknowledged. libsrt's own is a second in all: what waits in a
// queue longer than that would look as if it had been lost, and a line that is being emptied as if it carried nothing.
constexpr int kKeptMs = 3000;

template <class T>
bool set(int socket, SRT_SOCKOPT option, const T& value) {
  return ::srt_setsockflag(socket, option, &value, sizeof(value)) == 0;
}

bool set(int socket, SRT_SOCKOPT option, const std::string& text) {
  return ::srt_setsockflag(socket, option, text.data(), static_cast<int>(text.size())) == 0;
}

bool configure(int socket, const UplinkTarget& target, std::uint32_t latency_ms) {
  const bool no = false;
  return set(socket, SRTO_SNDSYN, no) && set(socket, SRTO_RCVSYN, no) &&
         set(socket, SRTO_LATENCY, static_cast<int>(latency_ms)) && set(socket, SRTO_PASSPHRASE, target.passphrase) &&
         set(socket, SRTO_PBKEYLEN, kAes128) && set(socket, SRTO_STREAMID, target.stream_id) &&
         set(socket, SRTO_RETRANSMITALGO, 1) && set(socket, SRTO_CONNTIMEO, kConnectTimeoutMs) &&
         set(socket, SRTO_PEERIDLETIMEO, kPeerIdleTimeoutMs) && set(socket, SRTO_FC, kFlowWindow) &&
         set(socket, SRTO_SNDDROPDELAY, kKeptMs) && set(socket, SRTO_RCVBUF, kReceiveBufferBytes);
}

// Not SRTO_BINDTODEVICE, which libsrt has only where it was built with it. False: errno says why.
bool useInterface(int socket, const Address& address, const std::string& interface) {
  UniqueFd udp(::socket(address.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_storage any{};
  any.ss_family = address.storage.ss_family;
  const auto length = static_cast<socklen_t>(interface.size());
  if (!udp.valid() || ::setsockopt(udp.get(), SOL_SOCKET, SO_BINDTODEVICE, interface.data(), length) != 0 ||
      ::bind(udp.get(), reinterpret_cast<const sockaddr*>(&any), address.length) != 0) {
    return false;
  }
  if (::srt_bind_acquire(socket, udp.get()) != 0) return false;
  (void)udp.release();  // libsrt closes it
  return true;
}

// libsrt counts 44 bytes of headers with each packet.
std::uint64_t deliveredOf(const SRT_TRACEBSTATS& raw, std::uint64_t given) {
  constexpr std::uint64_t kHeaders = 44;
  const auto payload = [](std::uint64_t bytes, std::int64_t packets) {
    return bytes - std::min(bytes, kHeaders * static_cast<std::uint64_t>(std::max<std::int64_t>(packets, 0)));
  };
  const std::uint64_t queued = payload(static_cast<std::uint64_t>(std::max(raw.byteSndBuf, 0)), raw.pktSndBuf);
  const std::uint64_t dropped = payload(raw.byteSndDropTotal, raw.pktSndDropTotal);
  return given - std::min(given, queued + dropped);
}

}  // namespace

SrtLibrary::SrtLibrary() {
  ::srt_startup();
  ::srt_setloglevel(LOG_CRIT);
}

SrtLibrary::~SrtLibrary() { ::srt_cleanup(); }

Result<std::unique_ptr<SrtLink>> SrtLink::open(const Address& address, const UplinkTarget& target,
                                               std::uint32_t latency_ms, Time now) {
  const int socket = ::srt_create_socket();
  if (socket == SRT_INVALID_SOCK) return fail("uplink", "not_opened", ::srt_getlasterror_str());
  std::unique_ptr<SrtLink> link(new SrtLink(socket, address, now));
  if (!configure(socket, target, latency_ms)) return fail("uplink", "not_opened", ::srt_getlasterror_str());
  if (!target.interface.empty() && !useInterface(socket, address, target.interface)) {
    return fail("uplink", "not_opened", target.interface + ": " + std::generic_category().message(errno));
  }
  // A refusal at this point stands in the socket's state, where poll() finds it.
  ::srt_connect(socket, reinterpret_cast<const sockaddr*>(&address.storage), static_cast<int>(address.length));
  return link;
}

SrtLink::~SrtLink() { ::srt_close(socket_); }

SrtLink::Phase SrtLink::poll(Time now) {
  if (phase_ == Phase::Ended) return phase_;
  switch (::srt_getsockstate(socket_)) {
    case SRTS_CONNECTED:
      if (phase_ == Phase::Connecting) begin();
      break;
    case SRTS_INIT:
    case SRTS_OPENED:
    case SRTS_CONNECTING:
      break;
    default:
      endFromState();
      return phase_;
  }
  if (phase_ == Phase::Connecting && !probe_.started() && now - opened_ > kProbeAfter) {
    probe_.start(address_.storage, address_.length);
  }
  if (const auto answer = probe_.check()) {
    end(phase_ == Phase::Connected ? LinkFault{ConditionType::UplinkBroken, answer->detail} : *answer);
  }
  return phase_;
}

SrtLink::Sent SrtLink::send(std::span<const std::uint8_t> message) {
  SRT_MSGCTRL control = srt_msgctrl_default;
  // Later than that the receiver has gone on without it: it is not sent again.
  control.msgttl = static_cast<int>(latency_ms_);
  const auto* data = reinterpret_cast<const char*>(message.data());
  if (::srt_sendmsg2(socket_, data, static_cast<int>(message.size()), &control) >= 0) {
    bytes_given_ += message.size();
    return Sent::Taken;
  }
  if (::srt_getlasterror(nullptr) == SRT_EASYNCSND) return Sent::Later;
  endFromState();
  return Sent::Ended;
}

const LinkStats& SrtLink::sample(Time now) {
  SRT_TRACEBSTATS raw{};
  if (phase_ != Phase::Connected || ::srt_bistats(socket_, &raw, 0, 1) != 0) return stats_;
  stats_ = {.rtt_ms = raw.msRTT,
            .send_buffer_ms = static_cast<double>(raw.msSndBuf),
            .packets_sent = static_cast<std::uint64_t>(raw.pktSentTotal),
            .packets_lost = static_cast<std::uint64_t>(raw.pktSndLossTotal),
            .packets_retransmitted = static_cast<std::uint64_t>(raw.pktRetransTotal),
            .bytes_sent = raw.byteSentTotal,
            .bytes_given = bytes_given_,
            .bytes_delivered = std::max(stats_.bytes_delivered, deliveredOf(raw, bytes_given_))};
  hear();
  const std::int64_t answers = std::int64_t{raw.pktRecvACKTotal} + raw.pktRecvNAKTotal;
  watchPeer(now, static_cast<std::uint64_t>(answers), raw.pktSndBuf > 0);
  stats_.silent_ms = std::chrono::duration<double, std::milli>(now - answered_at_).count();
  return stats_;
}

void SrtLink::hear() {
  std::array<char, kLargestMessage> bytes;
  const int size = ::srt_recvmsg(socket_, bytes.data(), static_cast<int>(bytes.size()));
  if (size <= 0) return;
  takes_twice_ = takes_twice_ || std::string_view(bytes.data(), static_cast<std::size_t>(size)) == kTakesTwice;
}

void SrtLink::watchPeer(Time now, std::uint64_t answers, bool outstanding) {
  if (!outstanding || answers != answers_ || answered_at_ == Time{}) {
    answers_ = answers;
    answered_at_ = now;
    return;
  }
  const auto silent = now - answered_at_;
  if (silent >= kSilentAfter) return end({ConditionType::UplinkBroken, "no acknowledgement"});
  if (silent < kSuspectAfter || now - probed_ < kProbeAgain) return;
  probed_ = now;
  probe_.start(address_.storage, address_.length);
}

void SrtLink::begin() {
  phase_ = Phase::Connected;
  int latency = 0;
  int size = sizeof(latency);
  ::srt_getsockflag(socket_, SRTO_PEERLATENCY, &latency, &size);
  latency_ms_ = static_cast<std::uint32_t>(latency);
}

void SrtLink::end(LinkFault fault) {
  phase_ = Phase::Ended;
  fault_ = std::move(fault);
}

void SrtLink::endFromState() {
  if (phase_ == Phase::Connected) {
    end({ConditionType::UplinkBroken, {}});
  } else {
    end(faultOfReject(::srt_getrejectreason(socket_)));
  }
}

}  // namespace diemcau::media
