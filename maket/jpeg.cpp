// SPDX-License-Identifier: Apache-2.0
// libjpeg-turbo, which leaves by longjmp: nothing in the frames between has a destructor.
#include "maket/jpeg.h"

#include <array>
#include <cstddef>
#include <cstdio>
#include <format>
#include <string>

#include <jpeglib.h>
#include <csetjmp>

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "picture";
constexpr int kMaxScans = 64;  // encoders make ten or so

struct Reader {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf back;
  std::array<char, JMSG_LENGTH_MAX> message;
};

Reader& readerOf(j_common_ptr info) { return *static_cast<Reader*>(info->client_data); }

[[noreturn]] void onError(j_common_ptr info) noexcept {
  Reader& reader = readerOf(info);
  info->err->format_message(info, reader.message.data());
  std::longjmp(reader.back, 1);
}

void onMessage(j_common_ptr) noexcept {}

void onProgress(j_common_ptr info) noexcept {
  Reader& reader = readerOf(info);
  if (reader.info.input_scan_number <= kMaxScans) return;
  std::snprintf(reader.message.data(), reader.message.size(), "more than %d passes", kMaxScans);
  std::longjmp(reader.back, 1);
}

void begin(Reader& reader, std::string_view bytes) {
  reader.info.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = onError;
  reader.errors.output_message = onMessage;
  reader.info.client_data = &reader;
  jpeg_create_decompress(&reader.info);
  reader.progress.progress_monitor = onProgress;
  reader.info.progress = &reader.progress;
  jpeg_mem_src(&reader.info, reinterpret_cast<const unsigned char*>(bytes.data()),
               static_cast<unsigned long>(bytes.size()));
}

bool readHeader(Reader& reader, std::string_view bytes) noexcept {
  if (setjmp(reader.back) != 0) return false;
  begin(reader, bytes);
  jpeg_read_header(&reader.info, TRUE);
  return true;
}

bool readPixels(Reader& reader, Picture& picture) noexcept {
  if (setjmp(reader.back) != 0) return false;
  reader.info.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress(&reader.info);
  while (reader.info.output_scanline < reader.info.output_height) {
    JSAMPROW row = picture.pixels.data() + reader.info.output_scanline * picture.stride();
    jpeg_read_scanlines(&reader.info, &row, 1);
  }
  jpeg_finish_decompress(&reader.info);
  return true;
}

std::unexpected<Error> malformed(const Reader& reader) {
  return fail(kDomain, "malformed", std::format("JPEG: {}", reader.message.data()));
}

}  // namespace

Result<Size> jpegSize(std::string_view bytes) {
  Reader reader{};
  const bool read = readHeader(reader, bytes);
  const Size size{reader.info.image_width, reader.info.image_height};
  jpeg_destroy_decompress(&reader.info);
  if (!read) return malformed(reader);
  return size;
}

Result<Picture> decodeJpeg(std::string_view bytes, std::uint64_t most_pixels) {
  Reader reader{};
  Picture picture;
  bool read = readHeader(reader, bytes);
  const Size size{reader.info.image_width, reader.info.image_height};
  const bool small = std::uint64_t{size.width} * size.height <= most_pixels;
  if (read && small) {
    picture = filledPicture(size, 128, 128, 128);
    read = readPixels(reader, picture);
  }
  jpeg_destroy_decompress(&reader.info);
  if (!read) return malformed(reader);
  if (!small) return fail(kDomain, "too_many_pixels", std::format("{}x{}", size.width, size.height));
  return picture;
}

}  // namespace diemcau::maket
