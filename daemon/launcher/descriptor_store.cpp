// SPDX-License-Identifier: Apache-2.0
// Datagrams of sd_notify(3), and the descriptors in them.
#include "daemon/launcher/descriptor_store.h"

#include <glib-unix.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

namespace diemcau::launcher {
namespace {

constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kMostDescriptors = 8;  // in one message; the kernel closes what is more
constexpr std::size_t kLongestName = 64;

// It becomes part of a list with colons.
bool isName(std::string_view name) {
  const auto good = [](char c) { return c > ' ' && c < '\x7F' && c != ':'; };
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, good);
}

struct Wish {
  bool store = false;
  bool remove = false;
  std::string name = "stored";  // as systemd calls one without a name
};

Wish wishIn(std::string_view text) {
  Wish wish;
  for (const auto part : std::views::split(text, '\n')) {
    const std::string_view line(part);
    if (line == "FDSTORE=1") wish.store = true;
    if (line == "FDSTOREREMOVE=1") wish.remove = true;
    if (line.starts_with("FDNAME=")) wish.name = line.substr(line.find('=') + 1);
  }
  return wish;
}

std::vector<UniqueFd> descriptorsIn(msghdr& message) {
  std::vector<UniqueFd> found;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t at = 0; at < count; ++at) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + at * sizeof fd, sizeof fd);
      found.emplace_back(fd);
    }
  }
  return found;
}

}  // namespace

Result<std::unique_ptr<DescriptorStore>> DescriptorStore::create(std::filesystem::path socket) {
  const auto failed = [&](const char* why) { return fail("launcher", "no_store", socket.string() + ": " + why); };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = socket.string();
  if (name.size() >= sizeof address.sun_path) return failed("the name is too long");
  name.copy(address.sun_path, name.size());
  UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid() || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return failed(std::strerror(errno));
  }
  return std::unique_ptr<DescriptorStore>(new DescriptorStore(std::move(socket), std::move(fd)));
}

DescriptorStore::DescriptorStore(std::filesystem::path socket, UniqueFd fd)
    : socket_(std::move(socket)), fd_(std::move(fd)) {
  const auto readable = [](gint, GIOCondition, gpointer self) noexcept -> gboolean {
    static_cast<DescriptorStore*>(self)->receive();
    return G_SOURCE_CONTINUE;
  };
  watch_ = g_unix_fd_add(fd_.get(), G_IO_IN, readable, this);
}

DescriptorStore::~DescriptorStore() {
  g_source_remove(watch_);
  std::error_code ignored;
  std::filesystem::remove(socket_, ignored);
}

const std::map<std::string, UniqueFd>& DescriptorStore::kept() {
  receive();
  return kept_;
}

void DescriptorStore::receive() {
  while (receiveOne()) continue;
}

bool DescriptorStore::receiveOne() {
  std::array<char, kMostBytes> text;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> control;
  iovec data{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t length = ::recvmsg(fd_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (length < 0) return errno == EINTR;
  std::vector<UniqueFd> descriptors = descriptorsIn(message);
  const Wish wish = wishIn({text.data(), static_cast<std::size_t>(length)});
  if (!isName(wish.name)) return true;
  if (wish.remove) kept_.erase(wish.name);
  if (!wish.store || descriptors.size() != 1) return true;
  if (kept_.size() >= kMost && !kept_.contains(wish.name)) {
    spdlog::warn("{} is not kept: {} are", wish.name, kept_.size());
    return true;
  }
  kept_.insert_or_assign(wish.name, std::move(descriptors.front()));
  return true;
}

}  // namespace diemcau::launcher
