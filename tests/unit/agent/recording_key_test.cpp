// SPDX-License-Identifier: Apache-2.0
// The recording's key is the identity's, however its file is written, and nobody else's.
#include "daemon/agent/recording_key.h"

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using diemcau::agent::recordingKeyOf;
using diemcau::test::TempDir;

void openssl(const TempDir& dir, std::vector<std::string> args) {
  test::Process process("openssl", dir, {.args = std::move(args)});
  if (process.waitExit(std::chrono::seconds(20)) != test::ExitState{}) {
    test::failAt(process.logTail(), std::source_location::current());
  }
}

void makeKey(const TempDir& dir, const std::string& name) {
  openssl(dir, {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", dir / name});
}

void itComesFromTheKeyAndNotFromItsFile() {
  const TempDir dir;
  makeKey(dir, "key.pem");
  openssl(dir, {"ec", "-in", dir / "key.pem", "-out", dir / "sec1.pem"});
  CHECK(test::readWhole(dir / "key.pem") != test::readWhole(dir / "sec1.pem"));
  const std::string key = NEED(recordingKeyOf(dir / "key.pem"));
  CHECK_EQ(std::size_t{32}, key.size());
  CHECK(key == NEED(recordingKeyOf(dir / "sec1.pem")));
  makeKey(dir, "other.pem");
  CHECK(key != NEED(recordingKeyOf(dir / "other.pem")));
}

void whatIsNoKeyIsTold() {
  const TempDir dir;
  test::writeWhole(dir / "key.pem", "-----BEGIN PRIVATE KEY-----\nkhoa\n-----END PRIVATE KEY-----\n");
  CHECK_EQ(std::string_view("key_unreadable"), recordingKeyOf(dir / "key.pem").error().code);
  CHECK_EQ(std::string_view("not_found"), recordingKeyOf(dir / "none.pem").error().code);
}

}  // namespace

int main() { return diemcau::test::run({TEST(itComesFromTheKeyAndNotFromItsFile), TEST(whatIsNoKeyIsTold)}); }
