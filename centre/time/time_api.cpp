// SPDX-License-Identifier: Apache-2.0
// The nonce that was sent, beside the time, in an envelope of the online role.
#include "centre/time/time_api.h"

#include <string>
#include <string_view>

#include "contract/envelope.h"
#include "contract/time_answer.h"

namespace diemcau::centre {

void TimeApi::addRoutes(Router& router) {
  router.add("GET", "/time", 0, [this](const HttpRequest& request) { return get(request); });
}

boost::asio::awaitable<HttpResponse> TimeApi::get(const HttpRequest& request) {
  constexpr std::string_view name = "nonce=";
  std::string_view nonce = request.query;
  if (!nonce.starts_with(name) || !isTimeNonce(nonce.substr(name.size()))) {
    co_return errorResponse(400, "nonce_malformed", "/time?nonce= and 16 to 64 URL-safe characters");
  }
  nonce.remove_prefix(name.size());
  const TimeAnswer answer{std::string(nonce), clock_.now().wall};
  auto envelope = signer_.sign(kTimeAnswerPayloadType, writeTimeAnswer(answer));
  if (!envelope) co_return errorResponse(500, "internal");
  HttpResponse response;
  response.headers.emplace_back("content-type", kEnvelopeMediaType);
  response.body = std::move(*envelope);
  co_return response;
}

}  // namespace diemcau::centre
