// SPDX-License-Identifier: Apache-2.0
// diemcau's command line.
#include "daemon/cli/options.h"

#include <glib.h>

#include <array>
#include <memory>
#include <string_view>

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
  gboolean json = FALSE;
  char* bus = nullptr;
  char* run = nullptr;
  char* out = nullptr;
  char* only = nullptr;
  char* identity = nullptr;
  char* state = nullptr;
  gboolean yes = FALSE;
  gboolean while_running = FALSE;
  const std::array<GOptionEntry, 10> entries{{
      {"bus", 0, 0, G_OPTION_ARG_STRING, &bus, "Bus D-Bus khác với bus của hệ thống", "ĐỊA_CHỈ"},
      {"run", 0, 0, G_OPTION_ARG_FILENAME, &run, "Thư mục --run của diemcau-launcher", "THƯ_MỤC"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "In nguyên văn JSON", nullptr},
      {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Tệp để ghi ra, của recording export", "TỆP"},
      {"only", 0, 0, G_OPTION_ARG_STRING, &only, "Lần ghi nào, của recording export", "LẦN"},
      {"identity", 0, 0, G_OPTION_ARG_FILENAME, &identity, "Thư mục danh tính, của factory-reset", "THƯ_MỤC"},
      {"state", 0, 0, G_OPTION_ARG_FILENAME, &state, "Thư mục trạng thái, của factory-reset", "THƯ_MỤC"},
      {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "Xác nhận factory-reset: những gì bị xóa không lấy lại được", nullptr},
      {"while-running", 0, 0, G_OPTION_ARG_NONE, &while_running,
       "factory-reset cả khi diemcaud đang chạy; sau đó phải khởi động lại thiết bị", nullptr},
      {},
  }};
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context{
      g_option_context_new("status|plan|logs|recording list|recording export|factory-reset"), &g_option_context_free};
  g_option_context_set_summary(context.get(), kSummary);
  g_option_context_add_main_entries(context.get(), entries.data(), nullptr);
  GError* error = nullptr;
  const bool parsed = g_option_context_parse(context.get(), &argc, &argv, &error) != FALSE;
  const std::unique_ptr<char, decltype(&g_free)> bus_owner{bus, &g_free};
  const std::unique_ptr<char, decltype(&g_free)> run_owner{run, &g_free};
  const std::unique_ptr<char, decltype(&g_free)> out_owner{out, &g_free};
  const std::unique_ptr<char, decltype(&g_free)> only_owner{only, &g_free};
  const std::unique_ptr<char, decltype(&g_free)> identity_owner{identity, &g_free};
  const std::unique_ptr<char, decltype(&g_free)> state_owner{state, &g_free};
  if (!parsed) {
    const std::string message = error->message;
    g_error_free(error);
    return invalid(message);
  }
  if (argc < 2) return invalid("status, plan, logs, recording hay factory-reset? (xem --help)");
  const auto command = commandOf(argc, argv);
  if (!command) return invalid(std::string{"không có lệnh "} + argv[1] + " (xem --help)");
  if ((*command == Command::RecordingExport) != (out != nullptr)) {
    return invalid("recording export cần --out TỆP, các lệnh khác thì không");
  }
  if (only != nullptr && *command != Command::RecordingExport) return invalid("--only là của recording export");
  const bool reset = *command == Command::FactoryReset;
  if (!reset && (identity != nullptr || state != nullptr || yes != FALSE || while_running != FALSE)) {
    return invalid("--identity, --state, --yes và --while-running là của factory-reset");
  }
  if (reset && (identity == nullptr || state == nullptr)) return invalid("factory-reset cần --identity và --state");
  if (reset && yes == FALSE) {
    return invalid("factory-reset xóa danh tính, cấu hình và bản ghi, không lấy lại được; hãy thêm --yes nếu muốn vậy");
  }
  if (bus != nullptr && run != nullptr) return invalid("chỉ dùng một trong hai: --bus, --run");

  Options options;
  options.command = *command;
  options.json = json != FALSE;
  if (out != nullptr) options.out = out;
  if (only != nullptr) options.only = only;
  if (bus != nullptr) options.bus = bus;
  if (run != nullptr) options.run = run;
  if (identity != nullptr) options.identity = identity;
  if (state != nullptr) options.state = state;
  options.while_running = while_running != FALSE;
  return options;
}

}  // namespace diemcau::cli
