// SPDX-License-Identifier: Apache-2.0
// Each new picture goes to the centre once.
#include "daemon/agent/snapshot_upload.h"

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

struct Camera {
  TempDir dir;
  FakeClock clock;
  FakeHttpClient client;
  CentreLink link{clock, {}};
  SnapshotUpload upload{client, link, "camera", dir / "camera.jpg"};

  Camera() {
    writeWhole(dir / "camera.jpg", "picture");
    link.observe(answer(200));
  }
  void offer(std::uint64_t seq) { upload.offer({seq, {}}); }
};

void aNewPictureIsPut() {
  Camera camera;
  camera.offer(1);
  CHECK_EQ(1U, camera.client.sent.size());
  const HttpRequest& request = camera.client.sent[0]->request;
  CHECK(request.method == HttpMethod::Put);
  CHECK_EQ(std::string{"/device/v1/snapshots/camera"}, request.path);
  CHECK_EQ(std::string{"Content-Type: image/jpeg"}, request.headers[0]);
  CHECK_EQ(std::string{"picture"}, request.body);
}

void theSamePictureIsPutOnce() {
  Camera camera;
  camera.offer(1);
  camera.client.reply(answer(204));
  camera.offer(1);
  CHECK_EQ(1U, camera.client.sent.size());
  camera.offer(2);
  CHECK_EQ(2U, camera.client.sent.size());
}

void thereIsNothingToSendBeforeTheFirstPicture() {
  Camera camera;
  camera.offer(0);
  CHECK(camera.client.sent.empty());
}

void aRestartedWorkersPicturesAreNews() {
  Camera camera;
  camera.offer(40);
  camera.client.reply(answer(204));
  camera.offer(1);
  CHECK_EQ(2U, camera.client.sent.size());
}

void aSlowLineGetsOneAtATime() {
  Camera camera;
  camera.offer(1);
  camera.offer(2);
  CHECK_EQ(1U, camera.client.sent.size());
  camera.client.reply(answer(204));
  camera.offer(3);
  CHECK_EQ(2U, camera.client.sent.size());
}

void nothingIsSentWhileTheCentreIsAway() {
  Camera camera;
  camera.link.observe(noAnswer("unreachable"));
  camera.offer(1);
  CHECK(camera.client.sent.empty());
  camera.link.observe(answer(200));
  camera.offer(1);
  CHECK_EQ(1U, camera.client.sent.size());
}

void aLostUploadIsTriedAgain() {
  Camera camera;
  camera.offer(1);
  camera.client.reply(noAnswer("timed_out"));
  CHECK(camera.link.up());  // a slow upload says nothing of the link
  camera.offer(1);
  CHECK_EQ(2U, camera.client.sent.size());
}

void aRejectedPictureIsNotRepeated() {
  Camera camera;
  camera.offer(1);
  camera.client.reply(answer(413));
  camera.offer(1);
  CHECK_EQ(1U, camera.client.sent.size());
}

void aPictureThatIsTooLargeIsNotSent() {
  Camera camera;
  writeWhole(camera.dir / "camera.jpg", std::string(SnapshotUpload::kMaxBytes + 1, 'x'));
  camera.offer(1);
  CHECK(camera.client.sent.empty());
}

void onALineThatHardlyCarriesTheStreamThereIsNoRoom() {
  CHECK(hasRoomForSnapshots(std::nullopt));
  MediaStatus media;
  const auto room = [&](PictureStep step) {
    media.encode.video.step = step;
    return hasRoomForSnapshots(media);
  };
  CHECK(room(PictureStep::AsPlanned) && room(PictureStep::FewerPictures));
  CHECK(!room(PictureStep::SmallerPictures) && !room(PictureStep::Still) && !room(PictureStep::SoundOnly));
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aNewPictureIsPut), TEST(theSamePictureIsPutOnce), TEST(thereIsNothingToSendBeforeTheFirstPicture),
       TEST(aRestartedWorkersPicturesAreNews), TEST(aSlowLineGetsOneAtATime), TEST(nothingIsSentWhileTheCentreIsAway),
       TEST(aLostUploadIsTriedAgain), TEST(aRejectedPictureIsNotRepeated), TEST(aPictureThatIsTooLargeIsNotSent),
       TEST(onALineThatHardlyCarriesTheStreamThereIsNoRoom)});
}
