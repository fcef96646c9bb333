// SPDX-License-Identifier: Apache-2.0
// The operators' page in Chromium, with a real centre and a real room: log in, look, change a line, push.
#include <chrono>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau::test;
using namespace std::chrono_literals;

void operatorSeesTheRoomAndChangesIt() {
  TempDir dir;
  CentreProcess centre(dir);
  EndpointProcess endpoint(dir, centre.provision("79"));
  const auto client = centre.logIn();
  waitForView(*client, endpoint.id(), 40s, "the room on air", isOnAir);

  Process page("node", dir,
               ProcessOptions{.args = {sourceFile("tests/integration/console/console.mjs"), "--url",
                                       "https://localhost:" + std::to_string(centre.port("operator")) + "/",
                                       "--password", centre.oneTimePassword(), "--steady-sound", "--screenshot",
                                       builtProgram("console_test.png")}});
  const ExitState state = page.waitExit(120s);
  if (!(state == ExitState{})) failAt(page.logTail(60) + endpoint.logs(), std::source_location::current());
}

}  // namespace

int main() { return run({TEST(operatorSeesTheRoomAndChangesIt)}); }
