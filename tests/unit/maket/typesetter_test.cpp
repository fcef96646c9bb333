// SPDX-License-Identifier: Apache-2.0
// Words in a slot: in capitals where the template says so.
#include "maket/typesetter.h"

#include <string>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/maket/conference.h"

using diemcau::maket::FontSet;
using diemcau::maket::Slot;
using diemcau::maket::TextCase;
using diemcau::maket::Typesetter;

namespace {

// What is seen of a text in that case.
std::vector<std::string> seen(TextCase text_case, const std::vector<std::string>& text) {
  const auto design = NEED(diemcau::maket::loadTemplate(diemcau::test::templatesFolder(), "co-dien"));
  const auto fonts = NEED(FontSet::load(diemcau::maket::kFontDirectory, design.fonts));
  const diemcau::maket::Layout& layout = layoutFor(design, 32.0 / 9);
  Slot slot = layout.slots.front();
  slot.style.text_case = text_case;
  slot.style.most_lines = 16;
  slot.smallest = 0.005;
  const auto set = Typesetter(*fonts, {3840, 1080}, layout.aspect).set(slot, text);
  CHECK(set.missing.empty());
  CHECK(!set.overflow);
  return set.lines;
}

void whatIsWrittenIsWhatIsSeen() {
  CHECK((std::vector<std::string>{"Hội nghị", "HUẾ"}) == seen(TextCase::AsWritten, {"Hội nghị", "HUẾ"}));
}

void everyVietnameseLetterHasItsCapital() {
  const std::vector<std::string> small = {"aàảãáạ ăằẳẵắặ âầẩẫấậ đ", "eèẻẽéẹ êềểễếệ iìỉĩíị", "oòỏõóọ ôồổỗốộ ơờởỡớợ",
                                          "uùủũúụ ưừửữứự yỳỷỹýỵ"};
  const std::vector<std::string> large = {"AÀẢÃÁẠ ĂẰẲẴẮẶ ÂẦẨẪẤẬ Đ", "EÈẺẼÉẸ ÊỀỂỄẾỆ IÌỈĨÍỊ", "OÒỎÕÓỌ ÔỒỔỖỐỘ ƠỜỞỠỚỢ",
                                          "UÙỦŨÚỤ ƯỪỬỮỨỰ YỲỶỸÝỴ"};
  CHECK(large == seen(TextCase::Upper, small));
  CHECK(large == seen(TextCase::Upper, large));
}

void whatIsNoLetterStays() {
  CHECK((std::vector<std::string>{"«15/7/2022» – 6 THÁNG, Q.1…"}) ==
        seen(TextCase::Upper, {"«15/7/2022» – 6 tháng, q.1…"}));
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(whatIsWrittenIsWhatIsSeen), TEST(everyVietnameseLetterHasItsCapital), TEST(whatIsNoLetterStays)});
}
