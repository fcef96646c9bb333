// SPDX-License-Identifier: Apache-2.0
// Part of guest_screen: a screen process that ends and is started again.
#pragma once

namespace diemcau::test {

void aKilledScreenIsBackWithThePicture();
void aDisplayIsNeverDarkWhileItsScreenIsStartedAgain();
void aDisplayKeepsItsPictureWhileTheAgentIsAwayToo();
void whatHappensToADisplayMeanwhileIsSeenByTheNextScreen();

}  // namespace diemcau::test
