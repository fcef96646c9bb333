// SPDX-License-Identifier: Apache-2.0
// What a daemon makes of its command line.
#include "daemon/base/options.h"

#include <array>
#include <vector>

#include "tests/support/cmocka_cpp.h"

using namespace diemcau;
using namespace diemcau::base;

namespace {

struct Line {
  OptionText name;
  std::optional<std::string> rest;  // the first word that is no option

  Result<void> read(std::vector<std::string> words, const OptionHelp& help = {.words = nullptr, .summary = "A test."}) {
    words.insert(words.begin(), "program");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::array<GOptionEntry, 2> entries{{{"name", 0, 0, G_OPTION_ARG_STRING, &name.value, "Whose", "NAME"}, {}}};
    auto argc = static_cast<int>(words.size());
    char** argv = arguments.data();
    Result<void> done = readOptions(help, entries, argc, argv);
    if (done && argc > 1) rest = argv[1];
    return done;
  }
};

void whatIsGivenIsThere() {
  Line line;
  CHECK(line.read({"--name", "box-1"}));
  CHECK(line.name.get() == "box-1");
  Line empty;
  CHECK(empty.read({}));
  CHECK(!empty.name.given() && !empty.name.get());
}

void whatNobodyKnowsIsRefused() {
  const std::vector<std::string> bad[] = {{"--other"}, {"--name"}, {"word"}, {"--name", "x", "word"}};
  for (const auto& words : bad) {
    Line line;
    CHECK_EQ("options.invalid: ", line.read(words).error().describe().substr(0, 17));
  }
}

void wordsStayForWhoTakesThem() {
  Line line;
  CHECK(line.read({"status", "--name=x"}, {.words = "status", .summary = "A test."}));
  CHECK(line.rest == "status");
  CHECK(line.name.get() == "x");
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatIsGivenIsThere), TEST(whatNobodyKnowsIsRefused), TEST(wordsStayForWhoTakesThem)});
}
