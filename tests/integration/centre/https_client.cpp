// SPDX-License-Identifier: Apache-2.0
// Requests by libcurl's easy interface.
#include "tests/integration/centre/https_client.h"

#include <curl/curl.h>

#include <memory>

namespace diemcau::test {
namespace {

constexpr long kLongest = 120;  // seconds; above what a request may be held for

struct Receiving {
  HttpsReply* reply;
  const std::function<bool(const std::string&)>* enough;
};

std::size_t takeBody(char* bytes, std::size_t size, std::size_t count, void* to) noexcept {
  const auto& receiving = *static_cast<Receiving*>(to);
  receiving.reply->body.append(bytes, size * count);
  const bool stop = *receiving.enough && (*receiving.enough)(receiving.reply->body);
  return stop ? 0 : size * count;
}

std::size_t takeHeader(char* bytes, std::size_t size, std::size_t count, void* to) noexcept {
  const std::string line(bytes, size * count);
  const auto colon = line.find(": ");
  if (colon == line.npos) return line.size();
  std::string name = line.substr(0, colon);
  for (char& sign : name) sign = sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
  static_cast<HttpsReply*>(to)->headers[name] = line.substr(colon + 2, line.find_last_not_of("\r\n") - colon - 1);
  return line.size();
}

std::string memberOfError(const HttpsReply& reply, const char* member) {
  const nlohmann::json json = reply.json();
  if (!json.is_object() || !json.contains("error")) return {};
  return json["error"].value(member, "");
}

}  // namespace

std::string HttpsReply::code() const { return memberOfError(*this, "code"); }

std::string HttpsReply::detail() const { return memberOfError(*this, "detail"); }

HttpsReply HttpsClient::send(const HttpsRequest& request, const std::function<bool(const std::string&)>& enough) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  HttpsReply reply;
  Receiving receiving{&reply, &enough};
  curl_slist* headers = nullptr;
  for (const std::string& header : request.headers) headers = curl_slist_append(headers, header.c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> keeper(headers, &curl_slist_free_all);
  const std::string url = "https://127.0.0.1:" + std::to_string(port_) + request.path;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kLongest);
  curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca_.c_str());
  if (!identity_.certificate.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_SSLCERT, identity_.certificate.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_SSLKEY, identity_.key.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
  if (!request.body.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, takeBody);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, takeHeader);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &reply);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK && code != CURLE_WRITE_ERROR) reply.fault = curl_easy_strerror(code);
  if (reply.fault.empty()) curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

}  // namespace diemcau::test
