// SPDX-License-Identifier: Apache-2.0
// Errors as values: what every function that can fail returns.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace diemcau {

// Why something failed. `domain` names the part ("envelope", "config", "uplink"), `code` the reason
// within it in snake_case, stable because reports and tests name it; both point to string literals.
// `context` says where and with what, and grows on its way up. It never holds a secret.
struct Error {
  std::string_view domain;
  std::string_view code;
  std::string context;

  // The same error seen from one level up: "<outer>: <context>".
  [[nodiscard]] Error within(std::string_view outer) && {
    context.insert(0, context.empty() ? std::string(outer) : std::string(outer) + ": ");
    return std::move(*this);
  }

  // "domain.code: context", for logs and for people at a terminal.
  [[nodiscard]] std::string describe() const {
    std::string text{domain};
    text.append(".").append(code);
    if (!context.empty()) text.append(": ").append(context);
    return text;
  }

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string_view domain, std::string_view code, std::string context = {}) {
  return std::unexpected(Error{domain, code, std::move(context)});
}

}  // namespace diemcau
