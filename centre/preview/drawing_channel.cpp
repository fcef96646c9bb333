// SPDX-License-Identifier: Apache-2.0
// Lengths and bytes.
#include "centre/preview/drawing_channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace diemcau::centre {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLengthBytes = 4;

bool mayBeTriedAgain() { return errno == EAGAIN || errno == EINTR; }

std::unexpected<Error> ended() { return fail("drawing", "ended", std::generic_category().message(errno)); }

}  // namespace

Result<void> DrawingChannel::send(std::string_view part, Time until) {
  std::string bytes;
  for (std::size_t i = kLengthBytes; i-- > 0;) bytes.push_back(static_cast<char>(part.size() >> (8 * i)));
  bytes.append(part);
  for (std::string_view left = bytes; !left.empty();) {
    const ssize_t sent = ::send(socket_.get(), left.data(), left.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && !mayBeTriedAgain()) return ended();
    left.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    if (sent >= 0) continue;
    if (auto ready = await(POLLOUT, until); !ready) return ready;
  }
  return {};
}

Result<std::string> DrawingChannel::receive(std::size_t most, Time until) {
  std::array<char, kLengthBytes> length{};
  if (auto filled = fill(length.data(), length.size(), until); !filled) {
    return std::unexpected(std::move(filled).error());
  }
  std::size_t size = 0;
  for (const char byte : length) size = size << 8U | static_cast<std::uint8_t>(byte);
  if (size > most) return fail("drawing", "too_large", std::to_string(size));
  std::string part(size, '\0');
  if (auto filled = fill(part.data(), size, until); !filled) return std::unexpected(std::move(filled).error());
  return part;
}

Result<void> DrawingChannel::fill(char* bytes, std::size_t size, Time until) {
  while (size > 0) {
    const ssize_t got = ::recv(socket_.get(), bytes, size, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && !mayBeTriedAgain())) return ended();
    if (got > 0) {
      bytes += got;
      size -= static_cast<std::size_t>(got);
    } else if (auto ready = await(POLLIN, until); !ready) {
      return ready;
    }
  }
  return {};
}

// A signal only lets the caller look once more.
Result<void> DrawingChannel::await(short event, Time until) const {
  const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
  if (left <= milliseconds(0)) return fail("drawing", "late");
  pollfd waited{.fd = socket_.get(), .events = event, .revents = 0};
  (void)::poll(&waited, 1, static_cast<int>(std::min(left, milliseconds(3'600'000)).count()));
  return {};
}

}  // namespace diemcau::centre
