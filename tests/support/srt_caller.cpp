// SPDX-License-Identifier: Apache-2.0
// A blocking caller that reads without blocking.
#include "tests/support/srt_caller.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <syslog.h>

#include <algorithm>
#include <array>
#include <random>
#include <thread>

#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

constexpr std::size_t kMessage = 7 * 188;
constexpr int kBurst = 8;

void set(SRTSOCKET socket, SRT_SOCKOPT option, int value) { srt_setsockflag(socket, option, &value, sizeof value); }
void set(SRTSOCKET socket, SRT_SOCKOPT option, const std::string& value) {
  srt_setsockflag(socket, option, value.data(), static_cast<int>(value.size()));
}

}  // namespace

SrtCaller::SrtCaller(const Options& options) {
  srt_startup();  // ended with the process: srt_cleanup() would end it for others too
  srt_setloglevel(LOG_CRIT);
  socket_ = srt_create_socket();
  const bool blocking_receive = false;
  srt_setsockflag(socket_, SRTO_LATENCY, &options.latency_ms, sizeof options.latency_ms);
  if (options.send_buffer_bytes != 0) set(socket_, SRTO_SNDBUF, options.send_buffer_bytes);
  set(socket_, SRTO_CONNTIMEO, options.connect_ms);
  set(socket_, SRTO_SNDDROPDELAY, -1);
  if (!options.stream_id.empty()) set(socket_, SRTO_STREAMID, options.stream_id);
  if (!options.passphrase.empty()) set(socket_, SRTO_PASSPHRASE, options.passphrase);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (srt_connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == SRT_ERROR) {
    reject_reason_ = srt_getrejectreason(socket_);
  }
  srt_setsockflag(socket_, SRTO_RCVSYN, &blocking_receive, sizeof blocking_receive);
}

SrtCaller::~SrtCaller() { close(); }

bool SrtCaller::connected() const { return srt_getsockstate(socket_) == SRTS_CONNECTED; }

bool SrtCaller::send(std::string_view bytes) {
  for (int count = 1; !bytes.empty(); ++count) {
    const std::string_view message = bytes.substr(0, std::min(kMessage, bytes.size()));
    const int size = static_cast<int>(message.size());
    if (srt_sendmsg2(socket_, message.data(), size, nullptr) == SRT_ERROR) return false;
    bytes.remove_prefix(message.size());
    if (count % kBurst == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

bool SrtCaller::flush(std::chrono::milliseconds bound) {
  return waitFor(bound, [this] {
    std::size_t blocks = 0;
    std::size_t bytes = 0;
    return srt_getsndbuffer(socket_, &blocks, &bytes) != SRT_ERROR && blocks == 0;
  });
}

void SrtCaller::receive(std::string& to) {
  std::array<char, 2048> buffer;
  int size = 0;
  while ((size = srt_recvmsg2(socket_, buffer.data(), static_cast<int>(buffer.size()), nullptr)) > 0) {
    to.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

void SrtCaller::close() {
  if (socket_ != SRT_INVALID_SOCK) srt_close(socket_);
  socket_ = SRT_INVALID_SOCK;
}

std::string noise(std::size_t size, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  std::ranges::generate(bytes, [&random] { return static_cast<char>(random()); });
  return bytes;
}

}  // namespace diemcau::test
