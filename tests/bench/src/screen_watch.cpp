// SPDX-License-Identifier: Apache-2.0
// How long a change takes to a screen of Xvfb (-fbdir): bench_screen_watch FRAMEBUFFER NEW WATCHED
//
// Renames NEW over WATCHED, which is what the program under measurement looks at, and waits until the framebuffer has
// changed and then stayed as it is for a while; prints milliseconds from the rename to the last change.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <span>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kStill = 150ms;
constexpr auto kAtMost = 10s;
constexpr std::size_t kSamples = 4096;

// Bytes from all over it.
std::vector<std::uint8_t> sample(std::span<const std::uint8_t> pixels) {
  std::vector<std::uint8_t> bytes(kSamples);
  const std::size_t step = pixels.size() / kSamples | 1;
  for (std::size_t i = 0; i < kSamples; ++i) bytes[i] = pixels[i * step % pixels.size()];
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int fd = ::open(argv[1], O_RDONLY | O_CLOEXEC);
  struct stat about{};
  if (fd < 0 || ::fstat(fd, &about) != 0) return 1;
  const auto size = static_cast<std::size_t>(about.st_size);
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return 1;
  const std::span<const std::uint8_t> pixels(static_cast<const std::uint8_t*>(at), size);

  std::vector<std::uint8_t> last = sample(pixels);
  const Clock::time_point start = Clock::now();
  if (std::rename(argv[2], argv[3]) != 0) return 1;
  bool changed = false;
  Clock::time_point changed_at = start;
  for (;;) {
    std::this_thread::sleep_for(500us);
    const Clock::time_point now = Clock::now();
    std::vector<std::uint8_t> seen = sample(pixels);
    if (seen != last) {
      changed = true;
      changed_at = now;
      last = std::move(seen);
    }
    if (changed && now - changed_at > kStill) break;
    if (now - start > kAtMost) return 1;
  }
  std::printf("%.1f\n", std::chrono::duration<double, std::milli>(changed_at - start).count());
  return 0;
}
