// SPDX-License-Identifier: Apache-2.0
// A proof says why in a code that everybody has words for.
#include "contract/proof_reason.h"

#include <algorithm>
#include <filesystem>
#include <format>
#include <regex>
#include <set>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {
namespace {

bool isKnown(const std::string& code) { return std::ranges::contains(proofReasons(), code, &ProofReasonText::code); }

void aReasonIsACodeWithFacts() {
  CHECK_EQ("output.file", detailOf(ProofReason::OutputFile));
  CHECK_EQ("screen.another_picture: 6ec9", detailOf(ProofReason::AnotherPicture, "6ec9"));
  CHECK_EQ("cec.failed: No such device", detailOf(ProofReason::CecFailed, "No such device"));
}

void itIsReadInVietnamese() {
  CHECK_EQ("hình ghi vào tệp, phía sau không có màn hình", vietnameseOf("output.file"));
  CHECK_EQ("ngõ ra đang ở chế độ hình khác (HDMI-A-1 640x480)", vietnameseOf("kms.other_mode: HDMI-A-1 640x480"));
  for (const char* const facts : {"", "HDMI-A-1 QEMU Monitor", "kms.of_tomorrow: 7", "CEC: standby"}) {
    CHECK_EQ(facts, vietnameseOf(facts));
  }
}

void eachStandsOnThePageOnce() {
  const std::string page = readWhole(sourceFile("docs/contract/screen-status.md"));
  std::set<std::string_view> codes;
  for (const ProofReasonText& reason : proofReasons()) {
    CHECK(codes.insert(reason.code).second);
    CHECK(page.contains(std::format("\n| `{}` | {} | {} |\n", reason.code, reason.en, reason.vi)));
  }
}

void checkCodes(const std::filesystem::path& directory, const std::string& domain, const std::string& named) {
  const std::regex code(named + R"re(, "(\w+)")re");
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string text = readWhole(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) {
      const std::string full = domain + "." + (*at)[1].str();
      CHECK_EQ(full, isKnown(full) ? full : full + " is not in the table");
      ++found;
    }
  }
  CHECK(found > 0);
}

// What an output can fail with is told as the reason of a proof.
void eachErrorOfAnOutputIsOneOfThem() {
  checkCodes(sourceFile("daemon/screen/kms"), "kms", "\"kms\"");
  checkCodes(sourceFile("daemon/screen/window"), "window", "kDomain");
  for (const char* const code : {"kms.taken", "kms.no_display", "cec.failed"}) CHECK(isKnown(code));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aReasonIsACodeWithFacts), TEST(itIsReadInVietnamese), TEST(eachStandsOnThePageOnce),
              TEST(eachErrorOfAnOutputIsOneOfThem)});
}
