// SPDX-License-Identifier: Apache-2.0
// The gateway's thread, and what others may ask of it.
#include "centre/gateway/gateway.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "centre/gateway/admission.h"
#include "centre/gateway/recorder.h"
#include "centre/gateway/relay.h"
#include "centre/gateway/srt_socket.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::milliseconds kTurn{100};  // how soon a change of keys or the end is seen

}  // namespace

// The order is that of the ends: first the connections, then their recordings.
struct Gateway::Impl {
  explicit Impl(GatewayOptions options) : desk(options.request_passphrase), recorder(options.recordings) {}

  void run();

  AdmissionDesk desk;
  Recorder recorder;
  std::unique_ptr<Relay> relay;
  std::uint16_t port = 0;
  std::atomic<bool> stopping = false;
  std::atomic<bool> keys_changed = false;
  mutable std::mutex mutex;
  std::vector<StreamStats> stats;  // under mutex
  std::thread thread;
};

void Gateway::Impl::run() {
  ::pthread_setname_np(::pthread_self(), "srt-gateway");
  auto published = std::chrono::steady_clock::now();
  while (!stopping) {
    if (keys_changed.exchange(false)) relay->checkKeys();
    if (auto turned = relay->turn(kTurn); !turned) {
      spdlog::error("gateway: {}", turned.error().describe());
      std::this_thread::sleep_for(kTurn);
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - published < kTurn) continue;
    published = now;
    desk.sweep();
    auto fresh = relay->stats();
    const std::lock_guard lock(mutex);
    stats = std::move(fresh);
  }
}

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Gateway>> Gateway::start(GatewayOptions options) {
  if (!options.request_passphrase.empty() && !isUsablePassphrase(options.request_passphrase)) {
    return fail("gateway", "passphrase_unusable", "a passphrase has 10 to 79 bytes");
  }
  startSrt();
  auto impl = std::make_unique<Impl>(options);
  auto listener = listenOn({.address = options.listen_address,
                            .port = options.port,
                            .latency_ms = static_cast<int>(options.latency_ms),
                            .hook = &AdmissionDesk::onCaller,
                            .hook_data = &impl->desk});
  if (!listener) return std::unexpected(std::move(listener.error()));
  impl->port = portOf(listener->get());
  impl->relay = std::make_unique<Relay>(std::move(*listener), impl->desk, impl->recorder);
  impl->thread = std::thread([raw = impl.get()] { raw->run(); });
  return std::unique_ptr<Gateway>(new Gateway(std::move(impl)));
}

Gateway::~Gateway() {
  impl_->stopping = true;
  impl_->thread.join();
}

std::uint16_t Gateway::port() const { return impl_->port; }

void Gateway::setKeys(std::vector<StreamKey> keys) {
  impl_->desk.setKeys(std::move(keys));
  impl_->keys_changed = true;
}

RefusedBatch Gateway::takeRefused() { return impl_->desk.takeRefused(); }

std::vector<StreamStats> Gateway::stats() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->stats;
}

}  // namespace diemcau::centre
