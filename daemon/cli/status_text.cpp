// SPDX-License-Identifier: Apache-2.0
// A report and the plans in words, in Vietnamese.
#include "daemon/cli/status_text.h"

#include <algorithm>
#include <format>
#include <iterator>
#include <string_view>

#include "contract/enrolment_refusal.h"
#include "contract/proof_reason.h"
#include "daemon/cli/words.h"

namespace diemcau::cli {
namespace {

// "Camera        : text", the label padded by its characters, not its bytes.
void line(std::string& out, std::string_view label, std::string_view text) {
  constexpr std::size_t kWidth = 14;
  std::size_t characters = 0;
  for (const char byte : label) characters += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
  out.append(label).append(characters < kWidth ? kWidth - characters : 0, ' ');
  out.append(": ").append(text).append("\n");
}

// Why it was rolled back.
std::string_view wordsOf(const RefusedConfig& rolled_back) {
  const auto reason = rollbackReasonFrom(rolled_back.reason);
  if (!reason) return rolled_back.reason;
  switch (*reason) {
    case RollbackReason::NotAcknowledged:
      return "không báo được cho trung tâm";
    case RollbackReason::StreamStopped:
      return "luồng hình tiếng bị ngừng";
    case RollbackReason::WorkerEnded:
      return "một tiến trình đã dừng";
    case RollbackReason::Restarted:
      return "thiết bị khởi động lại giữa chừng";
  }
  return rolled_back.reason;
}

void addConfig(std::string& out, const ConfigStatus& config) {
  if (config.version == 0) {
    line(out, "Cấu hình", "chưa có cấu hình nào được áp dụng");
  } else {
    const std::string since = config.applied_at ? ", áp dụng lúc " + localTime(*config.applied_at) : "";
    line(out, "Cấu hình",
         std::format("bản {}{}{}{}", config.version, since, config.on_trial ? ", đang thử" : "",
                     config.expired ? ", đã hết hạn" : ""));
  }
  if (const auto& refused = config.refused) {
    const auto type = conditionTypeFrom(refused->reason);
    const std::string_view why = type ? textOf(*type).vi : std::string_view{refused->reason};
    const std::string which = refused->version > 0 ? std::format(" bản {}", refused->version) : "";
    line(out, "Từ chối", std::format("{}:{} {} {}", localTime(refused->at), which, why, refused->detail));
  }
  if (const auto& back = config.rolled_back) {
    line(out, "Đã trở về",
         std::format("{}: bỏ bản {}, {} {}", localTime(back->at), back->version, wordsOf(*back), back->detail));
  }
}

// "HD Pro Webcam C920, cổng USB 1-1.2"
std::string wordsOf(const DeviceStatus& device) {
  const std::string_view name = device.name.empty() ? device.node : device.name;
  return std::format("{}{}{}", name, device.usb.empty() ? "" : ", cổng USB ", device.usb);
}

// The device in use; where there is none, those that could be.
void addDevices(std::string& out, const std::vector<DeviceStatus>& devices, std::string_view facts) {
  const auto chosen = std::ranges::find_if(devices, &DeviceStatus::chosen);
  if (chosen != devices.end()) return line(out, "  thiết bị", wordsOf(*chosen).append(facts));
  for (const DeviceStatus& device : devices) line(out, "  có sẵn", wordsOf(device));
}

void addCamera(std::string& out, const CameraStatus& camera) {
  line(out, "Camera",
       std::format("{}, {} ({}×{}, {} hình/giây)", camera.source, wordFor(camera.state), camera.width, camera.height,
                   number(camera.fps, 1)));
  addDevices(out, camera.devices, camera.format.empty() ? "" : ", " + camera.format);
  const bool smaller = camera.width > 0 && (camera.width < camera.wished_width || camera.height < camera.wished_height);
  const bool slower = camera.negotiated_fps > 0 && camera.negotiated_fps < camera.wished_fps;
  if (smaller || slower) {
    line(out, "  mong muốn",
         std::format("{}×{}, {} hình/giây", camera.wished_width, camera.wished_height, camera.wished_fps));
  }
  if (camera.signal != SignalState::NotTold) line(out, "  tín hiệu", wordFor(camera.signal));
}

void addMicrophone(std::string& out, const MicrophoneStatus& microphone) {
  line(out, "Micrô",
       std::format("{}, {}{}, mức {} dBFS, đỉnh {} dBFS", microphone.source, wordFor(microphone.state),
                   microphone.muted ? ", đang tắt tiếng" : "", number(microphone.rms_dbfs, 0),
                   number(microphone.peak_dbfs, 0)));
  std::string facts;
  const auto add = std::back_inserter(facts);
  if (microphone.rate_hz > 0) std::format_to(add, ", {} Hz, {} kênh", microphone.rate_hz, microphone.channels);
  if (microphone.volume_percent) std::format_to(add, ", âm lượng {} %", *microphone.volume_percent);
  if (microphone.switch_on == false) facts += ", công tắc thu đang tắt";
  addDevices(out, microphone.devices, facts);
}

void addEncoders(std::string& out, const EncodeStatus& encode) {
  const VideoEncodeStatus& video = encode.video;
  line(out, "Nén hình",
       std::format("{} ({}), {}×{}, {} hình/giây, {} kbit/s", video.encoder, video.hardware ? "phần cứng" : "phần mềm",
                   video.width, video.height, number(video.fps, 1), video.bitrate_kbps));
  if (video.step != PictureStep::AsPlanned) line(out, "  theo đường truyền", std::string(wordFor(video.step)));
  for (const PassedOverEncoder& passed : video.passed_over) {
    const std::string detail = passed.detail.empty() ? "" : " (" + passed.detail + ")";
    line(out, "  bỏ qua", std::format("{}: {}{}", passed.encoder, wordFor(passed.reason), detail));
  }
  line(out, "Nén tiếng", std::format("{}, {} kbit/s", encode.audio.encoder, encode.audio.bitrate_kbps));
}

void addSmallPicture(std::string& out, const SmallPictureStatus& small) {
  std::string text{wordFor(small.state)};
  if (small.state == SmallPictureState::Sent) {
    text += std::format(", {}×{}, {} hình/giây, {} kbit/s", small.width, small.height, number(small.fps, 1),
                        small.bitrate_kbps);
  }
  if (!small.detail.empty()) text += " (" + small.detail + ")";
  line(out, "Hình nhỏ", text);
}

void addRecording(std::string& out, const LocalRecordingStatus& recording) {
  std::string text{wordFor(recording.state)};
  if (recording.state == LocalRecordingState::Recording) {
    text += std::format(", đã giữ {} ({} đoạn)", bytesOf(recording.bytes), recording.segments);
  }
  if (recording.dropped > 0) text += std::format(", thiếu {} hình", recording.dropped);
  line(out, "Ghi tại phòng", text);
}

void addMedia(std::string& out, const Status& status) {
  if (status.capture) {
    addCamera(out, status.capture->camera);
    addMicrophone(out, status.capture->microphone);
  }
  if (status.encode) addEncoders(out, *status.encode);
  if (const auto& uplink = status.uplink) {
    line(out, "Đường truyền",
         std::format("{} {}, {} kbit/s, mất gói {} %, RTT {} ms", wordFor(uplink->state), uplink->target,
                     uplink->send_kbps, number(uplink->loss_percent, 1), number(uplink->rtt_ms, 0)));
  }
  if (status.small_picture) addSmallPicture(out, *status.small_picture);
  if (status.recording) addRecording(out, *status.recording);
}

void addProof(std::string& out, std::string_view name, const Proof& proof) {
  std::string text(wordFor(proof.state));
  if (!proof.detail.empty()) text += ": " + vietnameseOf(proof.detail);
  line(out, name, text);
}

void addScreen(std::string& out, const ScreenStatus& screen) {
  line(out, "Màn hình",
       std::format("{} ({}), {}×{}, bản {}", wordFor(screen.scene), screen.output, screen.rendered.width,
                   screen.rendered.height, screen.config_version));
  addProof(out, "  đã xuất hình", screen.scanned_out);
  addProof(out, "  có màn hình", screen.display_there);
  addProof(out, "  màn hình bật", screen.display_awake);
  for (const std::string& text : screen.rendered.lines) line(out, "  dòng chữ", text);
}

void addProcesses(std::string& out, const Status& status, Timestamp now) {
  for (const ProcessStatus& process : status.processes) {
    std::string text = process.up ? std::format("đang chạy, pid {}, {}", process.pid, bytesOf(process.rss_bytes))
                                  : std::string{"không chạy"};
    if (process.up && process.started_at) {
      text += ", từ " + spanOf(std::chrono::floor<std::chrono::seconds>(now - *process.started_at));
    }
    if (process.restarts > 0)
      std::format_to(std::back_inserter(text), ", đã tự khởi động lại {} lần", process.restarts);
    line(out, process.name, text);
  }
}

void addHost(std::string& out, const Status& status) {
  const HostStatus& host = status.host;
  line(out, "Máy", std::format("{}, {}, Linux {}, diemcau {}", host.hostname, host.os, host.kernel, host.software));
  line(
      out, "Hoạt động",
      std::format("{}, tải {}", spanOf(std::chrono::seconds{static_cast<long>(host.uptime_s)}), number(host.load1, 2)));
  line(out, "Bộ nhớ",
       std::format("còn {} trên {}", bytesOf(host.memory_available_bytes), bytesOf(host.memory_total_bytes)));
  line(out, "Ổ lưu trữ", "còn " + bytesOf(host.disk_free_bytes));
  if (host.temperature_c) line(out, "Nhiệt độ", number(*host.temperature_c, 0) + " °C");
  for (const InterfaceStatus& interface : status.network.interfaces) {
    std::string text{interface.carrier ? "có tín hiệu" : "không có tín hiệu"};
    for (const std::string& address : interface.addresses) text += " " + address;
    line(out, interface.name, text);
  }
}

}  // namespace

std::string textOfStatus(const Status& status, Timestamp now) {
  std::string out;
  line(out, "Điểm cầu", status.endpoint);
  const auto age = std::chrono::floor<std::chrono::seconds>(now - status.observed_at);
  line(out, "Báo cáo", std::format("số {}, {} trước", status.seq, spanOf(age)));
  if (status.conditions.empty()) line(out, "Tình trạng", "tốt");
  for (const Condition& condition : status.conditions) {
    const ConditionText& text = textOf(condition.type);
    const bool refused = condition.type == ConditionType::EnrolmentRefused;
    const EnrolmentRefusal* const why = refused ? enrolmentRefusalIn(condition.detail) : nullptr;
    line(out, "Tình trạng", std::format("[{}] {} {}", wordFor(condition.level), text.vi, condition.detail));
    if (why != nullptr) line(out, "  lý do", why->vi);
    line(out, "  việc cần làm", why != nullptr ? why->action_vi : text.action_vi);
  }
  addConfig(out, status.config);
  addMedia(out, status);
  if (status.screen) addScreen(out, *status.screen);
  addProcesses(out, status, now);
  addHost(out, status);
  return out;
}

std::string textOfPlans(const MediaPlan& media, const ScreenPlan& screen) {
  std::string out;
  line(out, "Cấu hình", media.config_version == 0 ? "chưa có" : std::format("bản {}", media.config_version));
  line(out, "Điểm cầu", std::format("{} {}", screen.site.code, screen.site.name));
  line(out, "Camera", media.camera.source);
  for (const CameraControl& control : media.camera.controls) {
    line(out, "  chỉnh", std::format("{} = {}", control.name, control.value));
  }
  line(out, "Micrô", media.microphone.source + (media.microphone.muted ? ", tắt tiếng" : ""));
  line(out, "Hình",
       std::format("{}×{}, {} hình/giây, {} kbit/s, bộ nén {}", media.video.width, media.video.height, media.video.fps,
                   media.video.bitrate_kbps, nameOf(media.video.encoder)));
  line(out, "Tiếng", std::format("{} kênh, {} kbit/s", media.audio.channels, media.audio.bitrate_kbps));
  if (const auto& uplink = media.uplink) {
    line(out, "Đường truyền",
         std::format("{}:{}, {}, độ trễ {} ms, mật khẩu: có", uplink->host, uplink->port, uplink->stream_id,
                     uplink->latency_ms));
  } else {
    line(out, "Đường truyền", "không phát");
  }
  if (const auto& recording = media.recording) {
    line(out, "Ghi tại phòng",
         std::format("{}, nhiều nhất {} MB, khoá: có", recording->directory, recording->quota_mb));
  } else {
    line(out, "Ghi tại phòng", "không ghi");
  }
  line(out, "Màn hình",
       std::format("{}, {}×{}", wordFor(screen.screen.scene), screen.screen.width, screen.screen.height));
  if (const auto& maket = screen.screen.maket) {
    line(out, "  mẫu", maket->template_name);
    line(out, "  cơ quan", maket->organiser);
    line(out, "  mở đầu", maket->heading);
    for (const std::string& title : maket->title) line(out, "  tiêu đề", title);
    line(out, "  ngày và nơi", maket->place_date);
  }
  return out;
}

}  // namespace diemcau::cli
