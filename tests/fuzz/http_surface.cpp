// SPDX-License-Identifier: Apache-2.0
// Bytes of anybody at the centre's listeners, through the connection that serves them in earnest: the parts of the
// listeners that nobody has to be known for.
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "centre/enrolment/est.h"
#include "centre/http/connection.h"
#include "centre/operators/console_files.h"
#include "centre/operators/login_request.h"
#include "centre/operators/sessions.h"
#include "centre/time/time_api.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace diemcau;
using namespace diemcau::centre;
using Task = boost::asio::awaitable<HttpResponse>;

HttpResponse refusal(const Error& error) {
  fuzz::checkError(error);
  return errorResponse(400, error.code, error.context);
}

Task logIn(const HttpRequest& request) {
  fuzz::require(request.body.size() <= kMaxLogin, "a body is no longer than its route allows");
  if (!isFromOurPage(request)) co_return errorResponse(403, "header_missing");
  const auto password = passwordIn(request.body);
  if (!password) co_return refusal(password.error());
  fuzz::require(oneTimeHash(*password).size() == 64, "a password has its hash");
  co_return emptyResponse(401);
}

Task enrol(const HttpRequest& request) {
  fuzz::require(request.body.size() <= kMaxEnrolmentBody, "a body is no longer than its route allows");
  const auto asked = signingRequestIn(request);
  if (!asked) co_return refusal(asked.error());
  const auto token = tokenIn(request.header("authorization"));
  if (!token) co_return refusal(token.error());
  co_return emptyResponse(202);
}

Task getFile(const HttpRequest& request) {
  const auto file = consoleFile(request.path);
  if (!file) co_return errorResponse(404, "not_found", request.path);
  fuzz::require(file->is_relative() && file->lexically_normal() == *file, "a file is below the page's folder");
  for (const auto& name : *file) fuzz::require(name != ".." && name != ".", "a file is below the page's folder");
  HttpResponse response;
  response.status = matchesEntityTag(request.header("if-none-match"), "0123456789abcdef") ? 304 : 200;
  response.headers.emplace_back("content-type", contentTypeOf(*file).value_or(""));
  co_return response;
}

// What answers whoever asks, with the limits that they have in the centre.
struct Surface {
  SystemClock clock;
  Signer signer{*PrivateKey::generate()};
  TimeApi time{signer, clock};
  Sessions sessions{clock};
  Router router;

  Surface() {
    time.addRoutes(router);
    router.add("POST", "/api/v1/session", kMaxLogin, logIn);
    router.add("POST", "/.well-known/est/simpleenroll", kMaxEnrolmentBody, enrol);
    router.add("GET", "/api/v1/endpoints/{id}/snapshots/{kind}", 0, [this](const HttpRequest& request) -> Task {
      fuzz::require(sessions.of(request) == nullptr, "nobody is logged in");
      fuzz::require(request.path_values.size() == 2, "a path has its values");
      co_return errorResponse(401, "session_missing");
    });
    router.otherwise(getFile);
  }
};

// As a caller sees it who says that, and no more.
std::string answerTo(std::string_view sent, const ConnectionSettings& settings) {
  static boost::asio::io_context loop{1};
  int ends[2];
  fuzz::require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "a connection");
  const auto [here, there] = ends;
  fuzz::require(::send(here, sent.data(), sent.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(sent.size()), "sent");
  ::shutdown(here, SHUT_WR);
  boost::asio::ip::tcp::socket socket(loop);
  socket.assign(boost::asio::ip::tcp::v4(), there);
  boost::asio::co_spawn(loop, servePlainConnection(std::move(socket), settings), boost::asio::detached);
  loop.restart();
  loop.run();
  std::string answer(64 * 1024, '\0');
  const ssize_t got = ::recv(here, answer.data(), answer.size(), MSG_DONTWAIT);
  ::close(here);
  answer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Surface surface;
  static const ConnectionSettings settings{"fuzz", &surface.router, ClientCertificates::NotAsked,
                                           std::string(kConsolePolicy)};
  const std::string answer = answerTo({reinterpret_cast<const char*>(data), size}, settings);
  if (answer.empty()) return 0;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string_view last =
      answer.starts_with(go_on) ? std::string_view(answer).substr(go_on.size()) : std::string_view(answer);
  if (last.empty()) return 0;
  fuzz::require(last.starts_with("HTTP/1.1 "), "an answer is one of HTTP");
  fuzz::require(!last.starts_with("HTTP/1.1 5"), "nobody breaks anything");
  const std::string_view head = last.substr(0, last.find("\r\n\r\n"));
  fuzz::require(head.size() < last.size(), "a head ends");
  for (const char* const line : {"\r\nServer: diemcau-centre", "\r\nX-Content-Type-Options: nosniff"}) {
    fuzz::require(head.find(line) != head.npos && head.find(line) == head.rfind(line), "a head is the centre's own");
  }
  return 0;
}
