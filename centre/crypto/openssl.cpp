// SPDX-License-Identifier: Apache-2.0
// OpenSSL's error queue and memory BIOs as strings.
#include "centre/crypto/openssl.h"

#include <array>

namespace diemcau::centre {

std::unexpected<Error> opensslFailure(std::string_view code) {
  std::array<char, 256> text{};
  const unsigned long number = ERR_peek_last_error();
  if (number != 0) ERR_error_string_n(number, text.data(), text.size());
  ERR_clear_error();
  return fail("crypto", code, text.data());
}

std::string contentOf(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  if (data == nullptr || size <= 0) return {};
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace diemcau::centre
