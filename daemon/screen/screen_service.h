// SPDX-License-Identifier: Apache-2.0
// The screen on D-Bus: takes the agent's plan, publishes what is observed, lets time pass.
#pragma once

#include <memory>

#include "daemon/base/bus.h"
#include "daemon/base/event_loop.h"
#include "daemon/screen/screen.h"

typedef struct _DcScreen1 DcScreen1;

namespace diemcau::screen {

class ScreenService {
 public:
  // Owns vn.diemcau.Screen1 and follows the agent's ScreenPlan from here on. `bus` and all of `parts`
  // outlive the service. Errors: those of base::Bus::serve().
  [[nodiscard]] static Result<std::unique_ptr<ScreenService>> start(base::Bus& bus, const Screen::Parts& parts);
  ~ScreenService();

  // The system has noticed that a display came or went.
  void plugged() { screen_.plugged(); }

 private:
  explicit ScreenService(const Screen::Parts& parts);
  void publish();
  void notePicture();

  DcScreen1* skeleton_;
  bool ready_ = false;
  Screen screen_;
  std::unique_ptr<base::PropertyWatch> plan_;
  base::Timer check_;
};

}  // namespace diemcau::screen
