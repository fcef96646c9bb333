// SPDX-License-Identifier: Apache-2.0
// dbus-daemon with a configuration of its own.
#include "tests/support/private_bus.h"

#include <format>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

constexpr std::string_view kConfiguration = R"(<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

ProcessOptions options(const TempDir& dir) {
  writeWhole(dir / "bus.conf", std::format(kConfiguration, (dir / "bus").string()));
  ProcessOptions out;
  out.args = {"--config-file=" + (dir / "bus.conf").string(), "--nofork", "--nopidfile", "--print-address"};
  return out;
}

// The address is a line of its own, once the daemon listens.
std::string addressIn(const std::string& log) {
  const std::size_t begin = log.find("unix:path=");
  const std::size_t end = log.find('\n', begin);
  return begin == std::string::npos || end == std::string::npos ? "" : log.substr(begin, end - begin);
}

}  // namespace

PrivateBus::PrivateBus(const TempDir& dir) : daemon_("dbus-daemon", dir, options(dir)) {
  const auto up = [this] { return !(address_ = addressIn(daemon_.log())).empty() || !daemon_.running(); };
  if (!waitFor(std::chrono::seconds(10), up) || address_.empty()) {
    failAt("no private bus\n" + daemon_.logTail(), std::source_location::current());
  }
}

}  // namespace diemcau::test
