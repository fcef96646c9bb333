// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 by Beast, over TLS or plain; the only place that includes it.
#include "centre/http/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <ctime>
#include <exception>
#include <optional>
#include <type_traits>

#include "centre/http/tls.h"
#include "centre/log/log.h"

namespace diemcau::centre {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using std::chrono::seconds;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
// A thousand endpoints that come back in the same moment share one loop: the last ones are through after some ten
// seconds on a slow machine.
constexpr auto kHandshakeTime = seconds(30);
constexpr auto kIdleTime = seconds(75);  // longer than a held request, so that callers may reuse the connection
constexpr auto kHeaderTime = seconds(15);
constexpr auto kBodyTime = seconds(30);
constexpr auto kWriteTime = seconds(30);
constexpr std::size_t kSlowestBytes = std::size_t{64} * 1024;  // a second; large bodies get so much longer
constexpr auto kPieceTime = seconds(10);
constexpr auto kDrainTime = seconds(5);
constexpr std::size_t kHeaderBytes = 16 * 1024;
constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::size_t kDrainBytes = 16 * 1024 * 1024;

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& sign : result) {
    if (sign >= 'A' && sign <= 'Z') sign = static_cast<char>(sign - 'A' + 'a');
  }
  return result;
}

// RFC 9110, 5.6.7.
std::string httpDate() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

template <class Stream>
class Connection {
 public:
  template <class... Tls>
  Connection(const ConnectionSettings& settings, asio::ip::tcp::socket socket, Tls&... tls)
      : settings_(settings), stream_(std::move(socket), tls...), buffer_(kBufferBytes) {}

  asio::awaitable<void> serve() {
    if (!co_await greet()) co_return;
    while (co_await serveOne()) {
    }
    within(kDrainTime);
    if constexpr (kTls) co_await stream_.async_shutdown(kToken);
  }

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;
  using HeaderParser = http::request_parser<http::empty_body>;

  void within(seconds time) { beast::get_lowest_layer(stream_).expires_after(time); }

  asio::awaitable<bool> greet() {
    beast::error_code error;
    const auto peer = beast::get_lowest_layer(stream_).socket().remote_endpoint(error);
    if (error) co_return false;
    address_ = peer.address().to_string();
    beast::get_lowest_layer(stream_).socket().set_option(asio::ip::tcp::no_delay(true), error);
    if constexpr (kTls) co_return co_await shakeHands();
    co_return true;
  }

  asio::awaitable<bool> shakeHands()
    requires kTls
  {
    within(kHandshakeTime);
    const auto [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kToken);
    if (failed) {
      logInfo(settings_.name + ": handshake with " + address_ + " failed: " + failed.message() +
              verifyFailure(stream_.native_handle()));
      co_return false;
    }
    if (settings_.client_certificates == ClientCertificates::NotAsked) co_return true;
    caller_ = peerCommonName(stream_.native_handle());
    co_return settings_.client_certificates == ClientCertificates::Asked || !caller_.empty();
  }

  // One request and its answer; whether the connection goes on.
  asio::awaitable<bool> serveOne() {
    HeaderParser header;
    header.header_limit(kHeaderBytes);
    header.body_limit(boost::none);
    if (!co_await readHeader(header)) co_return false;
    HttpRequest request = requestFrom(header.get());
    const bool keep = kTls && header.get().keep_alive();
    const bool head = header.get().method() == http::verb::head;

    Router::Match match = settings_.router->find(request.method, request.path);
    if (match.route == nullptr) {
      HttpResponse response = match.allowed.empty() ? errorResponse(404, "not_found", request.path)
                                                    : errorResponse(405, "method_not_allowed", request.method);
      if (!match.allowed.empty()) response.headers.emplace_back("allow", match.allowed);
      co_return co_await refuse(std::move(response), head);
    }
    if (match.route->gate) {
      if (auto refusal = match.route->gate(request)) co_return co_await refuse(std::move(*refusal), head);
    }
    if (header.content_length().value_or(0) > match.route->max_body) {
      co_return co_await refuse(tooLarge(*match.route), head);
    }
    http::request_parser<http::string_body> parser(std::move(header));
    parser.body_limit(match.route->max_body);
    const beast::error_code failed = co_await readBody(parser, longer(kBodyTime, match.route->max_body));
    if (failed == http::error::body_limit) co_return co_await refuse(tooLarge(*match.route), head);
    if (failed) co_return false;
    request.body = std::move(parser.get().body());
    request.path_values = std::move(match.values);
    HttpResponse response = co_await answer(*match.route, request);
    if (response.stream) {
      co_await writeStream(response);
      co_return false;
    }
    const bool written = co_await write(response, keep, head);
    co_return written&& keep;
  }

  static HttpResponse tooLarge(const Route& route) {
    return errorResponse(413, "too_large", "at most " + std::to_string(route.max_body) + " bytes");
  }

