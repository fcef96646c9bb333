// SPDX-License-Identifier: Apache-2.0
// JPEG by libjpeg-turbo.
#include "daemon/base/jpeg.h"

#include <jpeglib.h>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace diemcau::base {
namespace {

constexpr int kQuality = 80;

struct Scaled {
  std::vector<std::uint8_t> rgb;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

// Each pixel is the mean of the source pixels that it covers.
Scaled scaleDown(const PixelView& pixels, std::uint32_t width) {
  Scaled out;
  out.width = width < pixels.width ? width : pixels.width;
  out.height = static_cast<std::uint32_t>(std::uint64_t{pixels.height} * out.width / pixels.width);
  if (out.height == 0) out.height = 1;
  out.rgb.resize(std::size_t{out.width} * out.height * 3);
  std::uint8_t* to = out.rgb.data();
  for (std::uint32_t y = 0; y < out.height; ++y) {
    const std::size_t top = std::uint64_t{y} * pixels.height / out.height;
    const std::size_t bottom = std::uint64_t{y + 1} * pixels.height / out.height;
    for (std::uint32_t x = 0; x < out.width; ++x) {
      const std::size_t left = std::uint64_t{x} * pixels.width / out.width;
      const std::size_t right = std::uint64_t{x + 1} * pixels.width / out.width;
      std::uint32_t sum[3] = {};
      std::uint32_t count = 0;
      for (std::size_t row = top; row < bottom || row == top; ++row) {
        const std::uint8_t* at = pixels.bytes.data() + row * pixels.stride + left * 4;
        for (std::size_t column = left; column < right || column == left; ++column, at += 4, ++count) {
          sum[0] += at[2];
          sum[1] += at[1];
          sum[2] += at[0];
        }
      }
      for (const std::uint32_t channel : sum) *to++ = static_cast<std::uint8_t>(channel / count);
    }
  }
  return out;
}

struct Failure {
  jpeg_error_mgr base;
  std::jmp_buf back;
};

[[noreturn]] void onError(j_common_ptr info) noexcept { std::longjmp(reinterpret_cast<Failure*>(info->err)->back, 1); }

void onMessage(j_common_ptr) noexcept {}

// Plain C inside, because libjpeg leaves by longjmp: nothing here has a destructor.
bool compress(const std::uint8_t* rgb, std::uint32_t width, std::uint32_t height, unsigned char** bytes,
              unsigned long* size) {
  jpeg_compress_struct info{};
  Failure failure{};
  info.err = jpeg_std_error(&failure.base);
  failure.base.error_exit = onError;
  failure.base.output_message = onMessage;
  if (setjmp(failure.back) != 0) {
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, bytes, size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(rgb + std::size_t{info.next_scanline} * width * 3);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

}  // namespace

Result<std::string> encodeJpeg(const PixelView& pixels, std::uint32_t width) {
  if (pixels.width == 0 || pixels.height == 0 || width == 0 || pixels.stride < std::size_t{pixels.width} * 4 ||
      pixels.bytes.size() < pixels.stride * (pixels.height - 1) + std::size_t{pixels.width} * 4) {
    return fail("jpeg", "not_encoded", "no pixels");
  }
  const Scaled scaled = scaleDown(pixels, width);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const bool done = compress(scaled.rgb.data(), scaled.width, scaled.height, &bytes, &size);
  std::string jpeg;
  if (done) jpeg.assign(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  if (!done) return fail("jpeg", "not_encoded");
  return jpeg;
}

}  // namespace diemcau::base
