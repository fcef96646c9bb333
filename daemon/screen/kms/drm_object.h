// SPDX-License-Identifier: Apache-2.0
// A connector, CRTC or plane by its properties.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "daemon/screen/kms/drm_owned.h"

namespace diemcau::screen {

// The names and numbers of an object's properties, which do not change while the card is there.
class DrmObject {
 public:
  // `type`: DRM_MODE_OBJECT_*.
  DrmObject(int card, std::uint32_t id, std::uint32_t type);

  [[nodiscard]] std::uint32_t id() const { return id_; }
  // What it is at present; 0 where the object has no such property.
  [[nodiscard]] std::uint64_t value(int card, std::string_view property) const;
  // Adds to `request`; without effect where the object has no such property.
  void set(drmModeAtomicReq* request, std::string_view property, std::uint64_t value) const;

 private:
  std::uint32_t id_;
  std::uint32_t type_;
  std::map<std::string, std::uint32_t, std::less<>> properties_;
};

}  // namespace diemcau::screen
