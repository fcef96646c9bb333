// SPDX-License-Identifier: Apache-2.0
// The pairing code: what people compare before the centre takes a box that it does not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace diemcau {

// Digits and capitals without those that are taken for others: 0 and O, 1, I and L, U (for V), and the letters of 2 and
// Z, 5 and S, 8 and B (the digits stay: they are not misheard either).
inline constexpr std::string_view kPairingSigns = "23456789ACDEFGHJKMNPQRTVWXY";

// "K7MW-3PXA", of a key id: the SHA-256 of the key's SubjectPublicKeyInfo (DER), 64 lower-case hexadecimal digits.
// The id's first 64 bits, most significant byte first, modulo 27^8, as eight digits of base 27 in kPairingSigns, the
// most significant first. It is no secret, and 38 bits do not bind a key: it says which box in which room is meant,
// and whoever approves it approves the key that the centre has stored with it.
// Nothing where `key_id` is none.
[[nodiscard]] std::optional<std::string> pairingCode(std::string_view key_id);

}  // namespace diemcau
