// SPDX-License-Identifier: Apache-2.0
// The machine as the kernel describes it.
#include "daemon/agent/host_facts.h"

#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <format>
#include <sstream>
#include <utility>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
// Room for both copies of a Config, the logs and an update's metadata.
constexpr std::uint64_t kDiskLow = 256 * kMiB;
// Below this the kernel begins to write back and reread program text: pictures stall.
constexpr std::uint64_t kMemoryLow = 64 * kMiB;
// A sensor that says more or less than this is not measuring.
constexpr double kColdest = -50;
constexpr double kHottest = 200;

// The value of KEY=value or KEY="value".
std::string valueOf(const std::string& text, std::string_view key) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != '=') continue;
    std::string value = line.substr(key.size() + 1);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

// "MemTotal:        24684508 kB" in bytes.
std::uint64_t kilobytesOf(const std::string& text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return 0;
  std::istringstream words{text.substr(at + key.size(), 64)};
  std::uint64_t kilobytes = 0;
  words >> kilobytes;
  return kilobytes * 1024;
}

double firstNumber(const std::string& text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

HostFacts::HostFacts(std::filesystem::path root, std::filesystem::path state_directory)
    : root_(std::move(root)), state_(std::move(state_directory)) {
  utsname kernel{};
  if (::uname(&kernel) == 0) {
    names_.hostname = kernel.nodename;
    names_.kernel = kernel.release;
  }
  names_.os = valueOf(file("etc/os-release"), "PRETTY_NAME");
  names_.software = DIEMCAU_VERSION;
  boot_id_ = trimmed(file("proc/sys/kernel/random/boot_id"));
  if (boot_id_.empty()) boot_id_ = "unknown";
}

std::string HostFacts::file(const std::filesystem::path& below_root) const {
  return base::readFile(root_ / below_root, 64 * 1024).value_or(std::string{});
}

HostStatus HostFacts::read() const {
  HostStatus host = names_;
  const std::string memory = file("proc/meminfo");
  host.uptime_s = firstNumber(file("proc/uptime"));
  host.load1 = firstNumber(file("proc/loadavg"));
  host.memory_total_bytes = kilobytesOf(memory, "MemTotal:");
  host.memory_available_bytes = kilobytesOf(memory, "MemAvailable:");
  struct statvfs disk{};
  if (::statvfs(state_.c_str(), &disk) == 0) host.disk_free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  host.temperature_c = hottest();
  return host;
}

std::optional<double> HostFacts::hottest() const {
  std::optional<double> hottest;
  std::error_code error;
  for (const auto& zone : std::filesystem::directory_iterator(root_ / "sys/class/thermal", error)) {
    const auto text = base::readFile(zone.path() / "temp", 32);
    if (!text || text->empty()) continue;
    const double degrees = firstNumber(*text) / 1000;
    if (degrees > kColdest && degrees < kHottest) hottest = std::max(hottest.value_or(degrees), degrees);
  }
  return hottest;
}

std::uint64_t HostFacts::rssOf(std::uint32_t pid) const {
  if (pid == 0) return 0;
  std::istringstream words{file(std::format("proc/{}/statm", pid))};
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  words >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void judgeHost(const HostStatus& host, Timestamp now, ConditionSet& conditions) {
  const auto judge = [&](ConditionType type, std::uint64_t bytes, std::uint64_t least) {
    if (bytes < least) {
      conditions.set(type, now, std::format("{} MiB", bytes / kMiB));
    } else {
      conditions.clear(type);
    }
  };
  judge(ConditionType::DiskLow, host.disk_free_bytes, kDiskLow);
  judge(ConditionType::MemoryLow, host.memory_available_bytes, kMemoryLow);
}

}  // namespace diemcau::agent
