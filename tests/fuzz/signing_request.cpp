// SPDX-License-Identifier: Apache-2.0
// What anybody may send to the enrolment listener: method and path, Authorization, media type and body, one a line;
// the rest is the body, once as it is and once as the signing request itself.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "centre/enrolment/est.h"
#include "centre/http/router.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace diemcau;

centre::Router routes() {
  centre::Router router;
  for (const char* path : {"/.well-known/est/simpleenroll", "/api/v1/enrolments/{key}/approve"}) {
    router.add("POST", path, centre::kMaxEnrolmentBody, {});
  }
  return router;
}

std::string_view lineOf(std::string_view& rest) {
  const auto end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return line;
}

void checkRequest(const Result<centre::SigningRequest>& request) {
  if (!request) return fuzz::checkError(request.error());
  fuzz::require(request->key.keyId().size() == 64, "a key has its id");
  fuzz::require(!request->common_name.empty(), "a request has a name");
  fuzz::require(centre::endpointIdOf(request->key).size() == 12, "an endpoint has its id");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const centre::Router router = routes();
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view target = lineOf(rest);
  const auto space = target.find(' ');
  const auto match = router.find(target.substr(0, space), space == target.npos ? "" : target.substr(space + 1));
  fuzz::require(match.route == nullptr || match.allowed.empty(), "a path has a route or says which methods it has");

  const auto token = centre::tokenIn(lineOf(rest));
  if (!token) {
    fuzz::checkError(token.error());
  } else if (*token) {
    fuzz::require(!(*token)->empty() && centre::tokenHash(**token).size() == 64, "a token is something");
  }

  centre::HttpRequest request;
  request.headers.emplace_back("content-type", lineOf(rest));
  request.body = rest;
  checkRequest(centre::signingRequestIn(request));
  checkRequest(centre::parseSigningRequest(rest));
  return 0;
}
