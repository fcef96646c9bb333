// SPDX-License-Identifier: Apache-2.0
// The endpoint's key: what openssl says of it and of its certificate request, and how it lies on the disk.
#include "daemon/agent/identity/device_key.h"

#include <set>
#include <string>

#include "daemon/agent/identity/board_secret.h"
#include "daemon/agent/identity/key_memory.h"
#include "daemon/agent/identity/sealed_key.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/openssl_tool.h"

using namespace diemcau;
using namespace diemcau::agent;
using diemcau::agent::test::openssl;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

const std::string kSecret(32, 's');

template <class T>
std::string codeOf(const Result<T>& result) {
  return result ? "good" : std::string(result.error().code);
}

void opensslReadsTheKey() {
  const TempDir dir;
  const DeviceKey key = NEED(DeviceKey::generate());
  writeWhole(dir / "key.pem", key.pem().view());
  const std::string text = openssl(dir, "openssl ec -in key.pem -noout -text");
  CHECK(text.contains("ASN1 OID: prime256v1"));
  CHECK_EQ(key.id() + "\n", openssl(dir, "openssl pkey -in key.pem -pubout -outform DER | sha256sum | cut -c1-64"));
  CHECK_EQ("box-" + key.id().substr(0, 8), key.endpoint());
}

void noTwoKeysAreAlike() {
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.insert(NEED(DeviceKey::generate()).id());
  CHECK_EQ(std::size_t{20}, ids.size());
}

void opensslTakesTheRequest() {
  const TempDir dir;
  const DeviceKey key = NEED(DeviceKey::generate());
  writeWhole(dir / "csr.der", NEED(key.request(key.endpoint())));
  const std::string text = openssl(dir, "openssl req -inform DER -in csr.der -verify -noout -text 2>&1");
  CHECK(text.contains("verify OK"));
  CHECK(text.contains("CN=" + key.endpoint()) || text.contains("CN = " + key.endpoint()));
  CHECK(text.contains("ecdsa-with-SHA256"));
  CHECK_EQ(key.id() + "\n", openssl(dir,
                                    "openssl req -inform DER -in csr.der -noout -pubkey |"
                                    " openssl pkey -pubin -outform DER | sha256sum | cut -c1-64"));
}

void aKeyOfOpensslIsReadInAllItsForms() {
  const TempDir dir;
  openssl(dir, "key a; openssl ec -in a.key -out sec1.pem; openssl pkey -in a.key -outform DER -out a.der");
  const std::string id = NEED(DeviceKey::read(readWhole(dir / "a.key"))).id();
  CHECK_EQ(id, NEED(DeviceKey::read(readWhole(dir / "sec1.pem"))).id());
  CHECK_EQ(id, NEED(DeviceKey::read(readWhole(dir / "a.der"))).id());
  CHECK_EQ(std::string("key_unreadable"), codeOf(DeviceKey::read("-----BEGIN PRIVATE KEY-----\nkhoa\n")));
  CHECK_EQ(std::string("key_unreadable"), codeOf(DeviceKey::read("")));
}

void aSealedKeyIsOpenedWithItsSecretAlone() {
  const DeviceKey key = NEED(DeviceKey::generate());
  const std::string sealed = NEED(sealKey(key, kSecret));
  CHECK_EQ(key.id(), NEED(openKey(sealed, kSecret)).id());
  CHECK_EQ(std::string("key_not_opened"), codeOf(openKey(sealed, std::string(32, 't'))));
  CHECK(!sealed.contains(key.der().view().substr(7, 32)));  // the private number
  CHECK(NEED(sealKey(key, kSecret)) != sealed);
}

void eachDamageIsFound() {
  const DeviceKey key = NEED(DeviceKey::generate());
  const std::string sealed = NEED(sealKey(key, kSecret));
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    CHECK(!openKey(std::string_view(sealed).substr(0, length), kSecret));
  }
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const std::string code = codeOf(openKey(changed, kSecret));
    CHECK_EQ(std::string(bit < 64 ? "key_damaged" : "key_not_opened"), code);
  }
  CHECK_EQ(std::string("key_damaged"), codeOf(openKey(std::string(sealed.size(), '\0'), kSecret)));
}

