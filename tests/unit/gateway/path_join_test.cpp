// SPDX-License-Identifier: Apache-2.0
// What comes over two paths is one stream: in order, each message once, nothing waited for in vain.
#include "centre/gateway/path_join.h"

#include <algorithm>
#include <format>
#include <random>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::centre;
using namespace std::chrono_literals;

struct Bed {
  std::vector<std::string> out;
  std::size_t streams = 1;
  PathJoin join{{.another = [this] { ++streams; }, .message = [this](std::string_view m) { out.emplace_back(m); }}};
  PathJoin::Time now{1h};

  static std::string message(std::uint32_t number, std::uint32_t stream = 7) {
    std::string bytes(kTsPacketBytes, '\xFF');
    const std::array<std::uint8_t, 9> head = {0x47, 0x01, 0x00, 0x20, 183, 0x02, 10, 0xDC, 8};
    std::ranges::copy(head, bytes.begin());
    CHECK(writeMessageNumber({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}, {stream, number}));
    return bytes;
  }
  void come(std::uint32_t path, std::initializer_list<std::uint32_t> numbers) {
    for (const std::uint32_t number : numbers) join.add(path, message(number), now);
  }
  void expect(std::initializer_list<std::uint32_t> numbers) {
    std::vector<std::string> wanted;
    for (const std::uint32_t number : numbers) wanted.push_back(message(number));
    CHECK_EQ(wanted.size(), out.size());
    CHECK(wanted == out);
  }
};

void eachIsGivenOutOnce() {
  Bed bed;
  bed.come(1, {0, 1, 2});
  bed.come(2, {0, 1, 2, 3});
  bed.come(1, {3, 4});
  bed.expect({0, 1, 2, 3, 4});
  CHECK_EQ(std::uint64_t{0}, bed.join.missing());
}

void whatOnePathLostTheOtherBrings() {
  Bed bed;
  bed.come(2, {0});
  bed.come(1, {0, 1, 4, 5});
  bed.expect({0, 1});
  bed.come(2, {1, 2});
  bed.expect({0, 1, 2});
  bed.come(2, {3, 5});
  bed.expect({0, 1, 2, 3, 4, 5});
  CHECK_EQ(std::uint64_t{0}, bed.join.missing());
}

void whatBothLostIsNotWaitedFor() {
  Bed bed;
  bed.come(1, {0, 1, 3});
  bed.expect({0, 1, 3});
  bed.come(2, {0, 4});
  bed.expect({0, 1, 3, 4});
  bed.come(1, {6});
  bed.expect({0, 1, 3, 4});  // the other one may still have it
  bed.come(2, {6});
  bed.expect({0, 1, 3, 4, 6});
  CHECK_EQ(std::uint64_t{2}, bed.join.missing());
}

void aPathThatIsGoneOrSilentIsNotWaitedFor() {
  Bed bed;
  bed.come(2, {0});
  bed.come(1, {0, 1, 3});
  bed.expect({0, 1});
  bed.join.remove(2, bed.now);
  bed.expect({0, 1, 3});
  bed.come(2, {3});
  bed.come(1, {4, 6});
  bed.expect({0, 1, 3, 4});
  CHECK(bed.join.waiting());
  bed.now += 600ms;
  bed.join.tick(bed.now);
  bed.expect({0, 1, 3, 4, 6});
  CHECK(!bed.join.waiting());
}

void numbersGoOnBehindTheirLast() {
  Bed bed;
  bed.come(1, {0xFFFFFFFE, 0xFFFFFFFF, 0, 1});
  bed.come(2, {0xFFFFFFFF, 0});
  bed.expect({0xFFFFFFFE, 0xFFFFFFFF, 0, 1});
}

void anotherStreamBeginsAnewAndWhatIsLeftOfTheOldOneIsDropped() {
  Bed bed;
  bed.come(1, {100, 101});
  bed.join.add(1, Bed::message(0, 8), bed.now);
  CHECK_EQ(std::size_t{2}, bed.streams);
  bed.come(2, {102});
  bed.join.add(1, Bed::message(1, 8), bed.now);
  CHECK(bed.out == (std::vector{Bed::message(100), Bed::message(101), Bed::message(0, 8), Bed::message(1, 8)}));
}

void withoutNumbersAllPassesButPadding() {
  Bed bed;
  bed.join.add(1, "any bytes", bed.now);
  std::string null(kTsPacketBytes, '\xFF');
  null[0] = 0x47;
  null[1] = 0x1F;
  bed.join.add(1, null, bed.now);
  bed.join.add(1, "any bytes", bed.now);
  CHECK(bed.out == (std::vector<std::string>{"any bytes", "any bytes"}));
  CHECK(!bed.join.numbered());
}

// 5 % are lost on each path, by itself, once both have been heard; one is later than the other.
void twoLossyPathsAreOneWithoutLoss() {
  Bed bed;
  std::mt19937 random(1);
  constexpr std::uint32_t kMessages = 20'000;
  constexpr std::uint32_t kLater = 37;
  std::uint64_t lost_on_both = 0;
  std::vector<bool> lost(kMessages);
  const auto loses = [&] { return random() % 20 == 0; };
  for (std::uint32_t i = 0; i < kMessages + kLater; ++i) {
    if (i < kMessages) {
      lost[i] = i > kLater && i + 1 < kMessages && loses();
      if (!lost[i]) bed.come(1, {i});
    }
    if (i < kLater) continue;
    if (!loses()) {
      bed.come(2, {i - kLater});
    } else if (lost[i - kLater]) {
      ++lost_on_both;
    }
    bed.now += 1ms;
  }
  CHECK(lost_on_both > 0);
  CHECK_EQ(lost_on_both, bed.join.missing());
  CHECK_EQ(kMessages, bed.out.size() + bed.join.missing());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(eachIsGivenOutOnce), TEST(whatOnePathLostTheOtherBrings),
                             TEST(whatBothLostIsNotWaitedFor), TEST(aPathThatIsGoneOrSilentIsNotWaitedFor),
                             TEST(numbersGoOnBehindTheirLast),
                             TEST(anotherStreamBeginsAnewAndWhatIsLeftOfTheOldOneIsDropped),
                             TEST(withoutNumbersAllPassesButPadding), TEST(twoLossyPathsAreOneWithoutLoss)});
}
