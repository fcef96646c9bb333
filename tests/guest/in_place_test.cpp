// SPDX-License-Identifier: Apache-2.0
// A camera's pictures stay where the driver put them until they are encoded: vivid, and vicodec with its FWHT.
#include <fcntl.h>
#include <gst/allocators/gstdmabuf.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/media/capture/camera.h"
#include "daemon/media/encode/device_pictures.h"
#include "daemon/media/encode/video_pipeline.h"
#include "daemon/media/guard/video_guard.h"
#include "tests/guest/camera_bench.h"
#include "tests/guest/m2m_bed.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

// How many others hold a DMABUF, by the kernel: beside the descriptor and our own mapping those are the drivers that
// import it (Documentation/filesystems/proc.rst, "DMA Buffer files").
int holdersOf(int fd) {
  std::ifstream info("/proc/self/fdinfo/" + std::to_string(fd));
  constexpr std::string_view kCount = "count:";
  constexpr int kOurs = 2;
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with(kCount)) return std::atoi(line.c_str() + kCount.size()) - kOurs;
  }
  return 0;
}

// From a camera's driver to the encoder's. What it takes for VideoEncoding to choose it is shown elsewhere
// (media_video_encoding_test); here the encoder has the emulated machine for itself.
struct Room {
  base::EventLoop loop;
  Shelf shelf;
  EncodeMeter meter;
  std::unique_ptr<VideoPipeline> pipeline = start();
  base::SystemClock clock;
  const MediaTime origin = mediaNow();
  std::mutex mutex;                    // what follows
  std::map<std::int64_t, Luma> lumas;  // of what went into the encoder
  std::set<int> fds;                   // of the camera's memory, mapped
  std::set<int> imported;              // of those, what the encoder had
  bool keeps = false;
  std::vector<BufferPtr> kept;
  VideoGuard guard{origin,
                   clock,
                   {.picture = [this](BufferPtr picture, GstCaps* caps) { give(std::move(picture), caps); },
                    .changed = [](SourceState) {}}};
  Camera camera{loop,
                systemVideoDevices(),
                {.sample = [this](GstSample* sample, MediaTime captured) { guard.add(sample, captured, mediaNow()); },
                 .another = [this] { guard.expectSource(); },
                 .changed = [] {},
                 .readers = [](const PictureFormat&) { return true; }}};

  Room() {
    guard.setFormat(kSettings.picture, mediaNow());
    camera.use({}, kSettings.picture);
  }
  std::unique_ptr<VideoPipeline> start() {
    VideoSettings settings = kSettings;
    settings.in_place = true;
    return NEED(VideoPipeline::create(NEED(v4l2Backend(kFwht).create(settings)), 2s,
                                      {.sink = shelf, .meter = meter, .failed = {}}));
  }
  void give(BufferPtr picture, GstCaps* caps) {
    {
      const std::lock_guard lock(mutex);
      const auto pts = std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(picture.get())));
      lumas.insert_or_assign(slotOf(pts), lumaOf(picture.get()));
      GstMemory* memory = gst_buffer_peek_memory(picture.get(), 0);
      if (gst_is_dmabuf_memory(memory) != FALSE) fds.insert(gst_dmabuf_memory_get_fd(memory));
      if (keeps) kept.emplace_back(gst_buffer_ref(picture.get()));
    }
    pipeline->push(std::move(picture), caps);
  }
  void goOnUntil(const char* what, const std::function<bool()>& holds) {
    const bool came = waitFor(60s, [&] {
      turnMainLoop();
      (void)guard.tick(mediaNow());
      look();
      return holds();
    });
    if (const auto error = pipeline->takeError()) failAt(*error, std::source_location::current());
    if (!came) failAt(what, std::source_location::current());
  }
  void goOn(std::size_t units) {
    const std::size_t wanted = shelf.all().size() + units;
    goOnUntil("units", [&] { return shelf.all().size() >= wanted; });
  }
  void look() {
    const std::lock_guard lock(mutex);
    std::ranges::copy_if(fds, std::inserter(imported, imported.end()), [](int fd) { return holdersOf(fd) > 0; });
  }
  void unplug() {
    (void)inShell(dir, "unplug_vivid");
    goOnUntil("the slate", [&] { return guard.state() == SourceState::Replaced; });
  }
  // Its descriptors may have other numbers then.
  void plug() {
    {
      const std::lock_guard lock(mutex);
      fds.clear();
      imported.clear();
    }
    (void)inShell(dir, "plug_vivid");
    untilImported();
  }
  void untilImported() {
    goOnUntil("the camera's memory at the encoder", [&] { return imported.size() >= 3; });
  }
  // Pictures that are copies, and how many of the camera's buffers are kept.
  std::pair<std::size_t, std::size_t> keptOnes() {
    const std::lock_guard lock(mutex);
    std::set<const GstMemory*> shared;
    std::size_t copies = 0;
    for (const BufferPtr& picture : kept) {
      GstMemory* memory = gst_buffer_peek_memory(picture.get(), 0);
      if (gst_is_dmabuf_memory(memory) != FALSE) {
        shared.insert(memory);
      } else {
        ++copies;
      }
    }
    return {copies, shared.size()};
  }

  TempDir dir;
};

