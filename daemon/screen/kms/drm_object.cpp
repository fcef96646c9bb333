// SPDX-License-Identifier: Apache-2.0
// Properties by name.
#include "daemon/screen/kms/drm_object.h"

#include <span>

namespace diemcau::screen {

DrmObject::DrmObject(int card, std::uint32_t id, std::uint32_t type) : id_(id), type_(type) {
  const DrmOwned<drmModeObjectProperties> found(drmModeObjectGetProperties(card, id, type));
  if (!found) return;
  for (const std::uint32_t property : std::span(found->props, found->count_props)) {
    const DrmOwned<drmModePropertyRes> one(drmModeGetProperty(card, property));
    if (one) properties_.emplace(one->name, property);
  }
}

std::uint64_t DrmObject::value(int card, std::string_view property) const {
  const auto known = properties_.find(property);
  if (known == properties_.end()) return 0;
  const DrmOwned<drmModeObjectProperties> found(drmModeObjectGetProperties(card, id_, type_));
  for (std::uint32_t at = 0; found && at < found->count_props; ++at) {
    if (found->props[at] == known->second) return found->prop_values[at];
  }
  return 0;
}

void DrmObject::set(drmModeAtomicReq* request, std::string_view property, std::uint64_t value) const {
  const auto known = properties_.find(property);
  if (known != properties_.end()) drmModeAtomicAddProperty(request, id_, known->second, value);
}

}  // namespace diemcau::screen
