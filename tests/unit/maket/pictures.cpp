// SPDX-License-Identifier: Apache-2.0
// Made here, but for the JPEG, which is a grey square of libjpeg's.
#include "tests/unit/maket/pictures.h"

#include <jpeglib.h>
#include <cstdio>
#include <cstdlib>

#include "maket/png.h"
#include "maket/sha256.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {
namespace {

std::string bigEndian(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::uint32_t crcOf(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

std::string chunk(const std::string& name, const std::string& content) {
  return bigEndian(static_cast<std::uint32_t>(content.size())) + name + content + bigEndian(crcOf(name + content));
}

std::string svgOf(const std::string& before, const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + before +
         "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 100 "
         "100\">" +
         inside + "<circle cx=\"50\" cy=\"50\" r=\"50\" fill=\"#00FF00\"/></svg>\n";
}

}  // namespace

std::string pngFile(std::uint32_t width, std::uint32_t height, std::uint8_t red, std::uint8_t green,
                    std::uint8_t blue) {
  return NEED(maket::encodePng(maket::filledPicture({width, height}, red, green, blue)));
}

std::string pngBomb(std::uint32_t width, std::uint32_t height) {
  const std::string header = bigEndian(width) + bigEndian(height) + std::string("\x08\x02\x00\x00\x00", 5);
  return std::string("\x89PNG\r\n\x1A\n") + chunk("IHDR", header) + chunk("IDAT", "") + chunk("IEND", "");
}

std::string jpegFile(std::uint32_t width, std::uint32_t height) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 1;
  info.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<JSAMPLE> row(width, 200);
  JSAMPROW rows = row.data();
  while (info.next_scanline < info.image_height) jpeg_write_scanlines(&info, &rows, 1);
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return file;
}

std::string svgFile(const std::string& inside) { return svgOf("", inside); }

std::string keepPicture(const std::filesystem::path& directory, const std::string& file) {
  maket::Sha256 hash;
  hash.add(file.data(), file.size());
  std::string name = hash.hex();
  std::filesystem::create_directories(directory);
  writeWhole(directory / name, file);
  return name;
}

std::string billionLaughs() {
  std::string type = "<!DOCTYPE svg [<!ENTITY a0 \"ha\">";
  for (int level = 1; level < 10; ++level) {
    const std::string name = "a" + std::to_string(level);
    type += "<!ENTITY " + name + " \"";
    for (int i = 0; i < 10; ++i) type += "&a" + std::to_string(level - 1) + ";";
    type += "\">";
  }
  return svgOf(type + "]>\n", "<text>&a9;</text>");
}

std::vector<RefusedSvg> refusedSvgs() {
  return {
      {"a file", svgFile("<use href=\"file:///etc/passwd\"/>")},
      {"an address", svgFile("<use xlink:href=\"https://example.org/a.svg#a\"/>")},
      {"a picture of another file", svgFile("<image href=\"other.png\" width=\"100\" height=\"100\"/>")},
      {"a picture within", svgFile("<image href=\"data:image/png;base64,iVBORw0KGgo=\" width=\"9\" height=\"9\"/>")},
      {"a filter's picture", svgFile("<filter id=\"f\"><feImage href=\"#a\"/></filter>")},
      {"a paint from elsewhere", svgFile("<rect width=\"9\" height=\"9\" fill=\"url( 'https://example.org/#p')\"/>")},
      {"a style from elsewhere", svgFile("<style>@import 'https://example.org/a.css';</style>")},
      {"the same in CDATA", svgFile("<style><![CDATA[ @import 'a.css'; ]]></style>")},
      {"a style sheet", svgOf("<?xml-stylesheet href=\"https://example.org/a.css\"?>", "")},
      {"a program", svgFile("<script>1</script>")},
      {"a page", svgFile("<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">1</p></foreignObject>")},
      {"an entity that is a file",
       svgOf("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "<text>&x;</text>")},
      {"a billion laughs", billionLaughs()},
  };
}

}  // namespace diemcau::test
