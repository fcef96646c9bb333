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
    "  logs     nhật ký của các tiến trình";

std::optional<Command> commandOf(std::string_view word) {
  if (word == "status") return Command::Status;
  if (word == "plan") return Command::Plan;
  if (word == "logs") return Command::Logs;
  return std::nullopt;
}

std::unexpected<Error> invalid(std::string message) { return fail("options", "invalid", std::move(message)); }

}  // namespace

Result<Options> parseOptions(int argc, char** argv) {
  gboolean json = FALSE;
  char* bus = nullptr;
  char* run = nullptr;
  const std::array<GOptionEntry, 4> entries{{
      {"bus", 0, 0, G_OPTION_ARG_STRING, &bus, "Bus D-Bus khác với bus của hệ thống", "ĐỊA_CHỈ"},
      {"run", 0, 0, G_OPTION_ARG_FILENAME, &run, "Thư mục --run của diemcau-launcher", "THƯ_MỤC"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "In nguyên văn JSON", nullptr},
      {},
  }};
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context{
      g_option_context_new("status|plan|logs"), &g_option_context_free};
  g_option_context_set_summary(context.get(), kSummary);
  g_option_context_add_main_entries(context.get(), entries.data(), nullptr);
  GError* error = nullptr;
  const bool parsed = g_option_context_parse(context.get(), &argc, &argv, &error) != FALSE;
  const std::unique_ptr<char, decltype(&g_free)> bus_owner{bus, &g_free};
  const std::unique_ptr<char, decltype(&g_free)> run_owner{run, &g_free};
  if (!parsed) {
    const std::string message = error->message;
    g_error_free(error);
    return invalid(message);
  }
  if (argc != 2) return invalid("status, plan hay logs? (xem --help)");
  const auto command = commandOf(argv[1]);
  if (!command) return invalid(std::string{"không có lệnh "} + argv[1] + " (xem --help)");
  if (bus != nullptr && run != nullptr) return invalid("chỉ dùng một trong hai: --bus, --run");

  Options options;
  options.command = *command;
  options.json = json != FALSE;
  if (bus != nullptr) options.bus = bus;
  if (run != nullptr) options.run = run;
  return options;
}

}  // namespace diemcau::cli
