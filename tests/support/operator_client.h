// SPDX-License-Identifier: Apache-2.0
// An operator at the centre's API: libcurl with a session cookie.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace diemcau::test {

struct Reply {
  long status = 0;  // 0: no answer came; `body` says why
  std::string body;

  // The body as JSON; null where it is none.
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
};

// Thread-bound. Each request ends within ten seconds.
class OperatorClient {
 public:
  OperatorClient(std::uint16_t port, const std::filesystem::path& ca);
  ~OperatorClient();
  OperatorClient(const OperatorClient&) = delete;
  OperatorClient& operator=(const OperatorClient&) = delete;

  // `path` below /api/v1.
  [[nodiscard]] Reply get(std::string_view path) { return send("GET", path, {}); }
  [[nodiscard]] Reply post(std::string_view path, const nlohmann::json& body) {
    return send("POST", path, body.dump());
  }
  // Bytes as they are.
  [[nodiscard]] Reply upload(std::string_view path, const std::string& bytes) { return send("POST", path, bytes); }
  // Without a body.
  [[nodiscard]] Reply post(std::string_view path) { return send("POST", path, {}); }
  [[nodiscard]] Reply logIn(std::string_view password) { return post("/session", {{"password", password}}); }

 private:
  Reply send(const char* method, std::string_view path, const std::string& body);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace diemcau::test
