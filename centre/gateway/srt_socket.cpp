// SPDX-License-Identifier: Apache-2.0
// libsrt's start, its options and its listener.
#include "centre/gateway/srt_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <syslog.h>

#include <cstdint>
#include <cstdlib>
#include <format>
#include <initializer_list>
#include <memory>
#include <mutex>

namespace diemcau::centre {
namespace {

constexpr int kBacklog = 64;
// What fits into one UDP packet of an Ethernet network: some senders use more than 7 TS packets.
constexpr int kLargestPayload = 1456;
constexpr int kOldestPeer = 0x010300;  // the first version with stream ids

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> resolve(const std::string& address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) return fail("gateway", "address_malformed", std::format("{}: {}", address, ::gai_strerror(error)));
  return Addresses(found, &::freeaddrinfo);
}

Result<void> configure(SRTSOCKET socket, const ListenerOptions& options, bool ipv6) {
  struct Flag {
    SRT_SOCKOPT option;
    int value;
    std::string_view name;
  };
  const std::initializer_list<Flag> flags = {{SRTO_RCVLATENCY, options.latency_ms, "latency"},
                                             {SRTO_PAYLOADSIZE, kLargestPayload, "payload size"},
                                             {SRTO_MINVERSION, kOldestPeer, "least version"}};
  for (const Flag& flag : flags) {
    if (auto set = setOption(socket, flag.option, flag.value, flag.name); !set) return set;
  }
  if (auto set = setOption(socket, SRTO_RCVSYN, false, "receiving without blocking"); !set) return set;
  if (auto set = setOption(socket, SRTO_SNDSYN, false, "sending without blocking"); !set) return set;
  if (auto set = setOption(socket, SRTO_ENFORCEDENCRYPTION, true, "enforced encryption"); !set) return set;
  if (ipv6) return setOption(socket, SRTO_IPV6ONLY, 0, "IPv4 beside IPv6");
  return {};
}

}  // namespace

void startSrt() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Its handler of the exit is there first, so it runs last. Without an option it would register none.
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr);
    srt_startup();
    std::atexit([] { srt_cleanup(); });
  });
  srt_setloglevel(LOG_CRIT);  // its warnings are what any caller can provoke
}

Error srtError(std::string_view code, std::string_view what) {
  return Error{"gateway", code, std::format("{}: {}", what, srt_getlasterror_str())};
}

Result<void> setOption(SRTSOCKET socket, SRT_SOCKOPT option, const void* value, int size, std::string_view name) {
  if (srt_setsockflag(socket, option, value, size) == SRT_ERROR)
    return std::unexpected(srtError("option_refused", name));
  return {};
}

Result<SrtSocket> listenOn(const ListenerOptions& options) {
  auto addresses = resolve(options.address, options.port);
  if (!addresses) return std::unexpected(addresses.error());
  const addrinfo& address = **addresses;
  const std::string where = std::format("{} port {}", options.address, options.port);
  SrtSocket socket(srt_create_socket());
  if (!socket.valid()) return std::unexpected(srtError("not_listening", where));
  if (auto set = configure(socket.get(), options, address.ai_family == AF_INET6); !set) {
    return std::unexpected(std::move(set.error()));
  }
  srt_listen_callback(socket.get(), options.hook, options.hook_data);
  if (srt_bind(socket.get(), address.ai_addr, static_cast<int>(address.ai_addrlen)) == SRT_ERROR ||
      srt_listen(socket.get(), kBacklog) == SRT_ERROR) {
    return std::unexpected(srtError("not_listening", where));
  }
  return socket;
}

std::uint16_t portOf(SRTSOCKET socket) {
  sockaddr_storage address{};
  int length = sizeof address;
  if (srt_getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == SRT_ERROR) return 0;
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace diemcau::centre
