// SPDX-License-Identifier: Apache-2.0
// The table of conditions: what people read, and the one next thing they do.
#include "contract/condition.h"

#include <array>
#include <ranges>
#include <utility>

#include "contract/json_document.h"
#include "contract/status_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

using enum ConditionType;
using enum ConditionLevel;

constexpr std::size_t kMaxConditions = 96;
constexpr std::size_t kMaxConditionDetail = 512;

constexpr std::pair<std::string_view, ConditionLevel> kLevels[] = {
    {"info", Info}, {"warning", Warning}, {"error", Error}, {"critical", Critical}};

constexpr std::array kTexts = {
    ConditionText{CentreUnreachable, "centre_unreachable", Warning,
                  "Không liên lạc được với trung tâm; hình và tiếng vẫn tiếp tục.",
                  "The centre cannot be reached; picture and sound go on.",
                  "Kiểm tra cáp mạng và đường truyền của phòng.", "Check the room's network cable and line."},
    ConditionText{CentreUntrusted, "centre_untrusted", Error, "Máy trả lời không chứng minh được mình là trung tâm.",
                  "Whoever answered could not prove to be the centre.",
                  "Báo trung tâm kiểm tra chứng thư máy chủ và đồng hồ của thiết bị.",
                  "Ask the centre to check its server certificate and this box's clock."},
    ConditionText{IdentityRefused, "identity_refused", Critical, "Trung tâm từ chối danh tính của thiết bị này.",
                  "The centre refuses this box's identity.", "Báo trung tâm cấp lại danh tính cho thiết bị.",
                  "Ask the centre to issue a new identity for this box."},
    ConditionText{IdentityInvalid, "identity_invalid", Critical, "Danh tính của thiết bị thiếu hoặc hỏng.",
                  "This box's identity is missing or damaged.", "Báo trung tâm cấp lại danh tính cho thiết bị.",
                  "Ask the centre to issue a new identity for this box."},
    ConditionText{ConfigMissing, "config_missing", Info, "Thiết bị chưa nhận được cấu hình.",
                  "The box has not received a configuration yet.", "Chờ trung tâm đẩy cấu hình.",
                  "Wait for the centre to push one."},
    ConditionText{ConfigSignatureInvalid, "config_signature_invalid", Critical,
                  "Đã từ chối một cấu hình: chữ ký không đúng.", "A configuration was refused: its signature is wrong.",
                  "Kiểm tra khoá ký của trung tâm rồi đẩy lại.", "Check the centre's signing key, then push again."},
    ConditionText{ConfigKeyUnknown, "config_key_unknown", Critical, "Đã từ chối một cấu hình: khoá ký không quen biết.",
                  "A configuration was refused: it was signed by an unknown key.",
                  "Ký bằng khoá có trong gốc tin cậy của thiết bị rồi đẩy lại.",
                  "Sign with a key of this box's trust root, then push again."},
    ConditionText{ConfigThresholdNotMet, "config_threshold_not_met", Critical,
                  "Đã từ chối một cấu hình: chưa đủ số chữ ký.", "A configuration was refused: too few signatures.",
                  "Ký thêm cho đủ số người rồi đẩy lại.", "Have the missing people sign, then push again."},
    ConditionText{ConfigWrongEndpoint, "config_wrong_endpoint", Error,
                  "Đã từ chối một cấu hình dành cho thiết bị khác.",
                  "A configuration meant for another box was refused.", "Đẩy đúng cấu hình của thiết bị này.",
                  "Push this box's own configuration."},
    ConditionText{ConfigVersionOld, "config_version_old", Warning,
                  "Đã từ chối một cấu hình không mới hơn bản đang dùng.",
                  "A configuration that is not newer than the one in force was refused.",
                  "Đẩy lại nội dung đó thành một phiên bản mới.", "Push that content again as a new version."},
    ConditionText{ConfigExpired, "config_expired", Warning, "Cấu hình đã hết hạn.", "The configuration has expired.",
                  "Đẩy lại cấu hình để gia hạn.", "Push the configuration again to renew it."},
    ConditionText{ConfigTextInvalid, "config_text_invalid", Error,
                  "Đã từ chối một cấu hình: có chữ không đúng mã UTF-8 hoặc ký tự điều khiển.",
                  "A configuration was refused: text that is not UTF-8, or a control character.",
                  "Gõ lại dòng chữ được nêu rồi đẩy lại.", "Type the named text again, then push again."},
    ConditionText{ConfigTooDeep, "config_too_deep", Error, "Đã từ chối một cấu hình: lồng nhau quá sâu.",
                  "A configuration was refused: it is nested too deeply.", "Tạo lại cấu hình từ trang trung tâm.",
                  "Make the configuration anew on the centre's page."},
    ConditionText{ConfigTooLarge, "config_too_large", Error, "Đã từ chối một cấu hình: quá lớn.",
                  "A configuration was refused: it is too large.", "Tạo lại cấu hình từ trang trung tâm.",
                  "Make the configuration anew on the centre's page."},
    ConditionText{ConfigSchemaUnknown, "config_schema_unknown", Error,
                  "Đã từ chối một cấu hình theo mẫu mà phần mềm này chưa biết.",
                  "A configuration of a form that this software does not know was refused.",
                  "Cập nhật phần mềm của thiết bị.", "Update the box's software."},
    ConditionText{ConfigInvalid, "config_invalid", Error, "Đã từ chối một cấu hình: có mục thiếu hoặc sai.",
                  "A configuration was refused: a member is missing or wrong.", "Sửa mục được nêu rồi đẩy lại.",
                  "Mend the named member, then push again."},
    ConditionText{ConfigNotStored, "config_not_stored", Error, "Không lưu được cấu hình; cấu hình cũ vẫn được dùng.",
                  "The configuration could not be stored; the old one stays in force.",
                  "Kiểm tra ổ lưu trữ của thiết bị.", "Check the box's storage."},
    ConditionText{ConfigRolledBack, "config_rolled_back", Error,
                  "Cấu hình mới không được xác nhận; thiết bị đã trở về bản trước.",
                  "A new configuration was not confirmed; the box went back to the one before.",
                  "Xem lý do, sửa rồi đẩy thành một phiên bản mới.",
                  "See the reason, mend it, then push it as a new version."},
    ConditionText{ConfigFrozen, "config_frozen", Warning,
                  "Đã từ chối một cấu hình: trong giờ họp chỉ được đổi những mục không làm gián đoạn buổi phát.",
                  "A configuration was refused: during the conference only what cannot interrupt it may change.",
                  "Chờ hết giờ họp, hoặc đẩy lại với chữ ký của hai người.",
                  "Wait for the end of the conference, or push it with the signatures of two people."},
    ConditionText{
        TrustRootRefused, "trust_root_refused", Critical, "Đã từ chối một gốc tin cậy mới; gốc cũ vẫn được dùng.",
        "A new trust root was refused; the old one stays in force.",
        "Kiểm tra chữ ký của gốc tin cậy mới tại trung tâm.", "Check the new trust root's signatures at the centre."},
    ConditionText{TrustRootExpired, "trust_root_expired", Error,
                  "Gốc tin cậy đã hết hạn; cấu hình mới không được nhận.",
                  "The trust root has expired; no new configuration is taken.",
                  "Công bố một gốc tin cậy mới tại trung tâm.", "Publish a new trust root at the centre."},
    ConditionText{ClockUnverified, "clock_unverified", Info, "Trung tâm chưa xác nhận đồng hồ của thiết bị.",
                  "The centre has not confirmed this box's clock yet.",
                  "Kiểm tra đường mạng tới trung tâm nếu kéo dài.", "Check the network to the centre if it lasts."},
    ConditionText{ClockWrong, "clock_wrong", Warning, "Đồng hồ của thiết bị sai và thiết bị không được tự chỉnh.",
                  "The box's clock is wrong, and the box may not set it.", "Chỉnh đồng hồ hệ thống của thiết bị.",
                  "Set the clock of the box's system."},
    ConditionText{EnrolmentPending, "enrolment_pending", Warning, "Thiết bị đang chờ trung tâm duyệt.",
                  "The box waits for the centre's approval.", "Đọc mã ghép nối trên màn hình cho trung tâm.",
                  "Read the pairing code on the screen to the centre."},
    ConditionText{EnrolmentRefused, "enrolment_refused", Critical, "Trung tâm không nhận thiết bị này.",
                  "The centre does not accept this box.", "Gọi cho trung tâm.", "Call the centre."},
    ConditionText{EnrolmentFailed, "enrolment_failed", Error, "Chưa xin được danh tính từ trung tâm; đang thử lại.",
                  "No identity could be got from the centre; it is tried again.", "Báo trung tâm lý do được nêu.",
                  "Tell the centre the reason given."},
    ConditionText{IdentityExpiring, "identity_expiring", Warning,
                  "Danh tính của thiết bị sắp hết hạn mà chưa gia hạn được.",
                  "This box's identity expires soon and could not be renewed.",
                  "Kiểm tra dịch vụ cấp danh tính của trung tâm.", "Check the centre's enrolment service."},
    ConditionText{AgentRestarted, "agent_restarted", Warning, "Tiến trình điều khiển vừa tự khởi động lại.",
                  "The agent has just restarted by itself.", "Xem nhật ký nếu việc này lặp lại.",
                  "Read the log if it happens again."},
    ConditionText{MediaDown, "media_down", Critical, "Tiến trình hình và tiếng đang ngừng.",
                  "The media process is down.", "Chờ vài giây; nếu vẫn ngừng, tắt rồi bật lại thiết bị.",
                  "Wait a few seconds; if it stays down, power the box off and on."},
    ConditionText{MediaRestarted, "media_restarted", Warning, "Tiến trình hình và tiếng vừa tự khởi động lại.",
                  "The media process has just restarted by itself.", "Xem nhật ký nếu việc này lặp lại.",
                  "Read the log if it happens again."},
    ConditionText{ScreenDown, "screen_down", Critical, "Tiến trình màn hình đang ngừng.", "The screen process is down.",
                  "Chờ vài giây; nếu vẫn ngừng, tắt rồi bật lại thiết bị.",
                  "Wait a few seconds; if it stays down, power the box off and on."},
    ConditionText{ScreenRestarted, "screen_restarted", Warning, "Tiến trình màn hình vừa tự khởi động lại.",
                  "The screen process has just restarted by itself.", "Xem nhật ký nếu việc này lặp lại.",
                  "Read the log if it happens again."},
    ConditionText{PlanRefused, "plan_refused", Error, "Một tiến trình không nhận kế hoạch được giao.",
                  "A process refused the plan that it was given.", "Đẩy lại cấu hình; báo kỹ sư nếu còn lỗi.",
                  "Push the configuration again; tell the engineers if it stays."},
    ConditionText{ProcessUnconfined, "process_unconfined", Warning,
                  "Một tiến trình chạy mà thiếu hàng rào bảo vệ của hệ điều hành.",
                  "A process runs without all of the system's confinement.",
                  "Báo kỹ sư cập nhật nhân hệ điều hành của thiết bị.",
                  "Ask the engineers to update the box's kernel."},
    ConditionText{CameraMissing, "camera_missing", Error, "Không tìm thấy camera; đang phát hình chờ.",
                  "No camera was found; a slate is sent.", "Cắm lại camera.", "Plug the camera in again."},
    ConditionText{CameraUnreadable, "camera_unreadable", Error,
                  "Không đọc được camera hoặc tệp hình; đang phát hình chờ.",
                  "The camera or video file cannot be read; a slate is sent.",
                  "Kiểm tra quyền và định dạng của nguồn hình.", "Check the source's permissions and format."},
    ConditionText{CameraFailed, "camera_failed", Error, "Camera báo lỗi; đang phát hình chờ và thử lại.",
                  "The camera reported a failure; a slate is sent while it is tried again.",
                  "Rút camera ra rồi cắm lại.", "Unplug the camera and plug it in again."},
    ConditionText{CameraStalled, "camera_stalled", Error, "Camera không còn cho hình; đang phát hình chờ và thử lại.",
                  "The camera gives no pictures; a slate is sent while it is tried again.",
                  "Rút camera ra rồi cắm lại.", "Unplug the camera and plug it in again."},
    ConditionText{CameraNoCable, "camera_no_cable", Error, "Không có cáp tín hiệu ở ngõ vào hình; đang phát hình chờ.",
                  "No cable is in the picture input; a slate is sent.", "Cắm cáp HDMI hoặc SDI vào ngõ vào.",
                  "Plug the HDMI or SDI cable in."},
    ConditionText{CameraNoSignal, "camera_no_signal", Error,
                  "Cáp hình đã cắm nhưng không có tín hiệu; đang phát hình chờ.",
                  "The picture input has a cable but no signal; a slate is sent.", "Bật nguồn của máy phát hình.",
                  "Switch on the device that gives the picture."},
    ConditionText{CameraNoSync, "camera_no_sync", Error, "Tín hiệu hình không ổn định; đang phát hình chờ.",
                  "The picture input cannot lock to its signal; a slate is sent.",
                  "Thay cáp hình bằng cáp ngắn hơn hoặc tốt hơn.", "Use a shorter or better cable."},
    ConditionText{CameraTimingUnsupported, "camera_timing_unsupported", Error,
                  "Ngõ vào hình không hỗ trợ độ phân giải này; đang phát hình chờ.",
                  "The picture input does not support this resolution; a slate is sent.",
                  "Đặt máy phát hình ở 1920×1080, 50 hoặc 60 Hz.",
                  "Set the device that gives the picture to 1920×1080 at 50 or 60 Hz."},
    ConditionText{CameraUnstable, "camera_unstable", Error,
                  "Camera đã hỏng nhiều lần liên tiếp; vẫn đang thử lại, thưa dần.",
                  "The camera has failed several times in a row; it is still tried, less often.",
                  "Thay camera hoặc dây của camera.", "Replace the camera or its cable."},
    ConditionText{CameraAdjusted, "camera_adjusted", Warning,
                  "Camera không có thông số được yêu cầu; đang dùng mức gần nhất.",
                  "The camera does not have what was asked of it; the nearest is used.",
                  "Chọn lại thông số trong danh sách của camera.", "Choose from what the camera offers."},
    ConditionText{CameraBlack, "camera_black", Warning, "Hình camera đen hoàn toàn.", "The camera's picture is black.",
                  "Mở nắp ống kính và bật đèn phòng.", "Take the lens cap off and switch the lights on."},
    ConditionText{CameraDark, "camera_dark", Warning, "Hình camera quá tối.", "The camera's picture is very dark.",
                  "Bật thêm đèn phòng.", "Switch more lights on."},
    ConditionText{CameraBlurred, "camera_blurred", Warning, "Hình camera bị nhoè.", "The camera's picture is blurred.",
                  "Lau ống kính và chỉnh nét.", "Clean the lens and focus it."},
    ConditionText{CameraFrozen, "camera_frozen", Warning, "Hình camera đứng yên hoàn toàn.",
                  "The camera's picture is frozen.", "Rút camera ra rồi cắm lại.",
                  "Unplug the camera and plug it in again."},
    ConditionText{MicrophoneMissing, "microphone_missing", Error, "Không tìm thấy micrô; đang phát im lặng.",
                  "No microphone was found; silence is sent.", "Cắm lại micrô.", "Plug the microphone in again."},
    ConditionText{MicrophoneUnreadable, "microphone_unreadable", Error,
                  "Không đọc được micrô hoặc tệp tiếng; đang phát im lặng.",
                  "The microphone or sound file cannot be read; silence is sent.",
                  "Kiểm tra quyền và định dạng của nguồn tiếng.", "Check the source's permissions and format."},
    ConditionText{MicrophoneFailed, "microphone_failed", Error, "Micrô báo lỗi; đang phát im lặng và thử lại.",
                  "The microphone reported a failure; silence is sent while it is tried again.",
                  "Rút micrô ra rồi cắm lại.", "Unplug the microphone and plug it in again."},
    ConditionText{MicrophoneSilent, "microphone_silent", Warning, "Micrô chỉ cho im lặng tuyệt đối.",
                  "The microphone gives nothing but digital silence.", "Bật công tắc của micrô và kiểm tra dây.",
                  "Switch the microphone on and check its cable."},
    ConditionText{MicrophoneClipping, "microphone_clipping", Warning, "Tiếng micrô quá to, bị vỡ.",
                  "The microphone's sound is too loud and clips.", "Giảm âm lượng micrô.", "Turn the microphone down."},
    ConditionText{MicrophoneUnstable, "microphone_unstable", Error,
                  "Micrô đã hỏng nhiều lần liên tiếp; vẫn đang thử lại, thưa dần.",
                  "The microphone has failed several times in a row; it is still tried, less often.",
                  "Thay micrô hoặc dây của micrô.", "Replace the microphone or its cable."},
    ConditionText{MicrophoneAdjusted, "microphone_adjusted", Warning,
                  "Micrô không có thông số được yêu cầu; đang dùng mức gần nhất.",
                  "The microphone does not have what was asked of it; the nearest is used.",
                  "Chọn lại thông số của micrô.", "Choose from what the microphone offers."},
    ConditionText{EncoderFailed, "encoder_failed", Critical, "Bộ nén hình hoặc tiếng báo lỗi.",
                  "The picture or sound encoder failed.", "Tắt rồi bật lại thiết bị; báo trung tâm nếu còn lỗi.",
                  "Power the box off and on; tell the centre if it stays."},
    ConditionText{EncoderSlow, "encoder_slow", Warning, "Bộ nén hình không kịp tốc độ khung hình.",
                  "The encoder cannot keep up with the frame rate.", "Giảm kích thước hoặc tốc độ khung hình.",
                  "Lower the picture's size or frame rate."},
    ConditionText{EncoderSoftware, "encoder_software", Info, "Hình đang được nén bằng phần mềm.",
                  "The picture is encoded in software.", "Không cần làm gì nếu bộ nén theo kịp tốc độ khung hình.",
                  "Nothing, as long as the encoder keeps up with the frame rate."},
    ConditionText{EncoderFallback, "encoder_fallback", Warning,
                  "Bộ nén hình được chọn không dùng được; đang dùng bộ nén kế tiếp.",
                  "The encoder of choice cannot be used; the next one does the work.",
                  "Báo kỹ sư lý do nêu ở mục bộ nén.", "Tell the engineers the reason given under the encoder."},
    ConditionText{UplinkHostUnknown, "uplink_host_unknown", Error, "Không tìm được địa chỉ máy nhận luồng.",
                  "The stream receiver's name cannot be resolved.", "Kiểm tra tên máy nhận trong cấu hình và DNS.",
                  "Check the receiver's name in the configuration, and DNS."},
    ConditionText{UplinkNoRoute, "uplink_no_route", Error, "Không có đường mạng tới máy nhận luồng.",
                  "There is no network route to the stream receiver.", "Kiểm tra cáp mạng của phòng.",
                  "Check the room's network cable."},
    ConditionText{UplinkPortClosed, "uplink_port_closed", Error, "Máy nhận luồng không mở cổng này.",
                  "Nothing listens at the stream receiver's port.", "Kiểm tra cổng SRT của trung tâm.",
                  "Check the centre's SRT port."},
    ConditionText{UplinkTimeout, "uplink_timeout", Error, "Máy nhận luồng không trả lời.",
                  "The stream receiver does not answer.", "Kiểm tra tường lửa có chặn UDP không.",
                  "Check whether a firewall blocks UDP."},
    ConditionText{UplinkUdpBlocked, "uplink_udp_blocked", Error,
                  "Trung tâm trả lời qua HTTPS, nhưng không có gì trả lời luồng qua UDP.",
                  "The centre answers over HTTPS, but nothing answers the stream over UDP.",
                  "Nhờ quản trị mạng mở UDP tới cổng nhận luồng được nêu.",
                  "Ask the network's administrators to let UDP through to the stream's port that is named."},
    ConditionText{UplinkWrongPassphrase, "uplink_wrong_passphrase", Error, "Sai mật khẩu luồng.",
                  "The stream's passphrase is wrong.", "Đẩy lại cấu hình để cấp mật khẩu mới.",
                  "Push the configuration again to set the passphrase."},
    ConditionText{UplinkRejected, "uplink_rejected", Error, "Trung tâm không nhận luồng của thiết bị này.",
                  "The centre does not accept this box's stream.", "Kiểm tra thiết bị đã được gán cho điểm cầu chưa.",
                  "Check that the box is assigned to its site."},
    ConditionText{UplinkBroken, "uplink_broken", Warning, "Luồng tới trung tâm bị đứt; đang nối lại.",
                  "The stream to the centre broke; reconnecting.", "Kiểm tra đường truyền nếu còn lặp lại.",
                  "Check the line if it happens again."},
    ConditionText{UplinkCongested, "uplink_congested", Warning, "Đường truyền không đủ; đang bỏ bớt khung hình.",
                  "The line is too narrow; frames are being dropped.", "Giảm tốc độ bit của hình.",
                  "Lower the video bit rate."},
    ConditionText{UplinkReduced, "uplink_reduced", Warning, "Đường truyền yếu; hình được giảm chất lượng cho vừa.",
                  "The line is weak; the picture is made smaller in bits so that it fits.",
                  "Kiểm tra đường truyền nếu kéo dài.", "Check the line if it lasts."},
    ConditionText{UplinkSoundOnly, "uplink_sound_only", Error, "Đường truyền chỉ đủ cho tiếng; hình tạm dừng.",
                  "The line carries sound alone; the picture is paused.", "Kiểm tra đường truyền ngay.",
                  "Check the line now."},
    ConditionText{UplinkOnBackup, "uplink_on_backup", Warning, "Đường truyền chính hỏng; luồng đi đường dự phòng.",
                  "The main line failed; the stream takes the backup line.", "Kiểm tra đường truyền chính.",
                  "Check the main line."},
    ConditionText{UplinkBackupDown, "uplink_backup_down", Warning, "Đường truyền dự phòng không dùng được.",
                  "The backup line cannot be used.", "Kiểm tra đường truyền dự phòng.", "Check the backup line."},
    ConditionText{LocalRecordingFailed, "local_recording_failed", Error,
                  "Không ghi được bản lưu tại phòng; luồng tới trung tâm vẫn tiếp tục.",
                  "The room's recording cannot be written; the stream to the centre goes on.",
                  "Giải phóng hoặc thay ổ lưu trữ của thiết bị.", "Free or replace the box's storage."},
    ConditionText{LocalRecordingBehind, "local_recording_behind", Warning,
                  "Ổ lưu trữ quá chậm; bản lưu tại phòng bị thiếu hình.",
                  "The storage is too slow; the room's recording lacks pictures.",
                  "Thay ổ lưu trữ của thiết bị bằng loại nhanh hơn.", "Replace the box's storage by a faster one."},
    ConditionText{ScreenOutputFailed, "screen_output_failed", Critical, "Không đưa được hình ra màn hình.",
                  "The picture could not be put on the display.", "Kiểm tra cáp màn hình.",
                  "Check the display's cable."},
    ConditionText{ScreenNotAsRendered, "screen_not_as_rendered", Error, "Màn hình đang hiện hình khác với makét.",
                  "The display shows something other than what was drawn.",
                  "Xem hình chụp màn hình rồi đẩy lại cấu hình.",
                  "Look at the screen's picture, then push the configuration again."},
    ConditionText{ScreenNoDisplay, "screen_no_display", Critical, "Màn hình không được nối với thiết bị.",
                  "A display is not connected to the box.", "Cắm chặt cáp HDMI ở cả hai đầu và bật màn hình.",
                  "Push the HDMI cable in at both ends and switch the display on."},
    ConditionText{ScreenTaken, "screen_taken", Critical, "Một chương trình khác đang chiếm màn hình của thiết bị.",
                  "Another program holds the box's display.", "Tắt chương trình đó hoặc khởi động lại thiết bị.",
                  "End that program, or restart the box."},
    ConditionText{ScreenModeDiffers, "screen_mode_differs", Warning,
                  "Màn hình không có độ phân giải như cấu hình yêu cầu.",
                  "The display does not have the wished resolution.",
                  "Kiểm tra cáp và màn hình, hoặc đổi độ phân giải trong cấu hình.",
                  "Check cable and display, or change the resolution in the configuration."},
    ConditionText{ScreenAsleep, "screen_asleep", Error, "Màn hình đang ở chế độ chờ.", "The display is in standby.",
                  "Bật màn hình bằng điều khiển từ xa.", "Switch the display on with its remote control."},
    ConditionText{ScreenTemplateMissing, "screen_template_missing", Error,
                  "Mẫu makét được yêu cầu không có, bị hỏng hoặc thiếu phông chữ.",
                  "The wished makét template is missing, broken or without its fonts.",
                  "Xem lý do, chọn một mẫu khác rồi đẩy lại.",
                  "See the reason, choose another template, then push again."},
    ConditionText{
        ScreenPictureMissing, "screen_picture_missing", Error, "Makét thiếu ảnh biểu trưng hoặc ảnh nền được yêu cầu.",
        "The makét lacks its logo or its background picture.", "Xem lý do, tải ảnh lên trung tâm lại rồi đẩy lại.",
        "See the reason, upload the picture at the centre again, then push again."},
    ConditionText{ScreenGlyphsMissing, "screen_glyphs_missing", Error, "Makét có ký tự mà phông chữ không có.",
                  "The makét has characters that the font lacks.", "Thay những ký tự được nêu rồi đẩy lại.",
                  "Replace the named characters, then push again."},
    ConditionText{ScreenTextOverflow, "screen_text_overflow", Error, "Makét có dòng chữ không vừa khung.",
                  "The makét has text that does not fit.", "Rút ngắn hoặc ngắt dòng chữ rồi đẩy lại.",
                  "Shorten or break the text, then push again."},
    ConditionText{ScreenTextShrunk, "screen_text_shrunk", Info, "Makét có dòng chữ phải thu nhỏ cho vừa.",
                  "The makét has text that had to be set smaller.", "Xem trước makét; rút ngắn chữ nếu cần.",
                  "Look at the makét; shorten the text if needed."},
    ConditionText{DiskLow, "disk_low", Warning, "Ổ lưu trữ gần đầy.", "Storage is nearly full.",
                  "Giải phóng hoặc thay ổ lưu trữ.", "Free or replace the storage."},
    ConditionText{MemoryLow, "memory_low", Warning, "Bộ nhớ gần hết.", "Memory is nearly used up.",
                  "Tắt rồi bật lại thiết bị trước giờ họp.", "Power the box off and on before the conference."},
    ConditionText{EndpointOffline, "endpoint_offline", Critical, "Trung tâm không còn nhận báo cáo của điểm cầu.",
                  "The centre no longer gets reports of the endpoint.", "Gọi cho kỹ thuật viên của phòng.",
                  "Call the room's technician."},
    ConditionText{StreamMissing, "stream_missing", Error, "Điểm cầu có báo cáo nhưng không có luồng hình.",
                  "The endpoint reports but its stream does not arrive.", "Xem lý do ở mục đường truyền của điểm cầu.",
                  "See the reason under the endpoint's uplink."},
    ConditionText{RecordingFailed, "recording_failed", Error, "Trung tâm không ghi được luồng xuống ổ đĩa.",
                  "The centre cannot write the stream to disk.", "Giải phóng ổ đĩa của trung tâm.",
                  "Free space on the centre's disk."},
    ConditionText{MaketDiffers, "maket_differs", Error, "Makét ở phòng này vẽ ra khác với các phòng khác.",
                  "This room's makét is drawn differently from the others'.",
                  "So hình của phòng với bản xem trước rồi đẩy lại cấu hình.",
                  "Compare the room's picture with the preview, then push the configuration again."},
};

