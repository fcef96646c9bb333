// SPDX-License-Identifier: Apache-2.0
// HTTP to one centre: HTTPS with mutual TLS, and plain for the one question that comes before TLS.
//
// The centre is trusted by the given CA alone and by its host name. No redirects, no proxies, nothing out of the
// environment.
#pragma once

#include <curl/curl.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/agent/curl_loop.h"
#include "daemon/agent/http_client.h"

namespace diemcau::agent {

struct CentreAccess {
  std::string url;                    // "https://host:port"
  std::filesystem::path certificate;  // PEM, the chain; empty: none is shown, for who has none yet
  std::filesystem::path key;          // PEM
  std::filesystem::path ca;           // PEM
};

class CurlHttpClient final : public HttpClient {
 public:
  // `loop` outlives this.
  CurlHttpClient(CurlLoop& loop, CentreAccess access);
  [[nodiscard]] std::unique_ptr<HttpCall> start(HttpRequest request, Done done) override;

 private:
  CurlLoop& loop_;
  CentreAccess access_;
};

// For what is signed and not secret. "http://host:port/path"; a request's path is put behind it.
class PlainHttpClient final : public HttpClient {
 public:
  // `loop` outlives this.
  PlainHttpClient(CurlLoop& loop, std::string url) : loop_(loop), url_(std::move(url)) {}
  [[nodiscard]] std::unique_ptr<HttpCall> start(HttpRequest request, Done done) override;

 private:
  CurlLoop& loop_;
  std::string url_;
};

// What libcurl's result means here; `message` is its own text (CURLOPT_ERRORBUFFER). The refusal of
// our certificate is known from the TLS alert that it names: with TLS 1.3 the alert comes after the
// handshake is over for the client, in the place of an answer.
[[nodiscard]] Error httpErrorOf(CURLcode code, std::string_view message);

}  // namespace diemcau::agent
