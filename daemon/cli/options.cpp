// SPDX-License-Identifier: Apache-2.0
// diemcau's command line.
#include "daemon/cli/options.h"

#include <array>
#include <string_view>
#include <utility>

#include "daemon/base/options.h"

namespace diemcau::cli {
namespace {

constexpr const char* kSummary =
    "Cho biết điểm cầu đang thế nào.\n\n"
    "Lệnh:\n"
    "  status   tình trạng hiện nay, như báo cáo gửi trung tâm\n"
    "  plan     việc đã giao cho tiến trình hình và tiếng, và cho màn hình\n"
    "  logs     nhật ký của các tiến trình\n"
    "  recording list    các lần ghi còn giữ trong phòng\n"
    "  recording export  một lần ghi thành tệp MPEG-TS: --out TỆP, lần mới nhất hoặc --only LẦN\n"
    "  factory-reset     xóa danh tính, cấu hình và bản ghi của thiết bị, như lúc mới xuất xưởng:\n"
    "                    --identity THƯ_MỤC --state THƯ_MỤC --yes";

std::optional<Command> commandOf(int argc, char** argv) {
  const std::string_view word = argv[1];
  if (argc == 3 && word == "recording") {
    const std::string_view what = argv[2];
    if (what == "list") return Command::RecordingList;
    if (what == "export") return Command::RecordingExport;
  }
  if (argc != 2) return std::nullopt;
  if (word == "status") return Command::Status;
  if (word == "plan") return Command::Plan;
  if (word == "logs") return Command::Logs;
  if (word == "factory-reset") return Command::FactoryReset;
  return std::nullopt;
}

std::unexpected<Error> invalid(std::string message) { return fail("options", "invalid", std::move(message)); }

}  // namespace

Result<Options> parseOptions(int argc, char** argv) {
  base::OptionText bus, run, out, only, identity, state;
  gboolean json = FALSE;
  gboolean yes = FALSE;
  gboolean while_running = FALSE;
  const std::array<GOptionEntry, 10> entries{{
      {"bus", 0, 0, G_OPTION_ARG_STRING, &bus.value, "Bus D-Bus khác với bus của hệ thống", "ĐỊA_CHỈ"},
      {"run", 0, 0, G_OPTION_ARG_FILENAME, &run.value, "Thư mục --run của diemcau-launcher", "THƯ_MỤC"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "In nguyên văn JSON", nullptr},
      {"out", 0, 0, G_OPTION_ARG_FILENAME, &out.value, "Tệp để ghi ra, của recording export", "TỆP"},
      {"only", 0, 0, G_OPTION_ARG_STRING, &only.value, "Lần ghi nào, của recording export", "LẦN"},
      {"identity", 0, 0, G_OPTION_ARG_FILENAME, &identity.value, "Thư mục danh tính, của factory-reset", "THƯ_MỤC"},
      {"state", 0, 0, G_OPTION_ARG_FILENAME, &state.value, "Thư mục trạng thái, của factory-reset", "THƯ_MỤC"},
      {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "Xác nhận factory-reset: những gì bị xóa không lấy lại được", nullptr},
      {"while-running", 0, 0, G_OPTION_ARG_NONE, &while_running,
       "factory-reset cả khi diemcaud đang chạy; sau đó phải khởi động lại thiết bị", nullptr},
      {},
  }};
  const base::OptionHelp help{.words = "status|plan|logs|recording list|recording export|factory-reset",
                              .summary = kSummary};
  if (auto read = base::readOptions(help, entries, argc, argv); !read) return std::unexpected(std::move(read).error());
  if (argc < 2) return invalid("status, plan, logs, recording hay factory-reset? (xem --help)");
  const auto command = commandOf(argc, argv);
  if (!command) return invalid(std::string{"không có lệnh "} + argv[1] + " (xem --help)");
  if ((*command == Command::RecordingExport) != out.given()) {
    return invalid("recording export cần --out TỆP, các lệnh khác thì không");
  }
  if (only.given() && *command != Command::RecordingExport) return invalid("--only là của recording export");
  const bool reset = *command == Command::FactoryReset;
  if (!reset && (identity.given() || state.given() || yes != FALSE || while_running != FALSE)) {
    return invalid("--identity, --state, --yes và --while-running là của factory-reset");
  }
  if (reset && (!identity.given() || !state.given())) return invalid("factory-reset cần --identity và --state");
  if (reset && yes == FALSE) {
    return invalid("factory-reset xóa danh tính, cấu hình và bản ghi, không lấy lại được; hãy thêm --yes nếu muốn vậy");
  }
  if (bus.given() && run.given()) return invalid("chỉ dùng một trong hai: --bus, --run");

  Options options;
  options.command = *command;
  options.json = json != FALSE;
  options.out = out.get().value_or("");
  options.only = only.get();
  options.bus = bus.get();
  options.run = run.get();
  options.identity = identity.get().value_or("");
  options.state = state.get().value_or("");
  options.while_running = while_running != FALSE;
  return options;
}

}  // namespace diemcau::cli