// Whoever reads key.sealed needs no program of ours: HKDF and AES by openssl (its command line has no GCM, which is
// CTR from the counter block nonce‖2 on).
void opensslOpensTheSealedKey() {
  const TempDir dir;
  const DeviceKey key = NEED(DeviceKey::generate());
  writeWhole(dir / "key.sealed", NEED(sealKey(key, kSecret)));
  const std::string opened = openssl(dir, R"sh(
hex() { od -An -v -tx1 | tr -d ' \n'; }
salt=$(tail -c +9 key.sealed | head -c 16 | hex)
nonce=$(tail -c +25 key.sealed | head -c 12 | hex)
key=$(openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:ssssssssssssssssssssssssssssssss \
  -kdfopt hexsalt:"$salt" -kdfopt info:"diemcau key at rest" -binary HKDF | hex)
size=$(wc -c <key.sealed)
tail -c +37 key.sealed | head -c $((size - 52)) | openssl enc -d -aes-256-ctr -K "$key" -iv "${nonce}00000002" >key.der
openssl pkey -inform DER -in key.der -pubout -outform DER | sha256sum | cut -c1-64
)sh");
  CHECK_EQ(key.id() + "\n", opened);
}

void anOwnSecretIsMadeOnceAndKept() {
  const TempDir dir;
  const auto secret = ownFileSecret(dir / "box-secret");
  CHECK_EQ(std::string("not_found"), codeOf(secret->read()));
  const std::string made(NEED(secret->readOrMake()).view());
  CHECK_EQ(std::size_t{32}, made.size());
  CHECK_EQ(made, std::string(NEED(secret->readOrMake()).view()));
  using std::filesystem::perms;
  CHECK(std::filesystem::status(dir / "box-secret").permissions() == (perms::owner_read | perms::owner_write));
  writeWhole(dir / "box-secret", "short");
  CHECK_EQ(std::string("secret_damaged"), codeOf(secret->read()));
  std::filesystem::permissions(dir / "box-secret", perms::others_read, std::filesystem::perm_options::add);
  CHECK_EQ(std::string("key_exposed"), codeOf(secret->read()));
}

void aBoardsSecretIsReadAndNeverWritten() {
  const TempDir dir;
  const auto secret = boardFileSecret(dir / "fuses");
  CHECK_EQ(std::string("not_found"), codeOf(secret->readOrMake()));
  CHECK(!std::filesystem::exists(dir / "fuses"));
  writeWhole(dir / "fuses", std::string(15, 'f'));
  CHECK_EQ(std::string("secret_damaged"), codeOf(secret->readOrMake()));
  writeWhole(dir / "fuses", std::string(48, 'f'));
  CHECK_EQ(std::string(48, 'f'), std::string(NEED(secret->readOrMake()).view()));
}

void theKeyInMemoryIsAFileAsLongAsItLives() {
  const DeviceKey key = NEED(DeviceKey::generate());
  std::filesystem::path path;
  {
    const KeyMemory memory = NEED(KeyMemory::create(key.pem()));
    path = memory.path();
    CHECK_EQ(std::string(key.pem().view()), readWhole(path));
    CHECK_EQ(std::string(key.pem().view()), readWhole(path));
  }
  CHECK(!std::filesystem::exists(path));
}

void aSecretLeavesNothingBehind() {
  std::string text(64, 'x');
  Secret secret(std::move(text));
  const unsigned char* const bytes = secret.data();
  Secret moved(std::move(secret));
  CHECK(moved.data() == bytes);
  std::string plain(40, 'y');
  const char* const where = plain.data();
  Secret::wipe(plain);
  CHECK(plain.empty());
  CHECK_EQ('\0', *where);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(opensslReadsTheKey), TEST(noTwoKeysAreAlike), TEST(opensslTakesTheRequest),
                             TEST(aKeyOfOpensslIsReadInAllItsForms), TEST(aSealedKeyIsOpenedWithItsSecretAlone),
                             TEST(eachDamageIsFound), TEST(opensslOpensTheSealedKey),
                             TEST(anOwnSecretIsMadeOnceAndKept), TEST(aBoardsSecretIsReadAndNeverWritten),
                             TEST(theKeyInMemoryIsAFileAsLongAsItLives), TEST(aSecretLeavesNothingBehind)});
}
