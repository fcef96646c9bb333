// SPDX-License-Identifier: Apache-2.0
// The table of reasons.
#include "contract/proof_reason.h"

#include <algorithm>
#include <array>
#include <format>

namespace diemcau {
namespace {

constexpr std::array kReasons = {
    ProofReasonText{"screen.nothing_shown", "chưa hiện gì", "nothing was shown so far"},
    ProofReasonText{"screen.another_picture", "ngõ ra đang có hình khác", "the output has another picture"},
    ProofReasonText{"output.file", "hình ghi vào tệp, phía sau không có màn hình",
                    "the output is a file: no display is behind it"},
    ProofReasonText{"output.window", "hình ở trong một cửa sổ, không rõ trên màn hình nào",
                    "the output is a window: what display it is on is not known"},
    ProofReasonText{"cec.not_asked", "chưa hỏi màn hình qua HDMI-CEC",
                    "the display was not asked over HDMI-CEC so far"},
    ProofReasonText{"cec.no_adapter", "không có đường HDMI-CEC tới màn hình", "no HDMI-CEC adapter with a display"},
    ProofReasonText{"cec.on", "màn hình trả lời qua HDMI-CEC: đang bật", "the display says over HDMI-CEC: on"},
    ProofReasonText{"cec.waking", "màn hình trả lời qua HDMI-CEC: đang khởi động",
                    "the display says over HDMI-CEC: waking up"},
    ProofReasonText{"cec.standby", "màn hình trả lời qua HDMI-CEC: đang ở chế độ chờ",
                    "the display says over HDMI-CEC: standby"},
    ProofReasonText{"cec.falling_asleep", "màn hình trả lời qua HDMI-CEC: đang tắt",
                    "the display says over HDMI-CEC: falling asleep"},
    ProofReasonText{"cec.other_status", "màn hình trả lời qua HDMI-CEC một trạng thái lạ",
                    "the display says over HDMI-CEC a state that is none"},
    ProofReasonText{"cec.not_taking_part", "màn hình không dùng HDMI-CEC",
                    "the display does not take part in HDMI-CEC"},
    ProofReasonText{"cec.not_told", "màn hình không cho biết qua HDMI-CEC", "the display does not tell over HDMI-CEC"},
    ProofReasonText{"cec.no_answer", "màn hình không trả lời HDMI-CEC", "the display does not answer over HDMI-CEC"},
    ProofReasonText{"cec.failed", "không hỏi được qua HDMI-CEC", "it could not be asked over HDMI-CEC"},
    // Errors of the outputs.
    ProofReasonText{"kms.no_device", "máy không có cổng hình", "the machine has no card that can set modes"},
    ProofReasonText{"kms.not_opened", "không mở được cổng hình", "the card could not be opened"},
    ProofReasonText{"kms.taken", "chương trình khác đang giữ cổng hình", "another program holds the card"},
    ProofReasonText{"kms.no_display", "không có màn hình ở cổng", "no display is connected"},
    ProofReasonText{"kms.no_mode", "màn hình không có chế độ hình nào dùng được",
                    "no display has a mode that can be used"},
    ProofReasonText{"kms.no_crtc", "cổng hình không còn mạch để đưa hình ra", "no CRTC is left for the connector"},
    ProofReasonText{"kms.size_differs", "hình khác cỡ màn hình", "the picture is not of the display's size"},
    ProofReasonText{"kms.no_memory", "không có bộ nhớ cho hình", "no memory for the picture"},
    ProofReasonText{"kms.refused", "trình điều khiển từ chối", "the driver refuses"},
    ProofReasonText{"kms.not_readable", "không đọc lại được hình ở ngõ ra",
                    "the picture on the output cannot be read back"},
    ProofReasonText{"kms.switched_off", "ngõ ra đã bị tắt", "the output was switched off"},
    ProofReasonText{"kms.other_mode", "ngõ ra đang ở chế độ hình khác", "the output has another mode"},
    ProofReasonText{"kms.covered", "có hình khác che lên trên", "something else is above the picture"},
    ProofReasonText{"kms.no_vertical_blank", "ngõ ra đứng yên", "the output stands still"},
    ProofReasonText{"kms.pictures_differ", "các màn hình không cùng một hình", "the displays have different pictures"},
    ProofReasonText{"window.not_opened", "không mở được cửa sổ", "the window could not be opened"},
    ProofReasonText{"window.not_shown", "cửa sổ không nhận hình", "the window did not take the picture"},
    ProofReasonText{"window.closed", "cửa sổ đã bị đóng", "the window was closed"},
    ProofReasonText{"file.not_written", "không ghi được tệp hình", "the file could not be written"},
    ProofReasonText{"file.not_found", "tệp hình đã mất", "the file is gone"},
    ProofReasonText{"file.not_readable", "không đọc lại được tệp hình", "the file could not be read back"},
    ProofReasonText{"file.too_large", "tệp đang là hình khác", "the file has another picture"},
    ProofReasonText{"png.not_encoded", "không ghi được hình thành tệp", "the picture could not be made a file"},
    ProofReasonText{"png.invalid", "tệp không còn là hình", "the file is no picture any more"},
    ProofReasonText{"png.size_differs", "tệp đang là hình cỡ khác", "the file has a picture of another size"},
};

const ProofReasonText* reasonIn(std::string_view detail) {
  const std::string_view code = detail.substr(0, detail.find(':'));
  const auto* const found = std::ranges::find(kReasons, code, &ProofReasonText::code);
  return found == kReasons.end() ? nullptr : found;
}

}  // namespace

std::span<const ProofReasonText> proofReasons() { return kReasons; }

std::string detailOf(ProofReason reason, std::string_view facts) {
  const std::string_view code = kReasons[static_cast<std::size_t>(reason)].code;
  return facts.empty() ? std::string(code) : std::format("{}: {}", code, facts);
}

std::string vietnameseOf(std::string_view detail) {
  const ProofReasonText* const reason = reasonIn(detail);
  if (reason == nullptr) return std::string(detail);
  constexpr std::string_view kBetween = ": ";
  const std::size_t facts = reason->code.size() + kBetween.size();
  if (detail.size() <= facts) return std::string(reason->vi);
  return std::format("{} ({})", reason->vi, detail.substr(facts));
}

}  // namespace diemcau
