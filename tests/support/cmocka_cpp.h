// SPDX-License-Identifier: Apache-2.0
// CMocka for C++: a failed check throws, the runner catches and unwinds, and only then tells CMocka,
// so that destructors run (CMocka itself leaves by longjmp).
//
//   static void bodyOfTest() { CHECK_EQ(2, 1 + 1); }
//   int main() { return diemcau::test::run({TEST(bodyOfTest)}); }
//
// Checks belong in the test's body, never in a callback, a fake or another thread.
#pragma once

#include <format>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <sstream>
#include <string>
#include <string_view>

namespace diemcau::test {

struct Failure {
  std::string message;
  std::source_location where;
};
// Thrown by skip(): the test says why it cannot run here.
struct Skipped {
  std::string reason;
};

struct Test {
  const char* name;
  void (*body)();
};

// Runs them all under CMocka; the process's exit code (77 when every test was skipped).
[[nodiscard]] int run(std::initializer_list<Test> tests);

[[noreturn]] void failAt(std::string message, std::source_location where);
[[noreturn]] void skip(std::string reason);

template <class T>
std::string show(const T& value) {
  if constexpr (requires(std::ostringstream& out) { out << value; }) {
    std::ostringstream out;
    out << value;
    return out.str();
  } else if constexpr (requires { value.describe(); }) {
    return value.describe();
  } else {
    return "(no text form)";
  }
}

inline void check(bool holds, const char* expression, std::source_location where = std::source_location::current()) {
  if (!holds) failAt(std::string("not true: ") + expression, where);
}

template <class A, class B>
void checkEqual(const A& expected, const B& actual, const char* expression,
                std::source_location where = std::source_location::current()) {
  if (!(expected == actual)) {
    failAt(std::format("{}: expected {}, got {}", expression, show(expected), show(actual)), where);
  }
}

// The value of a Result, or the test fails with its error.
template <class R>
auto need(R&& result, std::source_location where = std::source_location::current()) {
  if (!result) failAt("unexpected error " + result.error().describe(), where);
  if constexpr (!std::is_void_v<typename std::remove_cvref_t<R>::value_type>) return *std::forward<R>(result);
}

}  // namespace diemcau::test

#define TEST(body) \
  ::diemcau::test::Test { #body, body }
#define CHECK(expression) ::diemcau::test::check(static_cast<bool>(expression), #expression)
#define CHECK_EQ(expected, actual) ::diemcau::test::checkEqual((expected), (actual), #actual)
#define NEED(result) ::diemcau::test::need((result))
