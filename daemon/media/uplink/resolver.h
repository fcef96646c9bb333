// SPDX-License-Identifier: Apache-2.0
// Name resolution that never keeps the sender waiting.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/result.h"

namespace diemcau::media {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

// One lookup. getaddrinfo() runs on a thread of its own ("resolver") because it may block for many
// seconds and cannot be cancelled: the object may go away before it ends. Thread-bound.
class Lookup {
 public:
  // `done` is called on that thread, once, when the answer can be taken.
  Lookup(const std::string& host, std::uint16_t port, std::function<void()> done);
  ~Lookup();
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  // Nothing while it is under way. Error: uplink.host_unknown. At least one address otherwise.
  [[nodiscard]] std::optional<Result<std::vector<Address>>> take();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace diemcau::media