static_assert(kTexts.size() == static_cast<std::size_t>(MaketDiffers) + 1);
static_assert([] {
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (static_cast<std::size_t>(kTexts[i].type) != i) return false;
  }
  return true;
}());

}  // namespace

std::span<const ConditionText> conditionTexts() { return kTexts; }

const ConditionText& textOf(ConditionType type) { return kTexts[static_cast<std::size_t>(type)]; }

std::optional<ConditionType> conditionTypeFrom(std::string_view name) {
  for (const ConditionText& text : kTexts) {
    if (text.name == name) return text.type;
  }
  return std::nullopt;
}

std::string_view nameOf(ConditionLevel level) { return nameIn(kLevels, level); }

std::optional<ConditionLevel> conditionLevelFrom(std::string_view name) {
  for (const auto& [known, level] : kLevels) {
    if (known == name) return level;
  }
  return std::nullopt;
}

Condition makeCondition(ConditionType type, Timestamp since, std::string detail) {
  return {type, textOf(type).level, since, std::move(detail)};
}

std::vector<Condition> readConditions(ObjectReader& parent) {
  std::vector<Condition> conditions;
  parent.objects("conditions", kMaxConditions, [&](ObjectReader entry) {
    Condition condition;
    const std::string name = entry.text("type", {1, 64});
    const std::optional<ConditionType> type = conditionTypeFrom(name);
    if (!type) return entry.refuse("type", "value_unknown", name);
    condition.type = *type;
    condition.level = entry.choice("level", kLevels);
    condition.since = entry.time("since");
    condition.detail = entry.text("detail", {0, kMaxConditionDetail});
    conditions.push_back(std::move(condition));
  });
  return conditions;
}

OrderedJson toJson(const std::vector<Condition>& conditions) {
  OrderedJson json = OrderedJson::array();
  for (const Condition& condition : conditions | std::views::take(kMaxConditions)) {
    OrderedJson entry;
    entry["type"] = textOf(condition.type).name;
    entry["level"] = nameOf(condition.level);
    entry["since"] = formatTimestamp(condition.since);
    entry["detail"] = fitText(condition.detail, kMaxConditionDetail);
    json.push_back(std::move(entry));
  }
  return json;
}

}  // namespace diemcau
