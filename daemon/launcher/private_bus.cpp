// SPDX-License-Identifier: Apache-2.0
// The message bus of one launcher.
#include "daemon/launcher/private_bus.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <format>
#include <thread>
#include <utility>

#include "contract/unique_fd.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::launcher {
namespace {

// dbus-daemon(1), CONFIGURATION FILE. Who reaches the socket (a directory of mode 0700) may do all.
constexpr const char* kConfiguration =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>custom</type>
  <listen>{}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

constexpr std::chrono::seconds kStartPatience{5};
constexpr std::chrono::milliseconds kStartPoll{5};

bool takesConnections(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = socket.string();
  if (name.size() >= sizeof address.sun_path) return false;
  name.copy(address.sun_path, name.size());
  const UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  return fd.valid() && ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

Result<PrivateBus> PrivateBus::prepare(const std::filesystem::path& run) {
  std::string directory = (std::filesystem::temp_directory_path() / "diemcau-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) return fail("launcher", "bus_not_started", std::strerror(errno));
  PrivateBus bus{directory, run / "bus.conf"};
  const std::string text = std::vformat(kConfiguration, std::make_format_args(bus.address_));
  auto written = base::writeFileAtomically(bus.configuration_, text, 0644, base::Durability::Volatile);
  if (!written) return std::unexpected(std::move(written.error()));
  return bus;
}

PrivateBus::PrivateBus(std::filesystem::path directory, std::filesystem::path configuration)
    : directory_(std::move(directory)),
      configuration_(std::move(configuration)),
      socket_(directory_ / "bus"),
      address_("unix:path=" + socket_.string()) {}

PrivateBus::PrivateBus(PrivateBus&& other) noexcept
    : directory_(std::exchange(other.directory_, {})),
      configuration_(std::move(other.configuration_)),
      socket_(std::move(other.socket_)),
      address_(std::move(other.address_)) {}

PrivateBus::~PrivateBus() {
  if (directory_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

Command PrivateBus::command() const {
  return {"bus", {"dbus-daemon", "--nofork", "--nopidfile", "--nosyslog", "--config-file=" + configuration_.string()}};
}

Result<void> PrivateBus::waitReady(const base::Clock& clock) const {
  const base::BootTime patience = clock.boot() + kStartPatience;
  while (!takesConnections(socket_)) {
    if (clock.boot() >= patience) return fail("launcher", "bus_not_started", "see bus.log");
    std::this_thread::sleep_for(kStartPoll);
  }
  return {};
}

}  // namespace diemcau::launcher
