// SPDX-License-Identifier: Apache-2.0
// By libdrm, as any program would.
#include "tests/guest/painter.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <filesystem>
#include <span>

#include "contract/unique_fd.h"
#include "daemon/screen/kms/drm_owned.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

using screen::DrmOwned;

UniqueFd openCard() {
  for (const auto& entry : std::filesystem::directory_iterator("/dev/dri")) {
    if (entry.path().filename().string().starts_with("card")) {
      return UniqueFd(::open(entry.path().c_str(), O_RDWR | O_CLOEXEC));
    }
  }
  return UniqueFd(-1);
}

std::uint32_t scannedOut(int card) {
  const DrmOwned<drmModeRes> resources(drmModeGetResources(card));
  CHECK(resources != nullptr);
  for (const std::uint32_t id : std::span(resources->crtcs, static_cast<std::size_t>(resources->count_crtcs))) {
    const DrmOwned<drmModeCrtc> crtc(drmModeGetCrtc(card, id));
    if (crtc && crtc->buffer_id != 0) return crtc->buffer_id;
  }
  return 0;
}

}  // namespace

void paintIntoScanOut(std::uint32_t xrgb) {
  const UniqueFd card = openCard();
  CHECK(card.valid());
  CHECK(drmIsMaster(card.get()) == 0);
  const DrmOwned<drmModeFB2> buffer(drmModeGetFB2(card.get(), scannedOut(card.get())));
  CHECK(buffer != nullptr);
  const std::uint32_t handle = buffer->handles[0];
  const std::size_t pixels = buffer->pitches[0] / sizeof xrgb * (buffer->height / 2);
  std::uint64_t offset = 0;
  CHECK_EQ(0, drmModeMapDumbBuffer(card.get(), handle, &offset));
  void* at =
      ::mmap(nullptr, pixels * sizeof xrgb, PROT_READ | PROT_WRITE, MAP_SHARED, card.get(), static_cast<off_t>(offset));
  CHECK(at != MAP_FAILED);
  std::fill_n(static_cast<std::uint32_t*>(at), pixels, xrgb);
  ::munmap(at, pixels * sizeof xrgb);
  drmCloseBufferHandle(card.get(), handle);
}

}  // namespace diemcau::test
