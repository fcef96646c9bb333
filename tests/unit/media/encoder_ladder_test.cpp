// SPDX-License-Identifier: Apache-2.0
// Which encoder is taken, and what is said of those that are not.
#include "daemon/media/encode/encoder_ladder.h"

#include <memory>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr PictureFormat kPicture{1280, 720, 30};
constexpr PictureFormat kLarge{1920, 1080, 30};
const MediaTime kNow = 1000s;

Proof good(double pictures_per_second = 120) { return {{}, 300ms, 5ms, pictures_per_second}; }
Proof bad(PassedOver reason) { return {EncoderFault{reason, "as seen"}, 300ms, 0ms, 0}; }

// The five of the product, with match() as the test wants it.
struct Bed {
  std::shared_ptr<std::map<EncoderWish, EncoderFault>> unfit = std::make_shared<std::map<EncoderWish, EncoderFault>>();
  EncoderLadder ladder;

  Bed() : ladder(backends(unfit)) {}

  static std::vector<VideoEncoderBackend> backends(const decltype(unfit)& unfit) {
    std::vector<VideoEncoderBackend> all;
    for (const EncoderWish wish : {EncoderWish::V4l2, EncoderWish::Vaapi, EncoderWish::VaapiLowPower, EncoderWish::X264,
                                   EncoderWish::OpenH264}) {
      const auto match = [unfit, wish](const PictureFormat&) {
        return unfit->contains(wish) ? std::optional(unfit->at(wish)) : std::nullopt;
      };
      all.push_back({nameOf(wish), wish, wish < EncoderWish::X264, match, {}});
    }
    return all;
  }
  void noHardware() {
    for (const EncoderWish wish : {EncoderWish::V4l2, EncoderWish::Vaapi, EncoderWish::VaapiLowPower}) {
      unfit->insert({wish, {PassedOver::NotThere, "no such element"}});
    }
  }
  [[nodiscard]] std::string best(MediaTime now = kNow) const {
    const auto* found = ladder.choose(now).best;
    return std::string(found != nullptr ? found->name : "none");
  }
  [[nodiscard]] std::string meanwhile() const {
    const auto* found = ladder.choose(kNow).meanwhile;
    return std::string(found != nullptr ? found->name : "none");
  }
  const VideoEncoderBackend& next() { return *ladder.choose(kNow).best; }
};

void hardwareIsTriedBeforeSoftwareWhichWorksMeanwhile() {
  Bed bed;
  bed.ladder.want(EncoderWish::Auto, kPicture);
  CHECK_EQ("v4l2", bed.best());
  CHECK_EQ("x264", bed.meanwhile());
  CHECK(bed.ladder.proofOf(bed.next()) == nullptr);
  bed.ladder.proven(bed.next(), kPicture, good());
  CHECK_EQ("v4l2", bed.best());
  CHECK(bed.ladder.proofOf(bed.next()) != nullptr);
  CHECK(bed.ladder.passedOver(&bed.next(), kNow).empty());
}

void softwareNeedsNoProof() {
  Bed bed;
  bed.noHardware();
  bed.ladder.want(EncoderWish::Auto, kPicture);
  CHECK_EQ("x264", bed.best());
  const auto passed = bed.ladder.passedOver(&bed.next(), kNow);
  CHECK_EQ(std::size_t{3}, passed.size());
  CHECK_EQ("vaapi", passed[1].encoder);
  CHECK(passed[1].reason == PassedOver::NotThere);
  // No hardware was wished, and none is there: nothing to tell.
  CHECK(!bed.ladder.softwareInstead(&bed.next(), kNow));
  CHECK(!bed.ladder.fallback(&bed.next(), kNow));
}

void theWishedOneComesFirstThenTheRest() {
  Bed bed;
  bed.ladder.want(EncoderWish::OpenH264, kPicture);
  CHECK_EQ("openh264", bed.best());
  CHECK(!bed.ladder.softwareInstead(&bed.next(), kNow));
  bed.ladder.fell(bed.next(), {PassedOver::Failed, "out of order"}, kNow);
  CHECK_EQ("v4l2", bed.best());
  bed.ladder.want(EncoderWish::VaapiLowPower, kPicture);
  CHECK_EQ("vaapi-lp", bed.best());
  bed.ladder.proven(bed.next(), kPicture, bad(PassedOver::OutputInvalid));
  CHECK_EQ("v4l2", bed.best());
  bed.ladder.proven(bed.next(), kPicture, good());
  CHECK_EQ("vaapi-lp: output_invalid, as seen", bed.ladder.fallback(&bed.next(), kNow).value_or(""));
}

