// SPDX-License-Identifier: Apache-2.0
// What libdrm allocates, freed as it wants.
#pragma once

#include <xf86drm.h>
#include <xf86drmMode.h>

#include <memory>

namespace diemcau::screen {

struct DrmFree {
  void operator()(drmModeRes* found) const noexcept { drmModeFreeResources(found); }
  void operator()(drmModePlaneRes* found) const noexcept { drmModeFreePlaneResources(found); }
  void operator()(drmModePlane* found) const noexcept { drmModeFreePlane(found); }
  void operator()(drmModeConnector* found) const noexcept { drmModeFreeConnector(found); }
  void operator()(drmModeEncoder* found) const noexcept { drmModeFreeEncoder(found); }
  void operator()(drmModeCrtc* found) const noexcept { drmModeFreeCrtc(found); }
  void operator()(drmModeFB2* found) const noexcept { drmModeFreeFB2(found); }
  void operator()(drmModeObjectProperties* found) const noexcept { drmModeFreeObjectProperties(found); }
  void operator()(drmModePropertyRes* found) const noexcept { drmModeFreeProperty(found); }
  void operator()(drmModePropertyBlobRes* found) const noexcept { drmModeFreePropertyBlob(found); }
  void operator()(drmModeAtomicReq* request) const noexcept { drmModeAtomicFree(request); }
};
template <class T>
using DrmOwned = std::unique_ptr<T, DrmFree>;

}  // namespace diemcau::screen
