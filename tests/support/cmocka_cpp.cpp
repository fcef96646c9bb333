// SPDX-License-Identifier: Apache-2.0
// The runner between CMocka and test bodies that throw.
#include "tests/support/cmocka_cpp.h"

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <utility>
#include <vector>

#include "tests/support/late_failure.h"

extern "C" {
#include <cmocka.h>
}
#undef skip  // its macro; ours is a function

namespace diemcau::test {
namespace {

struct Outcome {
  std::string failure;
  std::string file;
  int line = 0;
  bool skipped = false;
};

std::string late_failure;

Outcome runBody(void (*body)()) noexcept {
  Outcome outcome;
  try {
    body();
  } catch (const Failure& failure) {
    outcome = {failure.message, failure.where.file_name(), static_cast<int>(failure.where.line()), false};
  } catch (const Skipped& skipped) {
    std::fprintf(stderr, "skipped: %s\n", skipped.reason.c_str());
    outcome.skipped = true;
  } catch (const std::exception& error) {
    outcome = {std::string("exception: ") + error.what(), "?", 0, false};
  } catch (...) {
    outcome = {"unknown exception", "?", 0, false};
  }
  const std::string late = std::exchange(late_failure, {});
  if (outcome.failure.empty() && !late.empty()) outcome = {late, "?", 0, false};
  return outcome;
}

std::size_t skipped_tests = 0;

// No object with a destructor may live here when CMocka jumps out.
void entry(void** state) {
  static char file[512];
  int line = 0;
  bool failed = false;
  bool skipped = false;
  {
    const Outcome outcome = runBody(static_cast<const Test*>(*state)->body);
    failed = !outcome.failure.empty();
    skipped = outcome.skipped;
    line = outcome.line;
    std::snprintf(file, sizeof file, "%s", outcome.file.c_str());
    if (failed) print_error("%s\n", outcome.failure.c_str());
  }
  if (skipped) {
    ++skipped_tests;
    _skip(file, line);
  }
  if (failed) _fail(file, line);
}

}  // namespace

void failAt(std::string message, std::source_location where) { throw Failure{std::move(message), where}; }

void failLater(std::string message) { late_failure = std::move(message); }

void skip(std::string reason) { throw Skipped{std::move(reason)}; }

int run(std::initializer_list<Test> tests) {
  std::vector<Test> copies(tests);
  std::vector<CMUnitTest> units;
  for (Test& test : copies) units.push_back({test.name, entry, nullptr, nullptr, &test});
  const int failed = _cmocka_run_group_tests("tests", units.data(), units.size(), nullptr, nullptr);
  if (failed == 0 && skipped_tests == units.size()) return 77;
  return failed;
}

}  // namespace diemcau::test
