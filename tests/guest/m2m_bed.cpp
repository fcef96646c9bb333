// SPDX-License-Identifier: Apache-2.0
// Pictures in, units out, and what they look like.
#include "tests/guest/m2m_bed.h"

#include <glib.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <cstdlib>
#include <format>

#include "daemon/media/guard/video_guard.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {

using namespace media;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kPixels = std::size_t{kSettings.picture.width} * kSettings.picture.height;

}  // namespace

void Shelf::onUnit(const EncodedUnit& unit) {
  const std::lock_guard lock(mutex_);
  units_.push_back({unit.keyframe, unit.pts, {unit.bytes.begin(), unit.bytes.end()}});
}

std::vector<KeptUnit> Shelf::all() {
  const std::lock_guard lock(mutex_);
  return units_;
}

void Bed::goOnUntil(const std::function<bool()>& holds) {
  CHECK(waitFor(60s, [&] {
    const std::size_t before = shelf.all().size();
    const CapsPtr caps = encoderCaps(nullptr, kSettings.picture);
    encoding.push(pictures.make(pushed++), caps.get());
    const auto next = std::chrono::steady_clock::now() + kSlot;
    (void)waitFor(1s, [&] {
      turnMainLoop();
      return shelf.all().size() > before && std::chrono::steady_clock::now() >= next;
    });
    return holds();
  }));
}

void Bed::goOn(std::size_t units) {
  const std::size_t wanted = shelf.all().size() + units;
  goOnUntil([&] { return shelf.all().size() >= wanted; });
}

VideoEncodeStatus Bed::status() const {
  VideoEncodeStatus status;
  encoding.describe(status);
  return status;
}

std::size_t Bed::start() {
  encoding.use(kSettings, EncoderWish::Auto);
  goOnUntil([&] { return status().encoder == "v4l2"; });
  return shelf.all().size();
}

Luma lumaOf(GstBuffer* picture) {
  Luma luma(kPixels);
  gst_buffer_extract(picture, 0, luma.data(), luma.size());
  return luma;
}

std::int64_t slotOf(std::chrono::nanoseconds pts) { return (pts + kSlot / 2) / kSlot; }

Luma lumaOfProof(std::int64_t slot) {
  static const ProofPictures pictures(kSettings.picture);
  return lumaOf(pictures.make(static_cast<std::uint32_t>(slot)).get());
}

double differenceOf(const std::vector<KeptUnit>& units, const std::function<Luma(std::int64_t)>& encoded) {
  const std::string description = std::format(
      "appsrc name=in format=time caps=video/x-fwht,width={},height={},framerate={}/1 ! v4l2fwhtdec ! videoconvert ! "
      "video/x-raw,format=I420 ! appsink name=out sync=false",
      kSettings.picture.width, kSettings.picture.height, kSettings.picture.fps);
  const ElementPtr pipeline(GST_ELEMENT(gst_object_ref_sink(gst_parse_launch(description.c_str(), nullptr))));
  const ElementPtr in(gst_bin_get_by_name(GST_BIN(pipeline.get()), "in"));
  const ElementPtr out(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  for (const KeptUnit& unit : units) {
    GstBuffer* buffer = gst_buffer_new_memdup(unit.bytes.data(), unit.bytes.size());
    GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(unit.pts.count());
    gst_app_src_push_buffer(GST_APP_SRC(in.get()), buffer);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  double worst = 0;
  std::size_t decoded = 0;
  for (; decoded < units.size(); ++decoded) {
    const SamplePtr sample(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 10 * GST_SECOND));
    if (!sample) break;
    const Luma ours = encoded(slotOf(units[decoded].pts));
    const Luma theirs = lumaOf(gst_sample_get_buffer(sample.get()));
    double sum = 0;
    for (std::size_t i = 0; i < kPixels; ++i) sum += std::abs(ours[i] - theirs[i]);
    worst = std::max(worst, sum / static_cast<double>(kPixels));
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  CHECK_EQ(units.size(), decoded);
  return worst;
}

}  // namespace diemcau::test
