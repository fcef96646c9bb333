// SPDX-License-Identifier: Apache-2.0
// What is dropped before a slow link, and what never is.
#include "daemon/media/uplink/unit_queue.h"

#include <malloc.h>

#include <string>
#include <vector>

#include "daemon/media/uplink/backoff.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

const UnitQueue::Time kStart{std::chrono::hours(1)};

// Units as letters: I and P pictures, s sound.
UnitQueue::Outcome push(UnitQueue& queue, char what, UnitQueue::Time now = kStart, std::size_t size = 100) {
  const std::vector<std::uint8_t> bytes(size, static_cast<std::uint8_t>(what));
  const auto kind = what == 's' ? UnitKind::Sound : UnitKind::Video;
  return queue.push({.kind = kind, .keyframe = what == 'I', .bytes = bytes}, now);
}

void pushAll(UnitQueue& queue, const std::string& units, UnitQueue::Time now = kStart) {
  for (const char unit : units) (void)push(queue, unit, now);
}

std::string popAll(UnitQueue& queue) {
  std::string units;
  for (UnitQueue::Unit unit; queue.pop(unit);) {
    units.push_back(unit.kind == UnitKind::Sound ? 's' : unit.keyframe ? 'I' : 'P');
  }
  return units;
}

void itBeginsWithAnIdrPicture() {
  UnitQueue queue;
  pushAll(queue, "IPs");
  CHECK_EQ(std::string(), popAll(queue));
  queue.open();
  pushAll(queue, "sPPsIsPs");
  CHECK_EQ(std::string("IsPs"), popAll(queue));
  queue.close();
  queue.open();
  pushAll(queue, "PsP");
  CHECK_EQ(std::string(), popAll(queue));
}

void stalePicturesGoWholeUpToTheNextIdrPicture() {
  UnitQueue queue;
  queue.open();
  pushAll(queue, "IPsPs");
  const auto fresh = queue.dropStale(kStart + 100ms, 200ms);
  CHECK_EQ(0U, fresh.dropped);
  const auto stale = queue.dropStale(kStart + 300ms, 200ms);
  CHECK_EQ(2U, stale.dropped);
  CHECK(stale.keyframe_wanted);
  const auto useless = push(queue, 'P', kStart + 310ms);
  CHECK(!useless.queued);
  CHECK(useless.keyframe_wanted);
  pushAll(queue, "sIP", kStart + 320ms);
  CHECK_EQ(std::string("IsssIP"), popAll(queue));
}

void anIdrPictureThatWaitsMakesThoseBeforeItNeedless() {
  UnitQueue queue;
  queue.open();
  pushAll(queue, "IPP", kStart);
  pushAll(queue, "IP", kStart + 250ms);
  const auto stale = queue.dropStale(kStart + 300ms, 200ms);
  CHECK_EQ(2U, stale.dropped);
  CHECK(!stale.keyframe_wanted);
  CHECK_EQ(std::string("IIP"), popAll(queue));
}

void soundIsKeptWhenPicturesFillTheQueue() {
  UnitQueue queue({.units = 64, .bytes = 10'000});
  queue.open();
  (void)push(queue, 'I', kStart, 4000);
  std::uint32_t dropped = 0;
  for (int i = 0; i < 20; ++i) {
    dropped += push(queue, 'P', kStart, 2000).dropped;
    CHECK(push(queue, 's', kStart, 100).queued);
  }
  const std::string left = popAll(queue);
  CHECK_EQ(20, std::ranges::count(left, 's'));
  CHECK_EQ(1, std::ranges::count(left, 'I'));
  CHECK_EQ(20U, dropped + static_cast<std::uint32_t>(std::ranges::count(left, 'P')));
}

void soundPassesThePicturesThatWait() {
  UnitQueue queue;
  queue.open();
  pushAll(queue, "IPsPs");
  UnitQueue::Unit unit;
  CHECK(queue.pop(unit, UnitKind::Sound) && unit.kind == UnitKind::Sound);
  CHECK(queue.pop(unit, UnitKind::Sound) && unit.kind == UnitKind::Sound);
  CHECK(!queue.pop(unit, UnitKind::Sound));
  CHECK_EQ(std::string("IPP"), popAll(queue));
}

// A disk or a line that is slow now and then makes many units wait.
void memoryOfWhatLeftIsGivenBack() {
  UnitQueue queue;
  queue.open();
  const auto used = [] { return static_cast<std::ptrdiff_t>(::mallinfo2().uordblks); };
  const std::ptrdiff_t before = used();
  for (int i = 0; i < 50; ++i) (void)push(queue, 'I', kStart, 50'000);
  CHECK_EQ(std::string(50, 'I'), popAll(queue));
  CHECK(used() - before < 100'000);
  for (int i = 0; i < 50; ++i) (void)push(queue, i == 0 ? 'I' : 'P', kStart, 50'000);
  CHECK_EQ(49U, queue.dropStale(kStart + 1s, 200ms).dropped);
  CHECK(used() - before < 150'000);
}

void triesComeAtOnceThenWithinTwoSeconds() {
  Backoff backoff(7);
  CHECK(backoff.next() == 0ms);
  auto longest = 0ms;
  for (int i = 0; i < 200; ++i) {
    const auto delay = backoff.next();
    CHECK(delay >= 0ms && delay < 2000ms);
    longest = std::max(longest, delay);
  }
  CHECK(longest > 1000ms);
  backoff.reset();
  CHECK(backoff.next() == 0ms);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(itBeginsWithAnIdrPicture), TEST(stalePicturesGoWholeUpToTheNextIdrPicture),
                             TEST(anIdrPictureThatWaitsMakesThoseBeforeItNeedless),
                             TEST(soundIsKeptWhenPicturesFillTheQueue), TEST(soundPassesThePicturesThatWait),
                             TEST(memoryOfWhatLeftIsGivenBack), TEST(triesComeAtOnceThenWithinTwoSeconds)});
}
