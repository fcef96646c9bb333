// SPDX-License-Identifier: Apache-2.0
// Options of a command: "--name value", "--name=value", "--flag".
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::centre {

// A flag has no value.
enum class Need { Required, Optional, Flag };

struct OptionRule {
  std::string_view name;  // without dashes
  Need need = Need::Required;
};

class CommandLine {
 public:
  // Errors: usage.option_unknown, usage.option_missing, usage.value_missing, usage.option_doubled.
  [[nodiscard]] static Result<CommandLine> parse(std::span<const char* const> arguments,
                                                 std::initializer_list<OptionRule> rules);

  // Empty when an optional one was not given.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }
  // 0 to 65535; 0 when it was not given. Error: usage.value_malformed.
  [[nodiscard]] Result<std::uint16_t> port(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// A host as it may stand in a certificate and in a URL: letters, digits, ".", "-" and, for IPv6, ":".
// Error: usage.value_malformed.
[[nodiscard]] Result<std::string> checkedHost(const std::string& host);

// "https://host:port"; an IPv6 address gets its brackets.
[[nodiscard]] std::string urlOf(const std::string& host, std::uint16_t port);
// Likewise "http://host:port/time".
[[nodiscard]] std::string timeUrlOf(const std::string& host, std::uint16_t port);

}  // namespace diemcau::centre
