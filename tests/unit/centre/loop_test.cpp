// SPDX-License-Identifier: Apache-2.0
// Waiting on the loop: signals, changes, what blocks, and the end of a loop in the middle of it.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <thread>

#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/changes.h"
#include "centre/loop/signal.h"
#include "centre/loop/worker.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::centre {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

SteadyTime in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

asio::awaitable<void> waitFor(Signal& signal, SteadyTime deadline, std::optional<bool>& result) {
  result = co_await signal.waitUntil(deadline);
}

asio::awaitable<void> take(Watcher& watcher, SteadyTime deadline, std::optional<ChangeSet>& result) {
  result = co_await watcher.next(deadline);
}

asio::awaitable<void> idOn(Worker& worker, std::thread::id& there, std::thread::id& back) {
  there = co_await worker.run([] { return std::this_thread::get_id(); });
  back = std::this_thread::get_id();
}

void aNotificationWakesAllThatWait() {
  asio::io_context loop;
  Signal signal;
  std::optional<bool> first, second;
  asio::co_spawn(loop, waitFor(signal, in(1h), first), asio::detached);
  asio::co_spawn(loop, waitFor(signal, in(1h), second), asio::detached);
  loop.poll();
  CHECK_EQ(std::size_t{2}, signal.waiting());
  signal.notifyAll();
  loop.run();
  CHECK(first == true);
  CHECK(second == true);
  CHECK_EQ(std::size_t{0}, signal.waiting());
}

void theDeadlineEndsAWait() {
  asio::io_context loop;
  Signal signal;
  std::optional<bool> result;
  asio::co_spawn(loop, waitFor(signal, in(1ms), result), asio::detached);
  loop.run();
  CHECK(result == false);
}

void aLoopMayEndWhileSomebodyWaits() {
  Signal signal;
  std::optional<bool> result;
  {
    asio::io_context loop;
    asio::co_spawn(loop, waitFor(signal, in(1h), result), asio::detached);
    loop.poll();
    CHECK_EQ(std::size_t{1}, signal.waiting());
  }
  CHECK_EQ(std::size_t{0}, signal.waiting());
  CHECK(!result);
}

void aSlowWatcherSeesEachChangeOnce() {
  asio::io_context loop;
  Changes changes;
  Watcher watcher(changes);
  for (int i = 0; i < 1000; ++i) {
    changes.endpointChanged("box-1");
    changes.snapshotChanged("box-2", SnapshotKind::Camera);
  }
  std::optional<ChangeSet> seen;
  asio::co_spawn(loop, take(watcher, in(1h), seen), asio::detached);
  loop.run();
  CHECK_EQ(std::size_t{1}, seen->endpoints.size());
  CHECK_EQ(std::size_t{1}, seen->snapshots.size());
  CHECK(!seen->centre);
}

void aBoxThatOnlyAsksAgainIsNoNews() {
  Changes changes;
  Watcher watcher(changes);
  WaitingBoxes boxes(changes);
  EnrolmentRecord box;
  box.key_id = "k";
  const auto told = [&] {
    asio::io_context loop;
    std::optional<ChangeSet> seen;
    asio::co_spawn(loop, take(watcher, in(0ms), seen), asio::detached);
    loop.run();
    return seen->enrolments;
  };
  boxes.replaceAll({box});
  CHECK(told());
  box.last_seen += 30s;
  boxes.replaceAll({box});
  CHECK(!told());
  CHECK(boxes.all().at(0).last_seen == box.last_seen);
  boxes.replaceAll({});
  CHECK(told());
}

void aWatcherThatLeavesIsForgotten() {
  Changes changes;
  {
    const Watcher watcher(changes);
    CHECK_EQ(std::size_t{1}, changes.watchers());
  }
  changes.centreChanged();
  CHECK_EQ(std::size_t{0}, changes.watchers());
}

void whatBlocksRunsElsewhereAndComesBack() {
  asio::io_context loop;
  Worker worker(1);
  std::thread::id there, back;
  asio::co_spawn(loop, idOn(worker, there, back), asio::detached);
  loop.run();
  CHECK(there != std::thread::id());
  CHECK(there != std::this_thread::get_id());
  CHECK(back == std::this_thread::get_id());
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(aNotificationWakesAllThatWait), TEST(theDeadlineEndsAWait),
                             TEST(aLoopMayEndWhileSomebodyWaits), TEST(aSlowWatcherSeesEachChangeOnce),
                             TEST(aBoxThatOnlyAsksAgainIsNoNews), TEST(aWatcherThatLeavesIsForgotten),
                             TEST(whatBlocksRunsElsewhereAndComesBack)});
}
