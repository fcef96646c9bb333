// SPDX-License-Identifier: Apache-2.0
// OpenSSL's objects with an owner, and its reasons as text.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::centre {

template <auto free>
struct OpensslFree {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};

using EvpKeyPtr = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using EvpKeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;
using EvpDigestContextPtr = std::unique_ptr<EVP_MD_CTX, OpensslFree<EVP_MD_CTX_free>>;
using X509Ptr = std::unique_ptr<X509, OpensslFree<X509_free>>;
using BioPtr = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;

// The thread's newest OpenSSL error as crypto.`code`; empties the queue.
[[nodiscard]] std::unexpected<Error> opensslFailure(std::string_view code);

// The common name in a name, as UTF-8; empty where there is none, or more than one.
[[nodiscard]] std::string commonNameOf(const X509_NAME* name);

// What was written to a memory BIO.
[[nodiscard]] std::string contentOf(BIO* memory);

}  // namespace diemcau::centre