void everyReasonIsTold() {
  Bed bed;
  bed.unfit->insert({EncoderWish::V4l2, {PassedOver::CannotDoIt, "too large"}});
  bed.ladder.want(EncoderWish::Auto, kPicture);
  bed.ladder.proven(bed.next(), kPicture, good(29.5));  // too slow
  bed.ladder.proven(bed.next(), kPicture, {{}, 300ms, 34ms, 100});
  CHECK_EQ("x264", bed.best());
  CHECK(bed.ladder.softwareInstead(&bed.next(), kNow));
  CHECK(!bed.ladder.fallback(&bed.next(), kNow));
  bed.ladder.fell(bed.next(), {PassedOver::Stalled, "nothing comes"}, kNow);
  const auto passed = bed.ladder.passedOver(&bed.next(), kNow);
  CHECK_EQ(std::size_t{4}, passed.size());
  CHECK((passed[0] == PassedOverEncoder{"v4l2", PassedOver::CannotDoIt, "too large"}));
  CHECK((passed[1] == PassedOverEncoder{"vaapi", PassedOver::TooSlow, "29.5 of 30 pictures a second"}));
  CHECK((passed[2] == PassedOverEncoder{"vaapi-lp", PassedOver::HoldsFrames, "a picture takes 34 ms"}));
  CHECK((passed[3] == PassedOverEncoder{"x264", PassedOver::Stalled, "nothing comes"}));
  CHECK_EQ("x264: stalled, nothing comes", bed.ladder.fallback(&bed.next(), kNow).value_or(""));
}

void aProofCountsForItsSizeAtAnyRate() {
  Bed bed;
  bed.ladder.want(EncoderWish::Auto, kPicture);
  const VideoEncoderBackend& device = bed.next();
  bed.ladder.proven(device, kPicture, good(45));
  bed.ladder.want(EncoderWish::Auto, {1280, 720, 60});
  CHECK_EQ("vaapi", bed.best());
  bed.ladder.want(EncoderWish::Auto, kLarge);
  CHECK_EQ("v4l2", bed.best());
  CHECK(bed.ladder.proofOf(device) == nullptr);
  bed.ladder.want(EncoderWish::Auto, {1280, 720, 25});
  CHECK_EQ("v4l2", bed.best());
  CHECK(bed.ladder.proofOf(device) != nullptr);
}

void oneThatFellStaysOutForAWhileThatGrows() {
  Bed bed;
  bed.ladder.want(EncoderWish::Auto, kPicture);
  const VideoEncoderBackend& device = bed.next();
  bed.ladder.proven(device, kPicture, good());
  bed.ladder.fell(device, {PassedOver::Stalled, ""}, kNow);
  CHECK_EQ("vaapi", bed.best(kNow + 299s));
  CHECK_EQ("v4l2", bed.best(kNow + 300s));
  // What it proved before is void.
  CHECK(bed.ladder.proofOf(device) == nullptr);
  bed.ladder.fell(device, {PassedOver::Stalled, ""}, kNow + 400s);
  CHECK_EQ("vaapi", bed.best(kNow + 400s + 599s));
  CHECK_EQ("v4l2", bed.best(kNow + 400s + 600s));
  // Another rate or the same wish again forgives nothing, another size does.
  bed.ladder.fell(device, {PassedOver::Stalled, ""}, kNow);
  bed.ladder.want(EncoderWish::Auto, {1280, 720, 15});
  CHECK_EQ("vaapi", bed.best());
  bed.ladder.want(EncoderWish::Auto, kLarge);
  CHECK_EQ("v4l2", bed.best());
}

void oneThatDoesNotAnswerIsLeftAlone() {
  Bed bed;
  bed.ladder.want(EncoderWish::Auto, kPicture);
  bed.ladder.hung(bed.next(), "no answer");
  CHECK_EQ("vaapi", bed.best());
  bed.ladder.want(EncoderWish::V4l2, kLarge);
  bed.ladder.forgive();
  CHECK_EQ("vaapi", bed.best(kNow + 24h));
  CHECK_EQ("v4l2: stalled, no answer", bed.ladder.fallback(&bed.next(), kNow).value_or(""));
}

void aSlowOneIsBetterThanNone() {
  Bed bed;
  bed.unfit->insert({EncoderWish::X264, {PassedOver::NotThere, ""}});
  bed.unfit->insert({EncoderWish::OpenH264, {PassedOver::NotThere, ""}});
  bed.ladder.want(EncoderWish::Auto, kPicture);
  bed.ladder.proven(bed.next(), kPicture, good(12));
  bed.ladder.proven(bed.next(), kPicture, good(20));
  bed.ladder.proven(bed.next(), kPicture, bad(PassedOver::OutputInvalid));
  CHECK_EQ("vaapi", bed.best());
  CHECK_EQ("none", bed.meanwhile());
}

void whenNoneIsLeftThoseThatFellAreTriedAgain() {
  Bed bed;
  bed.noHardware();
  bed.ladder.want(EncoderWish::Auto, kPicture);
  bed.ladder.fell(bed.next(), {PassedOver::Failed, ""}, kNow);
  bed.ladder.fell(bed.next(), {PassedOver::Failed, ""}, kNow);
  CHECK_EQ("none", bed.best());
  CHECK_EQ(std::size_t{5}, bed.ladder.passedOver(nullptr, kNow).size());
  bed.ladder.forgive();
  CHECK_EQ("x264", bed.best());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(hardwareIsTriedBeforeSoftwareWhichWorksMeanwhile), TEST(softwareNeedsNoProof),
                             TEST(theWishedOneComesFirstThenTheRest), TEST(everyReasonIsTold),
                             TEST(aProofCountsForItsSizeAtAnyRate), TEST(oneThatFellStaysOutForAWhileThatGrows),
                             TEST(oneThatDoesNotAnswerIsLeftAlone), TEST(aSlowOneIsBetterThanNone),
                             TEST(whenNoneIsLeftThoseThatFellAreTriedAgain)});
}
