// SPDX-License-Identifier: Apache-2.0
// Where the kernel does not confine the screen process, the picture is shown all the same and the centre is told.
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "contract/unique_fd.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/screen_room.h"

using namespace diemcau;
using namespace diemcau::test;

namespace {

// A process and those it starts have at most 16 layers of rules for files (landlock(7)): takes all of them, with rules
// that nothing here breaks.
void useUpLandlock() {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK;
  const UniqueFd rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0)));
  CHECK_EQ(0, ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  while (rules.valid() && ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0) continue;
}

void whatTheKernelDoesNotConfineIsReportedAndThePictureIsShown() {
  ScreenRoom room("file", {640, 360});
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  useUpLandlock();
  room.startScreen();
  const ScreenStatus status = room.reportedVersion(3);
  const auto told = std::ranges::find(status.conditions, ConditionType::ProcessUnconfined, &Condition::type);
  CHECK(told != status.conditions.end());
  CHECK(told->level == ConditionLevel::Warning);
  CHECK(told->detail.starts_with("diemcau-screen: landlock: "));
}

}  // namespace

int main() { return run({TEST(whatTheKernelDoesNotConfineIsReportedAndThePictureIsShown)}); }
