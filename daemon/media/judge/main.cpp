// SPDX-License-Identifier: Apache-2.0
// diemcau-judge: reads what an encoder gave (unit_parcel.h) from standard input and writes what is wrong with it to
// standard output, for diemcau-media; nothing where nothing is.
#include <gst/gst.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <span>
#include <vector>

#include "daemon/base/log.h"
#include "daemon/media/judge/unit_decoder.h"
#include "daemon/media/judge/unit_parcel.h"
#include "daemon/media/judge/unit_parser.h"

namespace {

using namespace diemcau::media;

// The parser's second and the decoder's three, and the start.
constexpr unsigned kWithinSeconds = 5;
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

std::vector<std::uint8_t> readAll() {
  std::vector<std::uint8_t> all;
  std::array<std::uint8_t, 65536> block;
  for (std::size_t count = 1; count > 0 && all.size() <= kMostBytes;) {
    count = std::fread(block.data(), 1, block.size(), stdin);
    const auto read = std::span(block).first(count);
    all.insert(all.end(), read.begin(), read.end());
  }
  return all;
}

}  // namespace

int main() {
  ::alarm(kWithinSeconds);
  diemcau::base::startLog("diemcau-judge");
  const auto parcel = unpack(readAll());
  if (!parcel) {
    std::fputs("diemcau-judge: not what diemcau-media writes\n", stderr);
    return 2;
  }
  gst_init(nullptr, nullptr);
  auto fault = faultOfParse(parcel->units, parcel->picture);
  if (!fault) fault = faultOfPictures(parcel->units, parcel->picture, parcel->points);
  return fault && std::fputs(fault->c_str(), stdout) == EOF ? 1 : 0;
}
