// SPDX-License-Identifier: Apache-2.0
// A segment's file gives back what was sealed, up to a cut, and nothing that was changed.
#include "daemon/recording/segment_file.h"

#include <algorithm>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/recording/sealed_file.h"

namespace {

using namespace diemcau;
using namespace diemcau::recording;
using namespace diemcau::recording::test;

void whatWasSealedComesBack() {
  for (const auto& sizes : std::vector<std::vector<std::size_t>>{{0}, {1}, {kChunkBytes, 0}, {188, kChunkBytes, 376}}) {
    const auto opened = NEED(openSegment(fileOf(sizes), kKey));
    CHECK(opened.end == SegmentEnd::Whole);
    CHECK(opened.header == kHeader);
    CHECK(opened.content == contentOf(sizes));
  }
}

void aCutCostsTheLastChunkAlone() {
  const std::vector<std::size_t> sizes{188, 376, 188};
  const Buffer file = fileOf(sizes);
  const Buffer content = contentOf(sizes);
  for (std::size_t length = kHeaderSize; length < file.size(); ++length) {
    const auto opened = NEED(openSegment(Bytes(file).first(length), kKey));
    CHECK(opened.end == SegmentEnd::CutOff);
    std::size_t whole = 0;
    std::size_t at = kHeaderSize;
    for (const std::size_t size : sizes) {
      at += size + kOverhead;
      if (at <= length) whole += size;
    }
    CHECK_EQ(whole, opened.content.size());
    CHECK(std::equal(opened.content.begin(), opened.content.end(), content.begin()));
  }
}

void zerosThatAFileGrewByAreACut() {
  Buffer file = fileOf({188, 188});
  file.resize(kHeaderSize + 188 + kOverhead);
  file.resize(file.size() + 4096, 0);
  const auto opened = NEED(openSegment(file, kKey));
  CHECK(opened.end == SegmentEnd::CutOff);
  CHECK_EQ(std::size_t{188}, opened.content.size());
}

void nothingThatWasChangedIsGivenBack() {
  const std::vector<std::size_t> sizes{188, 376};
  const Buffer content = contentOf(sizes);
  const Buffer file = fileOf(sizes);
  for (std::size_t at = 0; at < file.size(); ++at) {
    Buffer changed = file;
    changed[at] ^= 0x40;
    const auto opened = openSegment(changed, kKey);
    if (!opened) continue;
    CHECK(opened->end != SegmentEnd::Whole);
    CHECK(opened->content.size() < content.size());
    CHECK(std::equal(opened->content.begin(), opened->content.end(), content.begin()));
  }
}

void chunksHaveTheirPlace() {
  constexpr std::size_t kChunk = 188 + kOverhead;
  const Buffer file = fileOf({188, 188, 188});
  Buffer swapped = file;
  std::swap_ranges(swapped.begin() + kHeaderSize, swapped.begin() + kHeaderSize + kChunk,
                   swapped.begin() + kHeaderSize + kChunk);
  CHECK(NEED(openSegment(swapped, kKey)).end == SegmentEnd::Altered);
  // One taken out at the end, and the one before marked as the last.
  Buffer shortened = file;
  shortened.resize(kHeaderSize + 2 * kChunk);
  shortened[kHeaderSize + kChunk] |= 0x80;
  CHECK(NEED(openSegment(shortened, kKey)).end == SegmentEnd::Altered);
  // And something behind the last one.
  Buffer longer = file;
  longer.push_back(0);
  CHECK(NEED(openSegment(longer, kKey)).end == SegmentEnd::Altered);
}

void anotherKeyOpensNothing() {
  const auto opened = NEED(openSegment(fileOf({188, 188}), Key{1, 2, 4}));
  CHECK(opened.end == SegmentEnd::Altered);
  CHECK(opened.content.empty());
}

void theSameContentIsNeverTheSameFile() {
  const Buffer one = fileOf({188});
  const Buffer other = fileOf({188});
  CHECK(!std::equal(one.begin() + kHeaderSize, one.end(), other.begin() + kHeaderSize));
  const Buffer plain = counting(16);
  CHECK(std::ranges::search(one, plain).empty());
}

// Made by Python's cryptography: the key is zeros, the salt counts from 0.
void aFileOfAnotherImplementationIsRead() {
  const std::string file = diemcau::test::readWhole(diemcau::test::sourceFile("tests/fuzz/corpus/segment_file/whole"));
  const auto opened = NEED(openSegment({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, Key{}));
  CHECK(opened.end == SegmentEnd::Whole);
  CHECK(opened.header == kHeader);
  Buffer content(228, 'G');
  std::fill_n(content.begin() + 1, 187, std::uint8_t{0});
  CHECK(opened.content == content);
}

void whatIsNoSegmentIsRefused() {
  CHECK_EQ(std::string_view("not_a_segment"), openSegment({}, kKey).error().code);
  CHECK_EQ(std::string_view("not_a_segment"), openSegment(counting(4096), kKey).error().code);
  Buffer file = fileOf({188});
  CHECK_EQ(std::string_view("not_a_segment"), openSegment(Bytes(file).first(kHeaderSize - 1), kKey).error().code);
  file[8] = '/';  // of the run
  CHECK_EQ(std::string_view("not_a_segment"), openSegment(file, kKey).error().code);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatWasSealedComesBack), TEST(aCutCostsTheLastChunkAlone),
                             TEST(zerosThatAFileGrewByAreACut), TEST(nothingThatWasChangedIsGivenBack),
                             TEST(chunksHaveTheirPlace), TEST(anotherKeyOpensNothing),
                             TEST(theSameContentIsNeverTheSameFile), TEST(aFileOfAnotherImplementationIsRead),
                             TEST(whatIsNoSegmentIsRefused)});
}
