// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface driven by the GLib main loop.
#include "daemon/agent/curl_loop.h"

#include <glib-unix.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace diemcau::agent {

Result<std::unique_ptr<CurlLoop>> CurlLoop::create() {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return fail("http", "not_started", "curl_global_init");
  CURLM* const multi = curl_multi_init();
  if (multi == nullptr) return fail("http", "not_started", "curl_multi_init");
  return std::unique_ptr<CurlLoop>(new CurlLoop(multi));
}

CurlLoop::CurlLoop(CURLM* multi) : multi_(multi) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  // The long poll, the report and a picture of each kind: nothing more is ever under way.
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 4L);
}

CurlLoop::~CurlLoop() {
  for (const auto& [easy, finished] : running_) curl_multi_remove_handle(multi_, easy);
  curl_multi_cleanup(multi_);
  for (const auto& [fd, source] : watches_) g_source_remove(source);
  curl_global_cleanup();
}

Result<void> CurlLoop::add(CURL* easy, Finished finished) {
  running_[easy] = std::move(finished);
  const CURLMcode code = curl_multi_add_handle(multi_, easy);
  if (code == CURLM_OK) return {};
  running_.erase(easy);
  return fail("http", "not_started", curl_multi_strerror(code));
}

void CurlLoop::remove(CURL* easy) {
  if (running_.erase(easy) > 0) curl_multi_remove_handle(multi_, easy);
}

int CurlLoop::onSocket(CURL*, curl_socket_t fd, int what, void* self, void*) noexcept {
  static_cast<CurlLoop*>(self)->watch(fd, what);
  return 0;
}

// libcurl may also take back a socket that it never asked to watch: its own closing of idle connections.
void CurlLoop::watch(curl_socket_t fd, int what) {
  if (const auto found = watches_.find(fd); found != watches_.end()) {
    g_source_remove(found->second);
    watches_.erase(found);
  }
  unsigned condition = 0;
  if ((what & CURL_POLL_IN) != 0 && what != CURL_POLL_REMOVE) condition |= G_IO_IN;
  if ((what & CURL_POLL_OUT) != 0 && what != CURL_POLL_REMOVE) condition |= G_IO_OUT;
  if (condition == 0) return;
  const auto wanted = static_cast<GIOCondition>(condition | G_IO_ERR | G_IO_HUP);
  const auto ready = [](int ready_fd, GIOCondition got, void* self) noexcept -> gboolean {
    return onReady(ready_fd, got, self);
  };
  watches_[fd] = g_unix_fd_add(fd, wanted, ready, this);
}

int CurlLoop::onReady(int fd, unsigned condition, void* self) noexcept {
  int events = 0;
  if ((condition & (G_IO_IN | G_IO_HUP)) != 0) events |= CURL_CSELECT_IN;
  if ((condition & G_IO_OUT) != 0) events |= CURL_CSELECT_OUT;
  if ((condition & G_IO_ERR) != 0) events |= CURL_CSELECT_ERR;
  static_cast<CurlLoop*>(self)->act(fd, events);
  return G_SOURCE_CONTINUE;
}

int CurlLoop::onTimer(CURLM*, long timeout_ms, void* self) noexcept {
  auto* const loop = static_cast<CurlLoop*>(self);
  if (timeout_ms < 0) {
    loop->timer_.stop();
  } else {
    loop->timer_.startOnce(std::chrono::milliseconds{timeout_ms}, [loop] { loop->act(CURL_SOCKET_TIMEOUT, 0); });
  }
  return 0;
}

void CurlLoop::act(curl_socket_t fd, int events) {
  int still_running = 0;
  const CURLMcode code = curl_multi_socket_action(multi_, fd, events, &still_running);
  if (code != CURLM_OK) spdlog::error("libcurl: {}", curl_multi_strerror(code));
  collect();
}

void CurlLoop::collect() {
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode result = message->data.result;
    curl_multi_remove_handle(multi_, easy);  // `message` is gone with it
    if (auto node = running_.extract(easy)) node.mapped()(result);
  }
}

}  // namespace diemcau::agent
