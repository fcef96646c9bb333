// SPDX-License-Identifier: Apache-2.0
// Pairing codes: the same at both ends, easy to read aloud. The expected ones were worked out in Python:
//   n = int(key_id[:16], 16) % 27**8, then divmod(n, 27) eight times.
#include "contract/pairing_code.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

// FIPS 180-4 examples: SHA-256 of nothing and of "abc".
constexpr const char* kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string codeOf(std::string_view key_id) { return pairingCode(key_id).value_or("none"); }

void theSameKeyHasTheSameCodeEverywhere() {
  CHECK_EQ(std::string("CJP5-YCR9"), codeOf(kOfNothing));
  CHECK_EQ(std::string("NCHN-CKE8"), codeOf(kOfAbc));
  CHECK_EQ(std::string("2222-2222"), codeOf(std::string(64, '0')));
  CHECK_EQ(std::string("DT8J-RRTW"), codeOf(std::string(64, 'f')));
  CHECK_EQ(std::string("2222-2223"), codeOf(std::string(15, '0') + '1' + std::string(48, 'f')));
}

void noSignIsTakenForAnother() {
  const std::set<char> distinct(kPairingSigns.begin(), kPairingSigns.end());
  CHECK_EQ(kPairingSigns.size(), distinct.size());
  for (const char sign : std::string_view("01OILU")) CHECK(!distinct.contains(sign));
  for (const std::string_view pair : {"8B", "5S", "2Z"}) {
    CHECK(!distinct.contains(pair[0]) || !distinct.contains(pair[1]));
  }
  for (const char sign : distinct) CHECK(std::isdigit(sign) != 0 || std::isupper(sign) != 0);
}

void whatIsNoKeyIdHasNone() {
  const std::string id = kOfAbc;
  for (const std::string& other : {std::string(), id.substr(1), id + "0", "BA" + id.substr(2), "g" + id.substr(1)}) {
    CHECK_EQ(std::string("none"), codeOf(other));
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(theSameKeyHasTheSameCodeEverywhere), TEST(noSignIsTakenForAnother), TEST(whatIsNoKeyIdHasNone)});
}
