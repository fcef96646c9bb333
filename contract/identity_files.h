// SPDX-License-Identifier: Apache-2.0
// The files of an identity directory, by name: what writes them and what takes them away are two programs.
#pragma once

#include <string_view>

namespace diemcau {

inline constexpr std::string_view kIdentityFile = "identity.json";
inline constexpr std::string_view kCertificateFile = "cert.pem";
inline constexpr std::string_view kPlainKeyFile = "key.pem";
inline constexpr std::string_view kSealedKeyFile = "key.sealed";
inline constexpr std::string_view kBoxSecretFile = "box-secret";
inline constexpr std::string_view kNextCertificateFile = "next-cert.pem";
inline constexpr std::string_view kConfigStoredFile = "config-stored";
// What a box makes for itself, in the order in which it may be taken away again: whatever is left, it can start.
inline constexpr std::string_view kMadeOnTheBox[] = {kConfigStoredFile, kNextCertificateFile, kCertificateFile,
                                                     kIdentityFile,     kSealedKeyFile,       kBoxSecretFile};

}  // namespace diemcau
