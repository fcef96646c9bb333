// SPDX-License-Identifier: Apache-2.0
// The machine's facts out of a file system made for the test, and out of the real one.
#include "daemon/agent/host_facts.h"

#include <unistd.h>

#include <filesystem>

#include "daemon/agent/network_facts.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using namespace diemcau::agent;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

void put(const TempDir& dir, const char* file, std::string_view text) {
  std::filesystem::create_directories((dir / file).parent_path());
  writeWhole(dir / file, text);
}

void theKernelsFilesAreRead() {
  const TempDir dir;
  put(dir, "etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n");
  put(dir, "proc/sys/kernel/random/boot_id", "84340ff9-595f-4877-95a2-02f489e56280\n");
  put(dir, "proc/uptime", "2875.55 5000.10\n");
  put(dir, "proc/loadavg", "1.12 0.50 0.20 2/345 678\n");
  put(dir, "proc/meminfo", "MemTotal:       1000 kB\nMemFree:  10 kB\nMemAvailable:   700 kB\n");
  put(dir, "proc/42/statm", "900 100 20 1 0 50 0\n");
  put(dir, "sys/class/thermal/thermal_zone0/temp", "41000\n");
  put(dir, "sys/class/thermal/thermal_zone1/temp", "57500\n");
  put(dir, "sys/class/thermal/thermal_zone2/temp", "300000\n");
  const HostFacts facts{dir.path(), dir.path()};
  const HostStatus host = facts.read();
  CHECK_EQ(std::string{"Debian GNU/Linux 13 (trixie)"}, host.os);
  CHECK_EQ(std::string{"84340ff9-595f-4877-95a2-02f489e56280"}, facts.bootId());
  CHECK_EQ(2875.55, host.uptime_s);
  CHECK_EQ(1.12, host.load1);
  CHECK_EQ(1000U * 1024, host.memory_total_bytes);
  CHECK_EQ(700U * 1024, host.memory_available_bytes);
  CHECK_EQ(57.5, *host.temperature_c);
  CHECK_EQ(100U * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)), facts.rssOf(42));
  CHECK_EQ(0U, facts.rssOf(43));
}

void aMachineWithoutAnyOfThemIsStillReported() {
  const TempDir dir;
  const HostFacts facts{dir.path(), dir / "gone"};
  const HostStatus host = facts.read();
  CHECK(host.os.empty());
  CHECK_EQ(std::string{"unknown"}, facts.bootId());
  CHECK(!host.temperature_c);
  CHECK(!host.kernel.empty());
}

void thisMachineAnswers() {
  const HostFacts facts{"/", "/"};
  const HostStatus host = facts.read();
  CHECK(host.memory_total_bytes > host.memory_available_bytes);
  CHECK(host.memory_available_bytes > 0);
  CHECK(host.disk_free_bytes > 0);
  CHECK(host.uptime_s > 0);
  CHECK(!host.hostname.empty());
  CHECK(facts.rssOf(static_cast<std::uint32_t>(::getpid())) > 100'000);
}

void loopbackIsNoInterfaceWorthTelling() {
  for (const InterfaceStatus& interface : readInterfaces()) {
    CHECK(!interface.name.empty());
    CHECK(interface.name != "lo");
  }
}

void littleRoomIsACondition() {
  ConditionSet conditions;
  HostStatus host;
  host.disk_free_bytes = 100 * 1024 * 1024;
  host.memory_available_bytes = 10 * 1024 * 1024;
  judgeHost(host, {}, conditions);
  CHECK(conditions.has(ConditionType::DiskLow));
  CHECK(conditions.has(ConditionType::MemoryLow));
  host.disk_free_bytes = host.memory_available_bytes = 1024UL * 1024 * 1024;
  judgeHost(host, {}, conditions);
  CHECK(conditions.all().empty());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theKernelsFilesAreRead), TEST(aMachineWithoutAnyOfThemIsStillReported),
                             TEST(thisMachineAnswers), TEST(loopbackIsNoInterfaceWorthTelling),
                             TEST(littleRoomIsACondition)});
}