  asio::awaitable<bool> readHeader(HeaderParser& header) {
    if (buffer_.size() == 0) {
      within(kTls ? kIdleTime : kHeaderTime);
      const auto [failed, count] = co_await stream_.async_read_some(buffer_.prepare(4096), kToken);
      if (failed) co_return false;
      buffer_.commit(count);
    }
    within(kHeaderTime);
    const auto [failed, count] = co_await http::async_read_header(stream_, buffer_, header, kToken);
    if (!failed && header.get().target().starts_with('/')) co_return true;
    // The caller has gone: nobody hears an answer, and asio tells the end of a stream once only.
    if (failed == http::error::partial_message) co_return false;
    if (failed == http::error::header_limit || failed == http::error::buffer_overflow) {
      co_await refuse(errorResponse(431, "header_too_large"), false);
    } else if (!failed || failed.category() == beast::error_code(http::error::bad_method).category()) {
      if (failed != http::error::end_of_stream) co_await refuse(errorResponse(400, "http_malformed"), false);
    }
    co_return false;
  }

  static seconds longer(seconds time, std::size_t bytes) { return time + seconds(bytes / kSlowestBytes); }

  asio::awaitable<beast::error_code> readBody(http::request_parser<http::string_body>& parser, seconds time) {
    if (lowered(parser.get()[http::field::expect]) == "100-continue") {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      within(kWriteTime);
      const auto [failed, count] = co_await http::async_write(stream_, go_on, kToken);
      if (failed) co_return failed;
    }
    within(time);
    const auto [failed, count] = co_await http::async_read(stream_, buffer_, parser, kToken);
    co_return failed;
  }

  HttpRequest requestFrom(const http::request_header<>& header) const {
    HttpRequest request;
    request.method = header.method_string();
    const std::string_view target = header.target();
    request.path = target.substr(0, target.find('?'));
    if (request.path.size() < target.size()) request.query = target.substr(request.path.size() + 1);
    for (const auto& field : header) request.headers.emplace_back(lowered(field.name_string()), field.value());
    request.address = address_;
    request.caller = caller_;
    return request;
  }

  asio::awaitable<HttpResponse> answer(const Route& route, const HttpRequest& request) {
    std::string problem;
    try {
      co_return co_await route.handler(request);
    } catch (const std::exception& error) {
      problem = error.what();
    }
    logError(settings_.name + ": " + request.method + " " + request.path + ": " + problem);
    co_return errorResponse(500, "internal");
  }

  // Answers a request whose body is not read, takes what still comes so that the caller sees the
  // answer instead of a reset, and ends the connection.
  asio::awaitable<bool> refuse(HttpResponse response, bool head) {
    if (!co_await write(response, false, head)) co_return false;
    within(kDrainTime);
    buffer_.clear();
    for (std::size_t drained = 0; drained < kDrainBytes;) {
      const auto [failed, count] = co_await stream_.async_read_some(buffer_.prepare(kHeaderBytes), kToken);
      if (failed) break;
      drained += count;
    }
    co_return false;
  }

  template <class Message>
  void addHeaders(Message& message, const HttpResponse& response) const {
    message.set(http::field::date, httpDate());
    message.set(http::field::server, "diemcau-centre");
    message.set("X-Content-Type-Options", "nosniff");
    message.set(http::field::cache_control, "no-store");
    if (!settings_.security_policy.empty()) {
      message.set("Content-Security-Policy", settings_.security_policy);
      message.set(http::field::x_frame_options, "DENY");
      message.set("Referrer-Policy", "no-referrer");
      message.set("Cross-Origin-Opener-Policy", "same-origin");
      message.set("Cross-Origin-Resource-Policy", "same-origin");
      message.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    }
    for (const auto& [name, value] : response.headers) message.set(name, value);
  }

  // Whether it was written.
  asio::awaitable<bool> write(const HttpResponse& response, bool keep, bool head) {
    const std::string& body = response.shared_body ? *response.shared_body : response.body;
    http::response<http::span_body<const char>> message(static_cast<http::status>(response.status), 11);
    addHeaders(message, response);
    message.keep_alive(keep);
    if (response.status != 204 && response.status != 304) message.content_length(body.size());
    if (!head) message.body() = beast::span<const char>(body.data(), body.size());
    within(longer(kWriteTime, body.size()));
    const auto [failed, count] = co_await http::async_write(stream_, message, kToken);
    co_return !failed;
  }

  // Chunked; ends with the stream or when a piece is not taken in time.
  asio::awaitable<void> writeStream(HttpResponse& response) {
    http::response<http::empty_body> message(static_cast<http::status>(response.status), 11);
    addHeaders(message, response);
    message.keep_alive(false);
    message.chunked(true);
    http::response_serializer<http::empty_body> serializer(message);
    within(kWriteTime);
    const auto [failed, count] = co_await http::async_write_header(stream_, serializer, kToken);
    if (failed) co_return;
    while (const std::optional<std::string> piece = co_await response.stream->next()) {
      within(kPieceTime);
      const auto [broken, written] =
          co_await asio::async_write(stream_, http::make_chunk(asio::buffer(*piece)), kToken);
      if (broken) co_return;
    }
    within(kPieceTime);
    co_await asio::async_write(stream_, http::make_chunk_last(), kToken);
  }

  const ConnectionSettings& settings_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::string address_;
  std::string caller_;
};

}  // namespace

asio::awaitable<void> serveConnection(asio::ip::tcp::socket socket, asio::ssl::context& tls,
                                      const ConnectionSettings& settings) {
  Connection<TlsStream> connection(settings, std::move(socket), tls);
  co_await connection.serve();
}

asio::awaitable<void> servePlainConnection(asio::ip::tcp::socket socket, const ConnectionSettings& settings) {
  Connection<beast::tcp_stream> connection(settings, std::move(socket));
  co_await connection.serve();
}

}  // namespace diemcau::centre
