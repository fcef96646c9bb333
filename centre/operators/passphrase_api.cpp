// SPDX-License-Identifier: Apache-2.0
// Handler of /api/v1/passphrases/rotate.
#include "centre/operators/passphrase_api.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxBody = 128 * 1024;
constexpr std::size_t kMaxEndpoints = 1'000;

// Empty: all.
Result<std::vector<std::string>> endpointsIn(std::string_view text) {
  return readDocument<std::vector<std::string>>(text, [](ObjectReader root) {
    return root.has("endpoints") ? root.texts("endpoints", kMaxEndpoints, {1, 64}) : std::vector<std::string>{};
  });
}

}  // namespace

void PassphraseApi::addRoutes(Router& router) {
  router.add("POST", "/api/v1/passphrases/rotate", kMaxBody,
             gate_.forOperators(std::bind_front(&PassphraseApi::rotate, this), "passphrase.rotate"));
}

PassphraseApi::Task PassphraseApi::rotate(const HttpRequest& request, const SessionRecord& session) {
  auto ids = endpointsIn(request.body);
  if (!ids) co_return errorResponse(400, ids.error().code, ids.error().context);
  if (ids->empty()) {
    for (const Endpoint* endpoint : fleet_.all()) {
      if (endpoint->desired && !endpoint->record.revoked_at) ids->push_back(endpoint->record.id);
    }
  }
  OrderedJson answer;
  answer["begun"] = OrderedJson::array();
  answer["left_out"] = OrderedJson::array();
  for (const std::string& id : *ids) {
    Endpoint* endpoint = co_await finder_.find(id);
    Result<void> begun = fail("passphrase", "endpoint_unknown", id);
    if (endpoint != nullptr) begun = co_await passphrases_.replace(*endpoint, session.account, request.address);
    if (begun) {
      answer["begun"].push_back(id);
    } else {
      co_await gate_.noteRefused(request, session, "passphrase.replace", id, std::string(begun.error().code));
      answer["left_out"].push_back({{"endpoint", id}, {"reason", begun.error().code}});
    }
  }
  co_return jsonResponse(202, dumpJson(answer));
}

}  // namespace diemcau::centre
