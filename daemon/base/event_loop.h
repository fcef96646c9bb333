// SPDX-License-Identifier: Apache-2.0
// The process's one main loop, its timers and what other threads hand to it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

typedef struct _GMainLoop GMainLoop;
typedef struct _GSource GSource;

namespace diemcau::base {

// The default GLib main context. Everything but post() and quit() is bound to the thread that runs it.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs until quit(), SIGTERM or SIGINT.
  void run();
  // Thread-safe.
  void quit();
  // Runs `work` on the loop's thread, in the order of the calls. Thread-safe.
  void post(std::function<void()> work);

 private:
  GMainLoop* loop_;
  unsigned int term_ = 0;
  unsigned int int_ = 0;
};

// Calls back on the loop's thread, once or again and again; stops with its destruction. May be
// restarted or stopped from its own callback.
class Timer {
 public:
  Timer() = default;
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void startOnce(std::chrono::milliseconds delay, std::function<void()> callback);
  void startEvery(std::chrono::milliseconds interval, std::function<void()> callback);
  void stop();
  [[nodiscard]] bool active() const { return source_ != nullptr; }

 private:
  struct State;
  void start(std::chrono::milliseconds delay, bool repeat, std::function<void()> callback);

  GSource* source_ = nullptr;
};

}  // namespace diemcau::base
