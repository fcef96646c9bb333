// SPDX-License-Identifier: Apache-2.0
// Requests to the centre: the seam between what the agent says and how it travels.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/result.h"

namespace diemcau::agent {

enum class HttpMethod { Get, Post, Put };

struct HttpRequest {
  HttpMethod method = HttpMethod::Get;
  std::string path{};                  // below the centre's URL: "/device/v1/config"
  std::vector<std::string> headers{};  // "Name: value"
  std::string body{};
  std::chrono::milliseconds timeout{10'000};  // of the whole exchange
  std::size_t response_limit = 64 * 1024;     // bytes of the body
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;
  double rtt_ms = 0;   // from the request's first byte to the answer's first byte
  std::string etag{};  // as it came, with its quotes; empty: none
};

// No answer. Errors:
//   http.unreachable         no name, no route, no connection
//   http.broken              the connection was lost during the exchange
//   http.timed_out           no answer within the request's timeout
//   http.untrusted           the centre's certificate does not hold
//   http.identity_refused    the centre refused our certificate in the handshake
//   http.identity_unusable   our key or certificate, or the CA's file, cannot be loaded
//   http.response_too_large  more than the request's limit
//   http.not_started         the library refused the request
using HttpResult = Result<HttpResponse>;

// A request under way; its destruction abandons it, and its callback is then never called.
class HttpCall {
 public:
  virtual ~HttpCall() = default;
};

// Thread-bound to the event loop.
class HttpClient {
 public:
  using Done = std::function<void(HttpResult)>;

  virtual ~HttpClient() = default;
  // `done` is called once, later, from the loop; it may destroy the call. The client outlives its calls.
  [[nodiscard]] virtual std::unique_ptr<HttpCall> start(HttpRequest request, Done done) = 0;
};

}  // namespace diemcau::agent
