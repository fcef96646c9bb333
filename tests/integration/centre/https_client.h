// SPDX-License-Identifier: Apache-2.0
// Any caller of the centre, by libcurl: with or without a client certificate, with any header.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace diemcau::test {

struct HttpsReply {
  long status = 0;                             // 0: no answer came
  std::string fault;                           // why not
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body{};

  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
  // The code of an error document.
  [[nodiscard]] std::string code() const;
  [[nodiscard]] std::string detail() const;
};

// Empty certificate: none is shown.
struct ShownIdentity {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

struct HttpsRequest {
  std::string method = "GET";
  std::string path;
  std::vector<std::string> headers{};  // "Name: value"
  std::string body{};
};

// Each request has a connection of its own. Usable from one thread at a time.
class HttpsClient {
 public:
  HttpsClient(std::uint16_t port, std::filesystem::path ca, ShownIdentity identity = {})
      : port_(port), ca_(std::move(ca)), identity_(std::move(identity)) {}

  [[nodiscard]] HttpsReply send(const HttpsRequest& request) const { return send(request, {}); }
  // Stops reading, as if it had ended, as soon as `enough` is true of the body so far.
  [[nodiscard]] HttpsReply send(const HttpsRequest& request,
                                const std::function<bool(const std::string& body)>& enough) const;

 private:
  std::uint16_t port_;
  std::filesystem::path ca_;
  ShownIdentity identity_;
};

}  // namespace diemcau::test