void theCamerasPicturesAreEncodedWhereTheyAre() {
  const Driver vivid("vivid", "load_vivid");
  Room room;
  room.untilImported();
  CHECK_EQ("YU12", room.camera.status().format);
  room.goOn(10);
  // The slate in its place is copied; the encoder does not notice.
  room.unplug();
  room.goOn(5);
  room.plug();
  room.goOn(10);
  const auto units = room.shelf.all();
  for (std::size_t i = 1; i < units.size(); ++i) CHECK(units[i].pts > units[i - 1].pts);
  const std::lock_guard lock(room.mutex);
  const double difference = differenceOf(units, [&](std::int64_t slot) { return room.lumas.at(slot); });
  std::printf("figure: %zu units, %.2f levels of luma lost at worst\n", units.size(), difference);
  CHECK(difference < 6);
}

// Five of its eight are away, three stay with the driver, and the rest is copied.
void whoKeepsPicturesTakesTheCameraNothingAway() {
  const Driver vivid("vivid", "load_vivid allocators=1");
  Room room;
  {
    const std::lock_guard lock(room.mutex);
    room.keeps = true;
  }
  room.goOnUntil("copies", [&] { return room.keptOnes().first >= 5; });
  CHECK_EQ(std::size_t{5}, room.keptOnes().second);
  // What is kept outlives its camera.
  room.unplug();
  {
    const std::lock_guard lock(room.mutex);
    for (const BufferPtr& picture : room.kept) {
      const auto pts = std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(picture.get())));
      CHECK(lumaOf(picture.get()) == room.lumas.at(slotOf(pts)));
    }
    room.keeps = false;
    room.kept.clear();
  }
  room.plug();
}

void whatTheDeviceCannotReadIsCopied() {
  GstElement* codec = gst_element_factory_make("v4l2fwhtenc", nullptr);
  gchar* node = nullptr;
  g_object_get(codec, "device", &node, nullptr);
  const auto pictures = NEED(DevicePictures::create(node, kSettings.picture));
  g_free(node);
  gst_object_unref(codec);
  const ProofPictures proof(kSettings.picture);
  const BufferPtr plain = proof.make(1);
  std::vector<BufferPtr> placed;
  for (BufferPtr next = pictures->place(plain.get()); next; next = pictures->place(plain.get())) {
    CHECK(gst_is_dmabuf_memory(gst_buffer_peek_memory(next.get(), 0)) != FALSE);
    CHECK(lumaOf(next.get()) == lumaOf(plain.get()));
    placed.push_back(std::move(next));
  }
  CHECK(placed.size() >= 4);
  // A file is no device's memory, whatever it is called; what comes from a device itself is read there.
  GstAllocator* allocator = gst_dmabuf_allocator_new();
  const TempDir dir;
  writeWhole(dir / "picture", std::string(gst_buffer_get_size(plain.get()), '\0'));
  const int fd = ::open((dir / "picture").c_str(), O_RDWR | O_CLOEXEC);
  const BufferPtr file(gst_buffer_new());
  gst_buffer_append_memory(file.get(), gst_dmabuf_allocator_alloc(allocator, fd, gst_buffer_get_size(plain.get())));
  gst_object_unref(allocator);
  CHECK(pictures->place(file.get()) == nullptr);  // nothing is left for a copy
  CHECK(pictures->place(placed.front().get()).get() == placed.front().get());
  placed.pop_back();
  const BufferPtr copy = pictures->place(file.get());
  CHECK(copy && copy.get() != file.get());
}

}  // namespace

// guest_m2m.sh has loaded the encoder.
int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  return run({TEST(whatTheDeviceCannotReadIsCopied), TEST(theCamerasPicturesAreEncodedWhereTheyAre),
              TEST(whoKeepsPicturesTakesTheCameraNothingAway)});
}
