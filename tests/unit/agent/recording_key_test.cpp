// SPDX-License-Identifier: Apache-2.0
// The recording's key is the identity's, however its file is written, and nobody else's.
#include "daemon/agent/identity/recording_key.h"

#include <format>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/openssl_tool.h"

namespace {

using namespace diemcau;
using diemcau::test::TempDir;

std::string keyOf(const TempDir& dir, const char* name) {
  return agent::recordingKeyOf(NEED(agent::DeviceKey::read(test::readWhole(dir / name))));
}

void itComesFromTheKeyAndNotFromItsFile() {
  const TempDir dir;
  agent::test::openssl(dir, "key a; key b; openssl ec -in a.key -out sec1.pem");
  CHECK(test::readWhole(dir / "a.key") != test::readWhole(dir / "sec1.pem"));
  CHECK_EQ(std::size_t{32}, keyOf(dir, "a.key").size());
  CHECK(keyOf(dir, "a.key") == keyOf(dir, "sec1.pem"));
  CHECK(keyOf(dir, "a.key") != keyOf(dir, "b.key"));
}

// A recording of an earlier version is opened by this one: the key is the HKDF of the DER that openssl writes.
void itIsTheHkdfOfTheKeysDer() {
  const TempDir dir;
  const std::string hex = agent::test::openssl(dir, R"sh(
key a
der=$(openssl ec -in a.key -outform DER 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:"$der" -kdfopt info:"diemcau recording key" -binary HKDF |
  od -An -v -tx1 | tr -d ' \n'
)sh");
  std::string ours;
  for (const unsigned char byte : keyOf(dir, "a.key")) ours += std::format("{:02x}", byte);
  CHECK_EQ(hex, ours);
}

}  // namespace

int main() { return diemcau::test::run({TEST(itComesFromTheKeyAndNotFromItsFile), TEST(itIsTheHkdfOfTheKeysDer)}); }
