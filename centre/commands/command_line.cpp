// SPDX-License-Identifier: Apache-2.0
// Reading options.
#include "centre/commands/command_line.h"

#include <algorithm>
#include <charconv>

namespace diemcau::centre {
namespace {

// As it stands in a URL.
std::string placeOf(const std::string& host, std::uint16_t port) {
  return (host.contains(':') ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

Result<CommandLine> CommandLine::parse(std::span<const char* const> arguments,
                                       std::initializer_list<OptionRule> rules) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const auto equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals).substr(argument.starts_with("--") ? 2 : 0);
    const auto* const rule = std::ranges::find(rules, name, &OptionRule::name);
    if (!argument.starts_with("--") || rule == rules.end() || (rule->need == Need::Flag && equals != argument.npos)) {
      return fail("usage", "option_unknown", std::string(argument));
    }
    if (rule->need == Need::Flag) {
      line.values_.emplace(name, "");
      continue;
    }
    if (equals == argument.npos && i + 1 == arguments.size()) {
      return fail("usage", "value_missing", std::string(argument));
    }
    std::string value(equals == argument.npos ? arguments[++i] : argument.substr(equals + 1));
    if (!line.values_.emplace(name, std::move(value)).second) {
      return fail("usage", "option_doubled", std::string(argument));
    }
  }
  for (const OptionRule& rule : rules) {
    if (rule.need == Need::Required && !line.has(rule.name)) {
      return fail("usage", "option_missing", "--" + std::string(rule.name));
    }
  }
  return line;
}

std::string CommandLine::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

Result<std::uint16_t> CommandLine::port(std::string_view name) const {
  const std::string value = text(name);
  if (value.empty()) return std::uint16_t{0};
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), port);
  if (error != std::errc() || end != value.data() + value.size()) {
    return fail("usage", "value_malformed", "--" + std::string(name) + " " + value);
  }
  return port;
}

Result<std::string> checkedHost(const std::string& host) {
  constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:-";
  if (host.empty() || host.size() > 253 || host.find_first_not_of(signs) != host.npos) {
    return fail("usage", "value_malformed", "host " + host);
  }
  return host;
}

std::string urlOf(const std::string& host, std::uint16_t port) { return "https://" + placeOf(host, port); }

std::string timeUrlOf(const std::string& host, std::uint16_t port) { return "http://" + placeOf(host, port) + "/time"; }

}  // namespace diemcau::centre
