// SPDX-License-Identifier: Apache-2.0
// What the sources of this folder share of mbedTLS: owners of its contexts, randomness, errors. For identity/ only.
#pragma once

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <mbedtls/x509_csr.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::agent::mbed {

// Owns a context from its init to its free.
template <class Context, void (*init)(Context*), void (*release)(Context*)>
class Owned {
 public:
  Owned() { init(&context_); }
  ~Owned() { release(&context_); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  [[nodiscard]] Context* get() { return &context_; }
  [[nodiscard]] const Context* get() const { return &context_; }
  Context* operator->() { return &context_; }

 private:
  Context context_{};
};

using Key = Owned<mbedtls_pk_context, mbedtls_pk_init, mbedtls_pk_free>;
using Certificates = Owned<mbedtls_x509_crt, mbedtls_x509_crt_init, mbedtls_x509_crt_free>;
using RequestWriter = Owned<mbedtls_x509write_csr, mbedtls_x509write_csr_init, mbedtls_x509write_csr_free>;

// The system's generator, as mbedTLS wants one.
int randomBytes(void*, unsigned char* bytes, std::size_t count) noexcept;

// "mbedTLS -0x3d00".
[[nodiscard]] std::string codeText(int code);

inline const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace diemcau::agent::mbed
