// SPDX-License-Identifier: Apache-2.0
// A segment read in pieces is the same as one that is opened whole, however it is damaged.
#include "daemon/recording/segment_reader.h"

#include <algorithm>
#include <filesystem>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/recording/sealed_file.h"

namespace {

using namespace diemcau;
using namespace diemcau::recording;
using namespace diemcau::recording::test;

class Files {
 public:
  std::filesystem::path write(const Buffer& bytes) const {
    diemcau::test::writeWhole(dir_ / "segment", std::string(bytes.begin(), bytes.end()));
    return dir_ / "segment";
  }

 private:
  diemcau::test::TempDir dir_;
};

Buffer readAll(SegmentReader& reader, std::size_t piece) {
  Buffer content(reader.size());
  for (std::size_t at = 0; at < content.size(); at += piece) {
    CHECK(reader.read(at, std::span(content).subspan(at, std::min(piece, content.size() - at))));
  }
  return content;
}

void checkSame(const Files& files, const Buffer& bytes) {
  const auto opened = openSegment(bytes, kKey);
  const auto reader = SegmentReader::open(files.write(bytes), kKey);
  CHECK_EQ(opened.has_value(), reader.has_value());
  if (!opened) return;
  CHECK(opened->end == (*reader)->end());
  CHECK_EQ(opened->content.size(), (*reader)->size());
  CHECK(readAll(**reader, 1000) == opened->content);
}

void piecesMakeTheWhole() {
  const Files files;
  const std::vector<std::size_t> sizes{188, kChunkBytes, 376, kChunkBytes, 0};
  const auto reader = NEED(SegmentReader::open(files.write(fileOf(sizes)), kKey));
  CHECK(reader->end() == SegmentEnd::Whole);
  for (const std::size_t piece : {1000UL, 16UL * 1024, 200UL * 1024})
    CHECK(readAll(*reader, piece) == contentOf(sizes));
}

void anyPlaceCanBeReadFirst() {
  const Files files;
  const std::vector<std::size_t> sizes{188, kChunkBytes, 376, 188};
  const Buffer content = contentOf(sizes);
  const auto reader = NEED(SegmentReader::open(files.write(fileOf(sizes)), kKey));
  for (const std::size_t at : {content.size() - 10, std::size_t{0}, std::size_t{180}, 188 + kChunkBytes - 5}) {
    Buffer piece(10);
    CHECK(reader->read(at, piece));
    CHECK(std::equal(piece.begin(), piece.end(), content.begin() + static_cast<std::ptrdiff_t>(at)));
  }
  Buffer beyond(11);
  CHECK(!reader->read(content.size() - 10, beyond));
}

void damageIsSeenAlike() {
  const Files files;
  const Buffer file = fileOf({188, 376, 188});
  for (std::size_t length = 0; length < file.size(); length += 7) {
    checkSame(files, Buffer(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length)));
  }
  for (std::size_t at = 0; at < file.size(); at += 5) {
    Buffer changed = file;
    changed[at] ^= 0x40;
    checkSame(files, changed);
  }
  Buffer grown = file;
  grown.resize(kHeaderSize + 188 + kOverhead);
  grown.resize(grown.size() + 4096, 0);
  checkSame(files, grown);
  Buffer longer = file;
  longer.push_back(0);
  checkSame(files, longer);
  checkSame(files, fileOf({188, 188}, Key{1, 2, 4}));
}

void aFileThatChangesLaterIsNotTaken() {
  const Files files;
  Buffer file = fileOf({188, 376});
  const auto reader = NEED(SegmentReader::open(files.write(file), kKey));
  file[kHeaderSize + 10] ^= 1;
  (void)files.write(file);
  Buffer piece(188);
  CHECK(reader->read(188, piece));  // the chunk that is in memory
  CHECK(!reader->read(0, piece));
}

void whatIsNotThereIsAnError() {
  const Files files;
  CHECK_EQ("not_found", SegmentReader::open("/nonexistent/segment", kKey).error().code);
  CHECK_EQ("not_a_segment", SegmentReader::open(files.write({}), kKey).error().code);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(piecesMakeTheWhole), TEST(anyPlaceCanBeReadFirst), TEST(damageIsSeenAlike),
                             TEST(aFileThatChangesLaterIsNotTaken), TEST(whatIsNotThereIsAnError)});
}
