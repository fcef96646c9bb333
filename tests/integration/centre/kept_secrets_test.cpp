// SPDX-License-Identifier: Apache-2.0
// What every test with a centre is held to at its end finds a secret in a log.
#include "tests/support/kept_secrets.h"

#include <sstream>

#include "contract/config.h"
#include "contract/envelope.h"
#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

void aSecretInALogIsFound() {
  CentreRoom room;
  const auto data = room.centre().data();
  const auto found = [&] { return secretsInLogs(data, room.dir().path()); };
  CHECK(found().empty());
  const HttpsReply reply = room.device().send({"GET", "/device/v1/config"});
  const Config config = NEED(parseConfig(NEED(parseEnvelope(reply.body)).payload));
  std::istringstream key(readWhole(data / "keys" / "config.key.pem"));
  std::string line;
  std::getline(key, line);
  std::getline(key, line);
  for (const std::string& secret :
       {config.body.uplink.value().passphrase, readWhole(data / "request-passphrase"), line}) {
    const auto log = room.dir() / "somewhere.log";
    writeWhole(log, "a line\nand " + secret + " in another\n");
    CHECK_EQ(std::size_t{1}, found().size());
    std::filesystem::remove(log);
  }
}

}  // namespace
}  // namespace diemcau::test

int main() { return diemcau::test::run({TEST(diemcau::test::aSecretInALogIsFound)}); }
