// SPDX-License-Identifier: Apache-2.0
// Handing out trust roots.
#include "centre/device/trust_root_api.h"

#include <charconv>

#include "contract/envelope.h"

namespace diemcau::centre {

void TrustRootApi::addRoutes(Router& router) {
  router.add("GET", "/device/v1/trust-roots/{version}", 0, [this](const HttpRequest& request) { return get(request); });
}

boost::asio::awaitable<HttpResponse> TrustRootApi::get(const HttpRequest& request) {
  if (co_await finder_.find(request.caller) == nullptr)
    co_return errorResponse(403, "endpoint_unknown", request.caller);
  const std::string& text = request.path_values.at(0);
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size()) co_return errorResponse(404, "not_found", request.path);
  auto envelope = roots_.envelope(version);
  if (!envelope && envelope.error().code == "not_found") co_return errorResponse(404, "not_found", request.path);
  if (!envelope) co_return errorResponse(503, "store_failed", "trust root " + text);
  HttpResponse response;
  response.headers.emplace_back("content-type", kEnvelopeMediaType);
  response.body = std::move(*envelope);
  co_return response;
}

}  // namespace diemcau::centre
