// SPDX-License-Identifier: Apache-2.0
// diemcau: what a technician or engineer types on the box.
#include <glib.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "daemon/base/atomic_file.h"
#include "daemon/base/bus.h"
#include "daemon/base/clock.h"
#include "daemon/cli/agent_properties.h"
#include "daemon/cli/factory_reset.h"
#include "daemon/cli/options.h"
#include "daemon/cli/recording_commands.h"
#include "daemon/cli/status_text.h"
#include "daemon/cli/words.h"

namespace {

using namespace diemcau;

int failed(const Error& error) {
  if (error.domain == "agent") std::cerr << "diemcau: tiến trình điều khiển (diemcaud) không trả lời.\n";
  if (error.domain == "bus" || error.domain == "file") std::cerr << "diemcau: không nối được với bus của điểm cầu.\n";
  std::cerr << "diemcau: " << error.describe() << "\n";
  return EXIT_FAILURE;
}

Result<std::unique_ptr<base::Bus>> connect(const cli::Options& options) {
  if (!options.run) return base::Bus::connect(options.bus);
  auto address = base::readFile(*options.run / "bus-address", 4096);
  if (!address) return std::unexpected(std::move(address.error()));
  while (address->ends_with('\n')) address->pop_back();
  return base::Bus::connect(*address);
}

int showStatus(base::Bus& bus, bool json) {
  const auto text = cli::readAgentProperty(bus, "Status");
  if (!text) return failed(text.error());
  if (json) {
    std::cout << *text << "\n";
    return EXIT_SUCCESS;
  }
  const auto status = parseStatus(*text);
  if (!status) return failed(status.error());
  std::cout << cli::textOfStatus(*status, base::SystemClock{}.wall());
  return EXIT_SUCCESS;
}

int showPlans(base::Bus& bus, bool json) {
  const auto media_text = cli::readAgentProperty(bus, "MediaPlan");
  if (!media_text) return failed(media_text.error());
  const auto screen_text = cli::readAgentProperty(bus, "ScreenPlan");
  if (!screen_text) return failed(screen_text.error());
  const auto media = parseMediaPlan(*media_text);
  if (!media) return failed(media.error());
  const auto screen = parseScreenPlan(*screen_text);
  if (!screen) return failed(screen.error());
  if (json) {
    std::cout << writeMediaPlan(*media, Secrets::Redact) << "\n" << *screen_text << "\n";
  } else {
    std::cout << cli::textOfPlans(*media, *screen);
  }
  return EXIT_SUCCESS;
}

Result<RecordingPlan> recordingPlan(base::Bus& bus) {
  const auto text = cli::readAgentProperty(bus, "MediaPlan");
  if (!text) return std::unexpected(text.error());
  auto plan = parseMediaPlan(*text);
  if (!plan) return std::unexpected(std::move(plan.error()));
  if (!plan->recording) return fail("recording", "not_planned", "cấu hình hiện nay không cho ghi tại phòng");
  return *std::move(plan->recording);
}

int listRecording(base::Bus& bus) {
  const auto plan = recordingPlan(bus);
  if (!plan) return failed(plan.error());
  const auto text = cli::textOfRecording(*plan);
  if (!text) return failed(text.error());
  std::cout << (text->empty() ? "Chưa có bản ghi nào.\n" : *text);
  return EXIT_SUCCESS;
}

int exportRecording(base::Bus& bus, const cli::Options& options) {
  const auto plan = recordingPlan(bus);
  if (!plan) return failed(plan.error());
  const auto exported = cli::exportRecording(*plan, options.only, options.out);
  if (!exported) return failed(exported.error());
  for (const std::string& remark : exported->remarks) std::cerr << "diemcau: " << remark << "\n";
  std::cout << options.out.string() << ": " << exported->segments << " đoạn, " << cli::bytesOf(exported->bytes) << "\n";
  return exported->whole ? EXIT_SUCCESS : EXIT_FAILURE;
}

// Nothing where the agent is known not to run.
std::optional<std::string> whyNotReset(const cli::Options& options) {
  const auto bus = connect(options);
  if (!bus) return "không hỏi được diemcaud có đang chạy không (" + bus.error().describe() + ")";
  const auto status = cli::readAgentProperty(**bus, "Status");
  if (!status && status.error().code == "not_there") return std::nullopt;
  return "diemcaud đang chạy";
}

int resetToFactory(const cli::Options& options) {
  if (!options.while_running) {
    if (const auto why = whyNotReset(options)) {
      std::cerr << "diemcau: " << *why << "; hãy dừng nó trước, hoặc thêm --while-running.\n";
      return EXIT_FAILURE;
    }
  }
  const auto wiped = cli::factoryReset(options.identity, options.state);
  if (!wiped) {
    std::cerr << "diemcau: " << wiped.error().describe() << "\n";
    return EXIT_FAILURE;
  }
  std::cout << "Đã xóa " << wiped->files.size() << " mục.\n";
  if (wiped->provisioned) {
    std::cout << "Danh tính do trung tâm cấp sẵn (key.pem) vẫn còn; muốn thay, hãy cấp lại tại trung tâm.\n";
  }
  return EXIT_SUCCESS;
}

int showLogs(const cli::Options& options) {
  if (options.run || options.bus) {
    std::cout << "Nhật ký nằm trong thư mục --run của diemcau-launcher:\n";
    for (const char* const name : {"agent", "media", "screen", "bus"}) {
      std::cout << "  " << (options.run.value_or("RUN") / (std::string{name} + ".log")).string() << "\n";
    }
    return EXIT_SUCCESS;
  }
  ::execlp("journalctl", "journalctl", "--unit=diemcau*", "--lines=200", "--follow", static_cast<char*>(nullptr));
  std::cerr << "diemcau: không chạy được journalctl; nếu điểm cầu chạy dưới diemcau-launcher, hãy thêm --run.\n";
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  const auto options = cli::parseOptions(argc, argv);
  if (!options) {
    std::cerr << "diemcau: " << options.error().context << "\n";
    return 2;
  }
  if (options->command == cli::Command::Logs) return showLogs(*options);
  if (options->command == cli::Command::FactoryReset) return resetToFactory(*options);
  const auto bus = connect(*options);
  if (!bus) return failed(bus.error());
  switch (options->command) {
    case cli::Command::Plan:
      return showPlans(**bus, options->json);
    case cli::Command::RecordingList:
      return listRecording(**bus);
    case cli::Command::RecordingExport:
      return exportRecording(**bus, *options);
    default:
      return showStatus(**bus, options->json);
  }
}
