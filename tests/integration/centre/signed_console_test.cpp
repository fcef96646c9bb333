// SPDX-License-Identifier: Apache-2.0
// The page in Chromium at a real centre without the signing key: a change for all rooms, each with its own text, goes
// out as one file, is signed by the command, comes back and is committed.
#include <chrono>
#include <string>

#include "contract/signing_batch.h"
#include "tests/integration/centre/hall.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/key_office.h"
#include "tests/support/places.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

// The only key of the role config from now on.
std::filesystem::path keyHeldApart(Hall& hall, const KeyOffice& office) {
  const auto offline = office.newKey("offline");
  const Reply draft = hall.people->post("/rollouts/draft", {{"changes", nlohmann::json::object()}});
  const std::string own =
      NEED(parseSigningBatch(office.sign(draft.body, office.configKey()))).rooms.at(0).install.signatures.at(0).keyid;
  office.publishRoot({"--add", "config=" + offline.string() + ".pub", "--remove", "config=" + own});
  return offline;
}

void aRolloutGoesOutAsAFileAndComesBackSigned() {
  Hall hall;
  const KeyOffice office(hall.dir, hall.centre);
  const auto key = keyHeldApart(hall, office);
  const std::string texts = "mã\tkhach\n1\tĐồng chí A\n79\tĐồng chí B\n92\tĐồng chí C";
  Process page(
      "node", hall.dir,
      ProcessOptions{.args = {sourceFile("tests/integration/console/sign_rollout.mjs"), "--url",
                              "https://localhost:" + std::to_string(hall.centre.port("operator")) + "/", "--password",
                              hall.centre.oneTimePassword(), "--room", hall.first.id(), "--texts", texts, "--signer",
                              builtProgram("diemcau-centre"), "--key", key, "--work", hall.dir.path(), "--screenshot",
                              builtProgram("signed_console_test.png")}});
  hall.await(150s, "done on the page", [&] {
    hall.live(true);
    return !page.running();
  });
  const ExitState state = page.waitExit(1s);
  if (!(state == ExitState{})) failAt(page.logTail(60), std::source_location::current());
  CHECK(page.log().find("rollout to 3 rooms, 1 first") != std::string::npos);
  CHECK(page.log().find("becomes \"CHÀO Đồng chí C\"") != std::string::npos);
  for (const auto& [site, step] : hall.steps()) CHECK_EQ(std::string("committed"), step);
  CHECK_EQ(std::string("CHÀO Đồng chí A"), hall.first.heading());
  CHECK_EQ(std::string("CHÀO Đồng chí B"), hall.second.heading());
  CHECK_EQ(std::string("CHÀO Đồng chí C"), hall.third.heading());
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aRolloutGoesOutAsAFileAndComesBackSigned)});
}
