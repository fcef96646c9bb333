// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface driven by the GLib main loop.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <unordered_map>

#include "contract/result.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// Thread-bound to the loop. Outlives the transfers that were added to it.
class CurlLoop {
 public:
  using Finished = std::function<void(CURLcode)>;

  // Error: http.not_started.
  [[nodiscard]] static Result<std::unique_ptr<CurlLoop>> create();
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  // Runs `easy`, which stays the caller's. `finished` is called from the loop, never from within
  // add(), after the handle was taken out again; it may add and remove handles.
  [[nodiscard]] Result<void> add(CURL* easy, Finished finished);
  // Abandons it. Nothing happens when it is not there (any more).
  void remove(CURL* easy);

 private:
  explicit CurlLoop(CURLM* multi);
  static int onSocket(CURL* easy, curl_socket_t fd, int what, void* self, void* watch) noexcept;
  static int onTimer(CURLM* multi, long timeout_ms, void* self) noexcept;
  static int onReady(int fd, unsigned condition, void* self) noexcept;
  void watch(curl_socket_t fd, int what);
  void act(curl_socket_t fd, int events);
  void collect();

  CURLM* multi_;
  base::Timer timer_;
  std::unordered_map<curl_socket_t, unsigned> watches_;  // file descriptor → GLib source
  std::unordered_map<CURL*, Finished> running_;
};

}  // namespace diemcau::agent
