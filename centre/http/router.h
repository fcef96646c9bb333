// SPDX-License-Identifier: Apache-2.0
// Which handler answers which method and path.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "centre/http/message.h"

namespace diemcau::centre {

// The request stays valid until the handler has ended.
using Handler = std::function<boost::asio::awaitable<HttpResponse>(const HttpRequest&)>;

// Looks at a request whose body is not read yet: an answer refuses it, and the body is then never taken.
using Gate = std::function<std::optional<HttpResponse>(const HttpRequest&)>;

struct Route {
  std::string method;
  std::vector<std::string> parts;  // of the path; "{…}" stands for any one part
  std::size_t max_body = 0;        // bytes; more is answered 413 without reading it
  Handler handler;
  Gate gate;  // may be empty
};

// Filled before the first request, then only read.
class Router {
 public:
  // `pattern`: "/api/v1/endpoints/{id}". GET also answers HEAD. Large bodies want a gate.
  void add(std::string method, std::string_view pattern, std::size_t max_body, Handler handler, Gate gate = {});
  // Answers GET for all paths that no route has.
  void otherwise(Handler handler) { otherwise_ = Route{"GET", {}, 0, std::move(handler), {}}; }

  struct Match {
    const Route* route = nullptr;
    std::vector<std::string> values;
    std::string allowed;  // without a route: the methods that the path has, empty when it has none
  };
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
  std::optional<Route> otherwise_;
};

}  // namespace diemcau::centre
