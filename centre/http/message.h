// SPDX-License-Identifier: Apache-2.0
// Requests and responses as the handlers see them; sockets, TLS and Beast stay in server.cpp.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/result.h"

namespace diemcau::centre {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string path;    // before "?", as it came
  std::string query;   // behind it
  HeaderList headers;  // names in lower case
  std::string body;
  std::string address;                   // of the caller
  std::string caller;                    // common name of the client certificate; empty where none was shown
  std::vector<std::string> path_values;  // what stood for {…} in the route, in order

  // The first one of that name (in lower case); empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // A cookie's value; empty when there is none.
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

// A body that comes piece by piece (server-sent events).
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // The next piece; none: the end. A piece that the caller does not take in time ends the connection.
  [[nodiscard]] virtual boost::asio::awaitable<std::optional<std::string>> next() = 0;
};

struct HttpResponse {
  int status = 200;
  HeaderList headers;  // beside those that the server adds to all: Date, Server, security, length
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`, for large ones
  std::unique_ptr<BodyStream> stream;              // instead of both
  std::string refused;                             // code and detail of an error, for logs
};

// {"error": {"code": …, "detail": …}} as contract/http.yaml has it.
[[nodiscard]] HttpResponse errorResponse(int status, std::string_view code, std::string_view detail = {});
[[nodiscard]] HttpResponse jsonResponse(int status, std::string json);
[[nodiscard]] HttpResponse emptyResponse(int status);
// A JSON string with its quotes.
[[nodiscard]] std::string jsonText(std::string_view text);

// Whether an If-None-Match header names the entity tag (given without quotes), or is "*" (RFC 9110, 13.1.2).
[[nodiscard]] bool matchesEntityTag(std::string_view header, std::string_view tag);

}  // namespace diemcau::centre
