// SPDX-License-Identifier: Apache-2.0
// An operator at the centre's API.
#include "tests/support/operator_client.h"

#include <curl/curl.h>

namespace diemcau::test {

struct OperatorClient::Impl {
  CURL* curl = nullptr;
  curl_slist* headers = nullptr;
  std::string base;
  std::string ca;
};

namespace {

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* to) noexcept {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

}  // namespace

OperatorClient::OperatorClient(std::uint16_t port, const std::filesystem::path& ca)
    : impl_(new Impl{curl_easy_init(), nullptr, "https://127.0.0.1:" + std::to_string(port) + "/api/v1", ca.string()}) {
  impl_->headers = curl_slist_append(impl_->headers, "Content-Type: application/json");
  impl_->headers = curl_slist_append(impl_->headers, "X-Diemcau: 1");
  curl_easy_setopt(impl_->curl, CURLOPT_HTTPHEADER, impl_->headers);
  curl_easy_setopt(impl_->curl, CURLOPT_CAINFO, impl_->ca.c_str());
  curl_easy_setopt(impl_->curl, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt(impl_->curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(impl_->curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(impl_->curl, CURLOPT_WRITEFUNCTION, append);
}

OperatorClient::~OperatorClient() {
  curl_slist_free_all(impl_->headers);
  curl_easy_cleanup(impl_->curl);
}

Reply OperatorClient::send(const char* method, std::string_view path, const std::string& body) {
  Reply reply;
  const std::string url = impl_->base + std::string(path);
  curl_easy_setopt(impl_->curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(impl_->curl, CURLOPT_WRITEDATA, &reply.body);
  if (body.empty()) {
    curl_easy_setopt(impl_->curl, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(impl_->curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(impl_->curl, CURLOPT_POSTFIELDS, body.c_str());
  }
  curl_easy_setopt(impl_->curl, CURLOPT_CUSTOMREQUEST, method);
  const CURLcode code = curl_easy_perform(impl_->curl);
  if (code != CURLE_OK) return {0, curl_easy_strerror(code)};
  curl_easy_getinfo(impl_->curl, CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

}  // namespace diemcau::test
