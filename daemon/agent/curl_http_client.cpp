// SPDX-License-Identifier: Apache-2.0
// HTTPS with mutual TLS to one centre.
#include "daemon/agent/curl_http_client.h"

#include <array>
#include <utility>

namespace diemcau::agent {
namespace {

// TLS included: a centre to which a thousand rooms come back at once takes six seconds.
constexpr long kConnectTimeoutMs = 10'000;
constexpr long kKeepAliveSeconds = 20;

// In TLS 1.3 a client is told after its own handshake that its certificate is refused (RFC 8446, section 4.4.3 and
// appendix D.1); what else a server may refuse, it refuses during the handshake.
bool refusesCertificate(CURLcode code, std::string_view message) {
  return (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) && message.contains("fatal alert");
}

// The word of libcurl's GnuTLS part for a file that is missing or no key, and for a key that is another certificate's.
bool cannotUseIdentity(CURLcode code, std::string_view message) {
  return code == CURLE_SSL_CONNECT_ERROR && message.starts_with("error reading X.509");
}

class CurlCall final : public HttpCall {
 public:
  CurlCall(CurlLoop& loop, HttpRequest request, HttpClient::Done done)
      : loop_(loop), request_(std::move(request)), done_(std::move(done)), easy_(curl_easy_init()) {}
  ~CurlCall() override {
    if (easy_ == nullptr) return;
    loop_.remove(easy_);
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
  }
  CurlCall(const CurlCall&) = delete;
  CurlCall& operator=(const CurlCall&) = delete;

  // Without `access` over plain HTTP.
  void start(const std::string& url, const CentreAccess* access) {
    if (easy_ == nullptr) return failLater({"http", "not_started", "curl_easy_init"});
    setTransport();
    if (access != nullptr) setTls(*access);
    setRequest(url + request_.path);
    if (option_error_ != CURLE_OK) return failLater({"http", "not_started", curl_easy_strerror(option_error_)});
    const auto added = loop_.add(easy_, [this](CURLcode code) { finish(code); });
    if (!added) failLater(added.error());
  }

 private:
  void setTransport() {
    set(CURLOPT_PROTOCOLS_STR, "http");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");  // the empty name: none, whatever the environment says
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_TCP_KEEPIDLE, kKeepAliveSeconds);
    set(CURLOPT_TCP_KEEPINTVL, kKeepAliveSeconds / 2);
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_USERAGENT, "diemcau/" DIEMCAU_VERSION);
  }

  void setTls(const CentreAccess& access) {
    set(CURLOPT_PROTOCOLS_STR, "https");
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_CAINFO, access.ca.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set(CURLOPT_CA_CACHE_TIMEOUT, 0L);  // a renewed CA file holds from the next connection on
    if (access.certificate.empty()) return;
    set(CURLOPT_SSLCERT, access.certificate.c_str());
    set(CURLOPT_SSLKEY, access.key.c_str());
  }

  void setRequest(const std::string& url) {
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
    set(CURLOPT_WRITEFUNCTION, &CurlCall::onBody);
    set(CURLOPT_WRITEDATA, this);
    if (request_.method != HttpMethod::Get) {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
      set(CURLOPT_POSTFIELDS, request_.body.data());
    }
    if (request_.method == HttpMethod::Put) set(CURLOPT_CUSTOMREQUEST, "PUT");
    for (const std::string& header : request_.headers) headers_ = curl_slist_append(headers_, header.c_str());
    set(CURLOPT_HTTPHEADER, headers_);
  }

  template <class T>
  void set(CURLoption option, T value) {
    if (const CURLcode code = curl_easy_setopt(easy_, option, value); code != CURLE_OK && option_error_ == CURLE_OK) {
      option_error_ = code;
    }
  }

  static std::size_t onBody(const char* bytes, std::size_t, std::size_t count, void* self) noexcept {
    auto* const call = static_cast<CurlCall*>(self);
    if (call->response_.body.size() + count > call->request_.response_limit) {
      call->too_large_ = true;
      return CURL_WRITEFUNC_ERROR;
    }
    call->response_.body.append(bytes, count);
    return count;
  }

  void failLater(Error error) {
    failure_.startOnce(std::chrono::milliseconds{0}, [this, error] { tell(std::unexpected(error)); });
  }

  void finish(CURLcode code) {
    if (too_large_) return tell(fail("http", "response_too_large", std::to_string(request_.response_limit)));
    if (code != CURLE_OK) return tell(std::unexpected(httpErrorOf(code, message_.data())));
    long status = 0;
    curl_off_t retry_after = 0;
    curl_off_t sent_us = 0;
    curl_off_t answered_us = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &sent_us);
    curl_easy_getinfo(easy_, CURLINFO_STARTTRANSFER_TIME_T, &answered_us);
    response_.status = static_cast<int>(status);
    if (retry_after > 0) response_.retry_after = std::chrono::seconds{retry_after};
    response_.rtt_ms = static_cast<double>(answered_us - sent_us) / 1000.0;
    curl_header* etag = nullptr;
    if (curl_easy_header(easy_, "ETag", 0, CURLH_HEADER, -1, &etag) == CURLHE_OK) response_.etag = etag->value;
    tell(std::move(response_));
  }

  // The last thing that the call does: the callback may destroy it.
  void tell(HttpResult result) {
    const HttpClient::Done done = std::move(done_);
    done(std::move(result));
  }

  CurlLoop& loop_;
  HttpRequest request_;
  HttpClient::Done done_;
  HttpResponse response_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> message_{};
  CURLcode option_error_ = CURLE_OK;
  bool too_large_ = false;
  base::Timer failure_;
};

}  // namespace

CurlHttpClient::CurlHttpClient(CurlLoop& loop, CentreAccess access) : loop_(loop), access_(std::move(access)) {
  while (access_.url.ends_with('/')) access_.url.pop_back();
}

std::unique_ptr<HttpCall> CurlHttpClient::start(HttpRequest request, Done done) {
  auto call = std::make_unique<CurlCall>(loop_, std::move(request), std::move(done));
  call->start(access_.url, &access_);
  return call;
}

std::unique_ptr<HttpCall> PlainHttpClient::start(HttpRequest request, Done done) {
  auto call = std::make_unique<CurlCall>(loop_, std::move(request), std::move(done));
  call->start(url_, nullptr);
  return call;
}

Error httpErrorOf(CURLcode code, std::string_view message) {
  const std::string text{message.empty() ? std::string_view{curl_easy_strerror(code)} : message};
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return {"http", "untrusted", text};
    case CURLE_SSL_CLIENTCERT:
      return {"http", "identity_refused", text};
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return {"http", "identity_unusable", text};
    case CURLE_OPERATION_TIMEDOUT:
      return {"http", "timed_out", text};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return {"http", "unreachable", text};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return {"http", "not_started", text};
    default:
      if (cannotUseIdentity(code, message)) return {"http", "identity_unusable", text};
      return {"http", refusesCertificate(code, message) ? "identity_refused" : "broken", text};
  }
}

}  // namespace diemcau::agent
