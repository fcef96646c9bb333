// SPDX-License-Identifier: Apache-2.0
// Made by ffmpeg once, written picture by picture.
#include "tests/guest/film.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <format>
#include <memory>

#include "contract/unique_fd.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kEvery = 100ms;

struct Form {
  const char* fourcc;
  const char* told;
  const char* encode;  // ffmpeg's words for it
};
constexpr Form kForms[] = {
    {"YUYV", "YUYV", "-c:v rawvideo -pix_fmt yuyv422"},
    {"NV12", "NV12", "-c:v rawvideo -pix_fmt nv12"},
    {"MJPG", "MJPG", "-c:v mjpeg -q:v 5 -pix_fmt yuvj420p"},
    {"H264", "H264", "-c:v libx264 -preset ultrafast -tune zerolatency -g 10 -bf 0 -pix_fmt yuv420p"},
};

std::vector<std::string> picturesOf(const TempDir& dir, const std::string& fourcc) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    if (entry.path().filename().string().starts_with(fourcc)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> pictures;
  for (const auto& file : files) pictures.push_back(readWhole(file));
  if (pictures.empty()) failAt("no pictures of " + fourcc, std::source_location::current());
  return pictures;
}

void setFormat(int fd, const std::string& fourcc, std::size_t most) {
  v4l2_format format{};
  format.type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
  format.fmt.pix.width = kFilmWidth;
  format.fmt.pix.height = kFilmHeight;
  format.fmt.pix.pixelformat = v4l2_fourcc(fourcc[0], fourcc[1], fourcc[2], fourcc[3]);
  format.fmt.pix.field = V4L2_FIELD_NONE;
  format.fmt.pix.sizeimage = static_cast<std::uint32_t>(most);
  if (::ioctl(fd, VIDIOC_S_FMT, &format) != 0) {
    failAt(fourcc + ": " + std::strerror(errno), std::source_location::current());
  }
}

// A node of v4l2loopback is a camera while somebody writes to it.
bool captures(const std::string& node) {
  const UniqueFd fd(::open(node.c_str(), O_RDWR | O_CLOEXEC));
  v4l2_capability capability{};
  return fd.valid() && ::ioctl(fd.get(), VIDIOC_QUERYCAP, &capability) == 0 &&
         (capability.device_caps & V4L2_CAP_VIDEO_CAPTURE) != 0;
}

void write(const std::stop_token& stop, int fd, const std::vector<std::string>& pictures) {
  auto next = std::chrono::steady_clock::now();
  for (std::size_t i = 0; !stop.stop_requested(); ++i, next += kEvery) {
    std::this_thread::sleep_until(next);
    const std::string& picture = pictures[i % pictures.size()];
    if (::write(fd, picture.data(), picture.size()) < 0) return;
  }
}

}  // namespace

std::vector<Film> films(const TempDir& dir) {
  const std::string footage = "../shared/footage/room-webcam-480p30.mkv";
  const std::string size = std::format("{}:{}", kFilmWidth, kFilmHeight);
  std::string make = "ffmpeg -nostdin -v error -t 2 ";
  make += std::filesystem::exists(footage) ? "-i " + footage : "-f lavfi -i testsrc2=size=640x480:rate=30";
  for (const Form& form : kForms) {
    make += std::format(" -an -vf fps=10,scale={}:flags=fast_bilinear {} -f image2 {}/{}-%03d", size, form.encode,
                        dir.path().string(), form.fourcc);
  }
  make += std::format(
      " && gst-launch-1.0 -q videotestsrc num-buffers=20 ! "
      "video/x-bayer,format=bggr,width={},height={},framerate=10/1 ! multifilesink location={}/BA81-%03d",
      kFilmWidth, kFilmHeight, dir.path().string());
  (void)outputOf(dir, "bash", {"-c", make});
  std::vector<Film> all;
  for (const Form& form : kForms) all.push_back({form.fourcc, form.told, picturesOf(dir, form.fourcc)});
  all.push_back({"BA81", "YU12", picturesOf(dir, "BA81")});
  return all;
}

FilmCamera::FilmCamera(const std::string& node, const Film& film) {
  auto fd = std::make_shared<UniqueFd>(::open(node.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd->valid()) failAt(node + ": " + std::strerror(errno), std::source_location::current());
  setFormat(fd->get(), film.fourcc, std::ranges::max_element(film.pictures, {}, &std::string::size)->size());
  writer_ =
      std::jthread([fd, pictures = film.pictures](const std::stop_token& stop) { write(stop, fd->get(), pictures); });
  if (!waitFor(10s, [&] { return captures(node); })) failAt(node + " is no camera", std::source_location::current());
}

}  // namespace diemcau::test
