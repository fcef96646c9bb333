// SPDX-License-Identifier: Apache-2.0
// getaddrinfo() on a thread that nobody waits for.
#include "daemon/media/uplink/resolver.h"

#include <netdb.h>
#include <pthread.h>

#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

namespace diemcau::media {
namespace {

Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (code != 0) return fail("uplink", "host_unknown", host + ": " + ::gai_strerror(code));
  std::vector<Address> addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    Address address;
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.length = entry->ai_addrlen;
    addresses.push_back(address);
  }
  ::freeaddrinfo(list);
  return addresses;
}

}  // namespace

struct Lookup::Shared {
  std::mutex mutex;
  std::optional<Result<std::vector<Address>>> answer;
  std::function<void()> done;  // cleared when the lookup is no longer wanted
};

Lookup::Lookup(const std::string& host, std::uint16_t port, std::function<void()> done)
    : shared_(std::make_shared<Shared>()) {
  shared_->done = std::move(done);
  std::thread thread([shared = shared_, host, port] {
    auto answer = resolve(host, port);
    const std::lock_guard lock(shared->mutex);
    shared->answer = std::move(answer);
    if (shared->done) shared->done();
  });
  ::pthread_setname_np(thread.native_handle(), "resolver");
  thread.detach();
}

Lookup::~Lookup() {
  const std::lock_guard lock(shared_->mutex);
  shared_->done = nullptr;
}

std::optional<Result<std::vector<Address>>> Lookup::take() {
  const std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->answer, std::nullopt);
}

}  // namespace diemcau::media
