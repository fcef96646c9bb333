// SPDX-License-Identifier: Apache-2.0
// The table of refusals, and the code out of an answer.
#include "contract/enrolment_refusal.h"

#include <algorithm>
#include <array>

#include "contract/json_document.h"

namespace diemcau {
namespace {

constexpr JsonLimits kLimits{.bytes = 1024, .depth = 4};
constexpr TextRule kCode{1, 64};

constexpr std::array kRefusals = {
    EnrolmentRefusal{"token_unknown", "Trung tâm không biết mã cấp một lần trong USB hoặc trong máy.",
                     "The centre does not know the one-time token of the stick or the image.",
                     "Xin trung tâm USB mới cho điểm cầu này, hoặc rút USB ra để ghép nối bằng mã trên màn hình.",
                     "Ask the centre for a new stick, or take the stick out and pair by the code on the screen."},
    EnrolmentRefusal{"authorization_malformed", "Mã cấp một lần trong USB hoặc trong máy bị hỏng.",
                     "The one-time token of the stick or the image is damaged.",
                     "Xin trung tâm USB mới cho điểm cầu này.", "Ask the centre for a new stick for this room."},
    EnrolmentRefusal{"id_taken", "Tên của thiết bị này đã thuộc về một thiết bị khác tại trung tâm.",
                     "This box's name belongs to another box at the centre.",
                     "Khôi phục cài đặt gốc (diemcau factory-reset) để thiết bị tạo khóa và tên mới.",
                     "Reset the box (diemcau factory-reset): it makes a new key and with it a new name."},
    EnrolmentRefusal{"identity_revoked", "Trung tâm đã thu hồi danh tính của thiết bị này.",
                     "The centre has revoked this box's identity.",
                     "Khôi phục cài đặt gốc (diemcau factory-reset), rồi xin trung tâm duyệt lại.",
                     "Reset the box (diemcau factory-reset), then ask the centre to approve it again."},
    EnrolmentRefusal{"enrolment_refused", "Trung tâm đã bấm từ chối thiết bị này.",
                     "Somebody at the centre has refused this box.",
                     "Gọi cho trung tâm; nếu từ chối nhầm, trung tâm duyệt lại theo mã ghép nối.",
                     "Call the centre: what was refused by mistake can be approved by its pairing code."},
};

bool isCodeSign(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::span<const EnrolmentRefusal> enrolmentRefusals() { return kRefusals; }

const EnrolmentRefusal* enrolmentRefusalIn(std::string_view detail) {
  while (!detail.empty()) {
    const std::string_view word(detail.begin(), std::ranges::find_if_not(detail, isCodeSign));
    const auto* const found = std::ranges::find(kRefusals, word, &EnrolmentRefusal::code);
    if (found != kRefusals.end()) return found;
    detail.remove_prefix(std::min(word.size() + 1, detail.size()));
  }
  return nullptr;
}

std::optional<std::string> refusalCodeFrom(std::string_view body) {
  const Result<Json> json = parseJson(body, kLimits);
  if (!json) return std::nullopt;
  std::optional<Error> wrong;
  std::string code = ObjectReader(*json, wrong).object("error").text("code", kCode);
  if (wrong || !std::ranges::all_of(code, isCodeSign)) return std::nullopt;
  return code;
}

}  // namespace diemcau
