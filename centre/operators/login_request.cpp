// SPDX-License-Identifier: Apache-2.0
// Reading a login.
#include "centre/operators/login_request.h"

#include "centre/crypto/digest.h"
#include "contract/json_document.h"

namespace diemcau::centre {

Result<std::string> passwordIn(std::string_view body) {
  return readDocument<std::string>(body, [](ObjectReader root) { return root.text("password", {0, 256}); });
}

std::string oneTimeHash(std::string_view typed) {
  std::string plain;
  for (const char sign : typed) {
    if (sign == '-' || sign == ' ') continue;
    plain += sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
  }
  return sha256Hex(plain);
}

}  // namespace diemcau::centre
