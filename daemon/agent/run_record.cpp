// SPDX-License-Identifier: Apache-2.0
// What the agent's runs of one boot hand on to one another.
#include "daemon/agent/run_record.h"

#include <spdlog/spdlog.h>

#include <format>
#include <sstream>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {

std::string writeRunRecord(const RunRecord& record) {
  std::string text =
      std::format("ended_well {}\nagent_restarts {}\n", record.ended_well ? 1 : 0, record.agent_restarts);
  for (const auto& [name, worker] : record.workers) {
    text += std::format("worker {} {} {}\n", name, worker.restarts, worker.owner);
  }
  return text;
}

RunRecord parseRunRecord(const std::string& text) {
  RunRecord record;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string key;
    words >> key;
    if (key == "ended_well") {
      words >> record.ended_well;
    } else if (key == "agent_restarts") {
      words >> record.agent_restarts;
    } else if (key == "worker") {
      std::string name;
      WorkerRecord worker;
      if (words >> name >> worker.restarts) {
        words >> worker.owner;
        record.workers[name] = worker;
      }
    }
  }
  return record;
}

RunRecordFile::Begun RunRecordFile::begin() const {
  Begun begun;
  const auto text = base::readFile(file_, 16 * 1024);
  if (!text) return begun;
  begun.record = parseRunRecord(*text);
  begun.restarted = !begun.record.ended_well;
  if (begun.restarted) {
    ++begun.record.agent_restarts;
  } else {
    for (auto& [name, worker] : begun.record.workers) worker.owner.clear();
  }
  begun.record.ended_well = false;
  return begun;
}

void RunRecordFile::write(const RunRecord& record) const {
  const auto written = base::writeFileAtomically(file_, writeRunRecord(record), 0644, base::Durability::Volatile);
  if (!written) spdlog::warn("restarts are not kept: {}", written.error().describe());
}

}  // namespace diemcau::agent
