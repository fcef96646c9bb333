// SPDX-License-Identifier: Apache-2.0
// A good encoder proves itself; each kind of bad one is told for what it is.
#include <cstdio>

#include "daemon/media/encode/encoder_proof.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/stall_watch.h"
#include "tests/unit/media/encoder_fakes.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr VideoSettings kSmall{{320, 180, 30}, 500, 2};

Proof proofOf(const std::string& description, std::shared_ptr<FakeDevice> device = {}) {
  return prove(pipedBackend(EncoderWish::V4l2, true, description, std::move(device)), kSmall,
               ProofPictures(kSmall.picture));
}

PassedOver reasonOf(const std::string& description, std::shared_ptr<FakeDevice> device = {}) {
  const auto fault = verdict(proofOf(description, std::move(device)), kSmall.picture.fps);
  if (!fault) failAt("it passed", std::source_location::current());
  std::printf("%s: %s\n", std::string(nameOf(fault->reason)).c_str(), fault->detail.c_str());
  return fault->reason;
}

const std::string kGood = kGoodX264;

void theSoftwareEncodersPass() {
  for (const auto& backend : {x264Backend(), openH264Backend()}) {
    for (const VideoSettings& settings : {kSmall, VideoSettings{{1280, 720, 30}, 2500, 2}}) {
      const Proof proof = prove(backend, settings, ProofPictures(settings.picture));
      if (proof.fault) failAt(proof.fault->detail, std::source_location::current());
      CHECK(proof.latency > 0ms);
      CHECK(proof.pictures_per_second > 0);
      CHECK(proof.took < proofBound(30));
      std::printf("%s %ux%u: %.0f ms, %.0f pictures a second, %.1f ms late\n", std::string(backend.name).c_str(),
                  settings.picture.width, settings.picture.height,
                  std::chrono::duration<double, std::milli>(proof.took).count(), proof.pictures_per_second,
                  std::chrono::duration<double, std::milli>(proof.latency).count());
    }
  }
}

void whatHoldsPicturesBackIsFound() {
  CHECK(reasonOf("x264enc name=codec aud=true byte-stream=true bframes=0 rc-lookahead=0 sync-lookahead=1 "
                 "sliced-threads=false threads=2") == PassedOver::HoldsFrames);
  CHECK(reasonOf("x264enc name=codec aud=true byte-stream=true speed-preset=ultrafast rc-lookahead=5") ==
        PassedOver::HoldsFrames);
  // As fast as it should be, and two pictures late.
  const auto late = verdict(proofOf(kGood + " ! identity sleep-time=25000 ! queue ! identity sleep-time=25000"), 25);
  CHECK(late && late->reason == PassedOver::HoldsFrames);
}

void whatIsTooSlowIsFound() {
  const Proof proof = proofOf(kGood + " ! identity sleep-time=30000");
  CHECK(!proof.fault);
  CHECK(!verdict(proof, 15));
  const auto fault = verdict(proof, 60);
  CHECK(fault && fault->reason == PassedOver::TooSlow);
  // Far too slow: it is not waited for.
  const Proof crawling = proofOf(kGood + " ! identity sleep-time=300000");
  CHECK(crawling.took < proofBound(30));
  const auto late = verdict(crawling, 30);
  CHECK(late && (late->reason == PassedOver::TooSlow || late->reason == PassedOver::HoldsFrames));
}

void whatGivesNothingIsFound() {
  CHECK(reasonOf(kGood + " ! identity drop-probability=1") == PassedOver::Stalled);
  CHECK(reasonOf(kGood + " ! identity eos-after=10") == PassedOver::Stalled);
}

void whatFailsIsFound() {
  CHECK(reasonOf(kGood + " ! identity error-after=10") == PassedOver::Failed);
  CHECK(reasonOf("no-such-element") == PassedOver::Failed);
  CHECK(reasonOf("capsfilter caps=video/x-raw,width=99 ! " + kGood) == PassedOver::Failed);
}

void outputThatIsNotAsPromisedIsFound() {
  // No delimiters; another size; another time; a picture in several units.
  CHECK(reasonOf("x264enc name=codec tune=zerolatency speed-preset=ultrafast aud=false byte-stream=true") ==
        PassedOver::OutputInvalid);
  CHECK(reasonOf("videoscale ! video/x-raw,width=160,height=90 ! " + kGood) == PassedOver::OutputInvalid);
  const auto device = std::make_shared<FakeDevice>();
  device->shifts = true;
  CHECK(reasonOf(kGood, device) == PassedOver::OutputInvalid);
  CHECK(reasonOf(kGood + " ! h264parse ! video/x-h264,stream-format=byte-stream,alignment=nal ! "
                         "capssetter join=false replace=true "
                         "caps=video/x-h264,stream-format=byte-stream,alignment=au,profile=main") ==
        PassedOver::OutputInvalid);
}

// Well-formed, and not what was to be seen.
void otherPicturesThanWereEncodedAreFound() {
  for (const char* spoilt : {"videobalance brightness=-1", "videoflip method=horizontal-flip"}) {
    const Proof proof = proofOf(std::string(spoilt) + " ! " + kGood);
    if (!proof.fault) failAt(spoilt, std::source_location::current());
    CHECK(proof.fault->reason == PassedOver::OutputInvalid);
    CHECK(proof.fault->detail.contains("levels off"));
  }
}

// The parser finds whole pictures; what is in them no decoder can make anything of.
void whatCannotBeDecodedIsFound() {
  const auto device = std::make_shared<FakeDevice>();
  device->garbles = true;
  CHECK(reasonOf(kGood, device) == PassedOver::OutputInvalid);
}

void whatGivesNoKeyframeWhenAskedIsFound() {
  // The request goes to an element that takes no notice.
  CHECK(reasonOf("identity name=codec ! x264enc tune=zerolatency speed-preset=ultrafast aud=true byte-stream=true") ==
        PassedOver::OutputInvalid);
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run(
      {TEST_IN_REAL_TIME(theSoftwareEncodersPass), TEST_IN_REAL_TIME(whatHoldsPicturesBackIsFound),
       TEST_IN_REAL_TIME(whatIsTooSlowIsFound), TEST_IN_REAL_TIME(whatGivesNothingIsFound),
       TEST_IN_REAL_TIME(whatFailsIsFound), TEST_IN_REAL_TIME(outputThatIsNotAsPromisedIsFound),
       TEST_IN_REAL_TIME(otherPicturesThanWereEncodedAreFound), TEST_IN_REAL_TIME(whatCannotBeDecodedIsFound),
       TEST_IN_REAL_TIME(whatGivesNoKeyframeWhenAskedIsFound)});
}
