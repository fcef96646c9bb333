// SPDX-License-Identifier: Apache-2.0
// SHA-256 by GLib.
#include "maket/sha256.h"

#include <glib.h>

namespace diemcau::maket {

void Sha256::Free::operator()(GChecksum* checksum) const { g_checksum_free(checksum); }

Sha256::Sha256() : checksum_(g_checksum_new(G_CHECKSUM_SHA256)) {}

void Sha256::add(const void* bytes, std::size_t count) {
  g_checksum_update(checksum_.get(), static_cast<const guchar*>(bytes), static_cast<gssize>(count));
}

void Sha256::addPart(std::string_view part) {
  const std::string length = std::to_string(part.size()) + ":";
  add(length.data(), length.size());
  add(part.data(), part.size());
}

std::string Sha256::hex() { return g_checksum_get_string(checksum_.get()); }

}  // namespace diemcau::maket
