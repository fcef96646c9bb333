// SPDX-License-Identifier: Apache-2.0
// Playing many endpoints with Asio, Beast and OpenSSL.
#include "tests/integration/centre/crowd.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "contract/status.h"

namespace diemcau::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Stream = asio::ssl::stream<asio::ip::tcp::socket>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr const char* kHost = "127.0.0.1";

http::request<http::string_body> request(http::verb method, const char* path) {
  http::request<http::string_body> made(method, path, 11);
  made.set(http::field::host, kHost);
  return made;
}

std::string reportOf(const std::string& endpoint, std::uint64_t seq) {
  Status status;
  status.endpoint = endpoint;
  status.boot_id = "boot-1";
  status.seq = seq;
  status.observed_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  status.config.version = 1;
  return writeStatus(status);
}

}  // namespace

struct Crowd::Impl {
  Impl(std::vector<centre::ClientIdentity> its_members, const std::filesystem::path& ca)
      : members(std::move(its_members)) {
    tls.load_verify_file(ca);
    tls.set_verify_mode(asio::ssl::verify_peer);
    tls.set_verify_callback(asio::ssl::host_name_verification(kHost));
    thread = std::jthread([this] { loop.run(); });
  }
  ~Impl() { loop.stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void failed(const centre::ClientIdentity& member, const std::string& what) {
    const std::scoped_lock lock(mutex);
    if (fault.empty()) fault = member.endpoint + ": " + what;
    ++tally.failed;
  }

  asio::awaitable<void> live(const centre::ClientIdentity& member, std::uint16_t port, std::uint64_t seq) {
    Stream stream(loop, tls);
    if (SSL_use_certificate(stream.native_handle(), member.certificate.get()) != 1 ||
        SSL_use_PrivateKey(stream.native_handle(), member.key.get()) != 1) {
      co_return failed(member, "no identity");
    }
    const asio::ip::tcp::endpoint centre(asio::ip::make_address(kHost), port);
    if (const auto [error] = co_await stream.next_layer().async_connect(centre, kToken); error) {
      co_return failed(member, "connecting: " + error.message());
    }
    if (const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, kToken); error) {
      co_return failed(member, "handshake: " + error.message());
    }
    if (!co_await report(stream, member, seq)) co_return;
    co_await hold(stream, member);
  }

  asio::awaitable<bool> report(Stream& stream, const centre::ClientIdentity& member, std::uint64_t seq) {
    auto asking = request(http::verb::post, "/device/v1/reports");
    asking.set(http::field::content_type, "application/json");
    asking.body() = reportOf(member.endpoint, seq);
    asking.prepare_payload();
    http::response<http::string_body> answer;
    const error_code error = co_await exchange(stream, asking, answer);
    const auto said = nlohmann::json::parse(answer.body(), nullptr, false);
    const bool heard = !error && answer.result_int() == 200 && said.value("acknowledged", std::uint64_t{0}) == seq;
    if (heard) {
      ++tally.acknowledged;
    } else {
      failed(member,
             "report: " + (error ? error.message() : std::to_string(answer.result_int()) + " " + answer.body()));
    }
    co_return heard;
  }

  asio::awaitable<void> hold(Stream& stream, const centre::ClientIdentity& member) {
    auto asking = request(http::verb::get, "/device/v1/config");
    asking.set(http::field::if_none_match, "\"1\"");
    asking.set(http::field::prefer, "wait=55");
    ++tally.holding;
    for (;;) {
      http::response<http::string_body> answer;
      if (co_await exchange(stream, asking, answer)) {
        ++tally.cut;
        co_return;
      }
      if (answer.result() == http::status::not_modified) continue;
      if (answer.result() != http::status::ok) co_return failed(member, "config: " + answer.body());
      ++tally.newer;
      co_return;
    }
  }

  static asio::awaitable<error_code> exchange(Stream& stream, const http::request<http::string_body>& asking,
                                              http::response<http::string_body>& answer) {
    const auto [not_sent, sent] = co_await http::async_write(stream, asking, kToken);
    if (not_sent) co_return not_sent;
    boost::beast::flat_buffer buffer;
    const auto [not_read, read] = co_await http::async_read(stream, buffer, answer, kToken);
    co_return not_read;
  }

  std::vector<centre::ClientIdentity> members;
  CrowdTally tally;
  std::mutex mutex;
  std::string fault;
  asio::ssl::context tls{asio::ssl::context::tlsv13_client};
  asio::io_context loop{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{loop.get_executor()};
  std::jthread thread;
};

Crowd::Crowd(std::vector<centre::ClientIdentity> members, const std::filesystem::path& ca)
    : impl_(std::make_unique<Impl>(std::move(members), ca)) {}

Crowd::~Crowd() = default;

std::size_t Crowd::size() const { return impl_->members.size(); }

void Crowd::arrive(std::uint16_t port, std::uint64_t seq) {
  CrowdTally& tally = impl_->tally;
  for (auto* count : {&tally.acknowledged, &tally.holding, &tally.cut, &tally.newer, &tally.failed}) *count = 0;
  for (const centre::ClientIdentity& member : impl_->members) {
    asio::co_spawn(impl_->loop, impl_->live(member, port, seq), asio::detached);
  }
}

const CrowdTally& Crowd::tally() const { return impl_->tally; }

std::string Crowd::fault() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->fault;
}

}  // namespace diemcau::test
