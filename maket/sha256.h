// SPDX-License-Identifier: Apache-2.0
// SHA-256 of parts, to tell one picture and its inputs from another. Nothing here is a secret.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

typedef struct _GChecksum GChecksum;

namespace diemcau::maket {

class Sha256 {
 public:
  Sha256();
  void add(const void* bytes, std::size_t count);
  // Length first, so that no two lists of parts run into the same bytes.
  void addPart(std::string_view part);
  // Lower-case hex; nothing can be added after it.
  [[nodiscard]] std::string hex();

 private:
  struct Free {
    void operator()(GChecksum* checksum) const;
  };
  std::unique_ptr<GChecksum, Free> checksum_;
};

}  // namespace diemcau::maket
