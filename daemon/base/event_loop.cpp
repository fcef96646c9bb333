// SPDX-License-Identifier: Apache-2.0
// The main loop on GLib.
#include "daemon/base/event_loop.h"

#include <glib-unix.h>
#include <glib.h>

#include <csignal>
#include <utility>

namespace diemcau::base {
namespace {

using Work = std::function<void()>;

gboolean onSignal(gpointer loop) noexcept {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_CONTINUE;
}

gboolean runOnce(gpointer work) noexcept {
  (*static_cast<Work*>(work))();
  return G_SOURCE_REMOVE;
}

void freeWork(gpointer work) noexcept { delete static_cast<Work*>(work); }

}  // namespace

EventLoop::EventLoop() : loop_(g_main_loop_new(nullptr, FALSE)) {
  term_ = g_unix_signal_add(SIGTERM, onSignal, loop_);
  int_ = g_unix_signal_add(SIGINT, onSignal, loop_);
}

EventLoop::~EventLoop() {
  g_source_remove(term_);
  g_source_remove(int_);
  g_main_loop_unref(loop_);
}

void EventLoop::run() { g_main_loop_run(loop_); }

void EventLoop::quit() { g_main_loop_quit(loop_); }

void EventLoop::post(std::function<void()> work) {
  GSource* source = g_idle_source_new();
  g_source_set_priority(source, G_PRIORITY_DEFAULT);
  g_source_set_callback(source, runOnce, new Work(std::move(work)), freeWork);
  g_source_attach(source, nullptr);
  g_source_unref(source);
}

// Lives as long as GLib holds the source, so that a callback may stop or restart its own timer.
struct Timer::State {
  Timer* timer;
  Work callback;
  bool repeat;
};

Timer::~Timer() { stop(); }

void Timer::startOnce(std::chrono::milliseconds delay, std::function<void()> callback) {
  start(delay, false, std::move(callback));
}

void Timer::startEvery(std::chrono::milliseconds interval, std::function<void()> callback) {
  start(interval, true, std::move(callback));
}

void Timer::start(std::chrono::milliseconds delay, bool repeat, std::function<void()> callback) {
  stop();
  source_ = g_timeout_source_new(static_cast<guint>(delay.count() > 0 ? delay.count() : 0));
  const auto fire = [](gpointer data) -> gboolean {
    auto* state = static_cast<State*>(data);
    if (state->repeat) {
      state->callback();
      return G_SOURCE_CONTINUE;  // ignored when the callback has stopped the timer
    }
    g_source_unref(std::exchange(state->timer->source_, nullptr));
    state->callback();
    return G_SOURCE_REMOVE;
  };
  const auto release = [](gpointer data) { delete static_cast<State*>(data); };
  g_source_set_callback(source_, fire, new State{this, std::move(callback), repeat}, release);
  g_source_attach(source_, nullptr);
}

void Timer::stop() {
  if (source_ == nullptr) return;
  GSource* source = std::exchange(source_, nullptr);
  g_source_destroy(source);
  g_source_unref(source);
}

}  // namespace diemcau::base
