// SPDX-License-Identifier: Apache-2.0
// What a program wants to have back when it is started again, as systemd keeps it on the box.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "contract/result.h"
#include "contract/unique_fd.h"

namespace diemcau::launcher {

// The socket that one program sends descriptors to (sd_notify(3): FDSTORE, FDSTOREREMOVE, FDNAME), and those that are
// held; its other messages have no effect. Bound to the main thread.
class DescriptorStore {
 public:
  static constexpr std::size_t kMost = 4;

  // `socket`: in a directory that is this user's alone; a name of at most 107 bytes. It is removed with the store.
  // Error: launcher.no_store.
  [[nodiscard]] static Result<std::unique_ptr<DescriptorStore>> create(std::filesystem::path socket);
  ~DescriptorStore();
  DescriptorStore(const DescriptorStore&) = delete;
  DescriptorStore& operator=(const DescriptorStore&) = delete;

  [[nodiscard]] const std::filesystem::path& socket() const { return socket_; }
  // By name, with what has been sent up to now.
  [[nodiscard]] const std::map<std::string, UniqueFd>& kept();

 private:
  DescriptorStore(std::filesystem::path socket, UniqueFd fd);
  void receive();
  // False when nothing waits.
  bool receiveOne();

  const std::filesystem::path socket_;
  const UniqueFd fd_;
  unsigned watch_;  // GLib source of the socket
  std::map<std::string, UniqueFd> kept_;
};

}  // namespace diemcau::launcher
