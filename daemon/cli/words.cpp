// SPDX-License-Identifier: Apache-2.0
// Vietnamese words for the states in documents, and numbers as people read them.
#include "daemon/cli/words.h"

#include <array>
#include <ctime>
#include <format>

namespace diemcau::cli {

std::string_view wordFor(SourceState state) {
  switch (state) {
    case SourceState::Starting:
      return "đang khởi động";
    case SourceState::Running:
      return "đang chạy";
    case SourceState::Replaced:
      return "mất nguồn, đang phát thay thế";
  }
  return "";
}

std::string_view wordFor(SignalState state) {
  switch (state) {
    case SignalState::NotTold:
      return "không rõ";
    case SignalState::Good:
      return "tốt";
    case SignalState::NoCable:
      return "chưa cắm cáp";
    case SignalState::NoSignal:
      return "có cáp nhưng không có tín hiệu";
    case SignalState::NoSync:
      return "tín hiệu không ổn định";
    case SignalState::UnsupportedTiming:
      return "độ phân giải không được hỗ trợ";
  }
  return "";
}

std::string_view wordFor(PictureStep step) {
  switch (step) {
    case PictureStep::AsPlanned:
      return "như kế hoạch";
    case PictureStep::FewerPictures:
      return "ít hình mỗi giây hơn";
    case PictureStep::SmallerPictures:
      return "hình nhỏ hơn";
    case PictureStep::Still:
      return "hình tĩnh, hai giây một hình";
    case PictureStep::SoundOnly:
      return "chỉ còn tiếng";
  }
  return "";
}

std::string_view wordFor(PassedOver reason) {
  switch (reason) {
    case PassedOver::NotThere:
      return "máy không có";
    case PassedOver::CannotDoIt:
      return "không làm được cỡ hình hoặc tốc độ này";
    case PassedOver::OutputInvalid:
      return "cho ra hình hỏng khi thử";
    case PassedOver::TooSlow:
      return "quá chậm khi thử";
    case PassedOver::HoldsFrames:
      return "giữ hình lại, gây trễ";
    case PassedOver::Failed:
      return "báo lỗi khi đang chạy";
    case PassedOver::Stalled:
      return "đứng lại khi đang chạy";
  }
  return "";
}

std::string_view wordFor(UplinkState state) {
  switch (state) {
    case UplinkState::Idle:
      return "không phát";
    case UplinkState::Connecting:
      return "đang kết nối";
    case UplinkState::Connected:
      return "đã kết nối";
    case UplinkState::Waiting:
      return "chờ kết nối lại";
  }
  return "";
}

std::string_view wordFor(SmallPictureState state) {
  switch (state) {
    case SmallPictureState::Off:
      return "không gửi";
    case SmallPictureState::Waiting:
      return "chờ luồng chính";
    case SmallPictureState::TooNarrow:
      return "nhường đường cho luồng chính";
    case SmallPictureState::Connecting:
      return "đang kết nối";
    case SmallPictureState::Sent:
      return "đang gửi";
  }
  return "";
}

std::string_view wordFor(LocalRecordingState state) {
  switch (state) {
    case LocalRecordingState::Off:
      return "không ghi";
    case LocalRecordingState::Recording:
      return "đang ghi";
    case LocalRecordingState::Failed:
      return "không ghi được";
  }
  return "";
}

std::string_view wordFor(ProofState state) {
  switch (state) {
    case ProofState::Unknown:
      return "chưa rõ";
    case ProofState::Yes:
      return "có";
    case ProofState::No:
      return "không";
  }
  return "";
}

std::string_view wordFor(Scene scene) {
  switch (scene) {
    case Scene::Setup:
      return "thiết lập";
    case Scene::Maket:
      return "makét";
    case Scene::Slate:
      return "bảng chờ";
    case Scene::Blank:
      return "màn hình trống";
  }
  return "";
}

std::string_view wordFor(ConditionLevel level) {
  switch (level) {
    case ConditionLevel::Info:
      return "ghi nhận";
    case ConditionLevel::Warning:
      return "cảnh báo";
    case ConditionLevel::Error:
      return "lỗi";
    case ConditionLevel::Critical:
      return "nghiêm trọng";
  }
  return "";
}

std::string localTime(Timestamp time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%d/%m/%Y %H:%M:%S", &parts);
  return {text.data(), length};
}

std::string spanOf(std::chrono::seconds span) {
  const auto seconds = span.count() > 0 ? span.count() : 0;
  if (seconds < 60) return std::format("{} giây", seconds);
  if (seconds < 3600) return std::format("{} phút", seconds / 60);
  if (seconds < 86400) return std::format("{} giờ {} phút", seconds / 3600, seconds % 3600 / 60);
  return std::format("{} ngày {} giờ", seconds / 86400, seconds % 86400 / 3600);
}

std::string bytesOf(std::uint64_t bytes) {
  constexpr double kMiB = 1024.0 * 1024.0;
  const double mebibytes = static_cast<double>(bytes) / kMiB;
  return mebibytes < 1024 ? number(mebibytes, 1) + " MiB" : number(mebibytes / 1024, 1) + " GiB";
}

std::string number(double value, int decimals) {
  std::string text = std::format("{:.{}f}", value, decimals);
  if (const std::size_t point = text.find('.'); point != std::string::npos) text[point] = ',';
  return text;
}

}  // namespace diemcau::cli
