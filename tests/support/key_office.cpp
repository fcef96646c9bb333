// SPDX-License-Identifier: Apache-2.0
// The commands new-key, sign and trust-root.
#include "tests/support/key_office.h"

#include <utility>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"

namespace diemcau::test {

std::string KeyOffice::run(std::vector<std::string> arguments) const {
  const std::string name = arguments.at(0);
  Process tool(builtProgram("diemcau-centre"), dir_, ProcessOptions{.args = std::move(arguments)});
  const ExitState state = tool.waitExit(std::chrono::seconds(20));
  if (!(state == ExitState{})) failAt(name + ": " + tool.log(), std::source_location::current());
  return tool.log();
}

std::filesystem::path KeyOffice::newKey(const std::string& name) const {
  run({"new-key", "--out", dir_ / name});
  return dir_ / name;
}

std::string KeyOffice::sign(const std::string& envelope, const std::filesystem::path& key, std::string* said) const {
  const std::filesystem::path file = dir_ / "to-be-signed.json";
  writeWhole(file, envelope);
  const std::string text = run({"sign", "--key", key, "--in", file, "--out", file});
  if (said != nullptr) *said = text;
  return readWhole(file);
}

void KeyOffice::publishRoot(std::vector<std::string> changes) const {
  const std::filesystem::path file = dir_ / "next-root.json";
  std::vector<std::string> draft{"trust-root", "draft", "--data", data_, "--out", file};
  draft.insert(draft.end(), changes.begin(), changes.end());
  run(std::move(draft));
  run({"sign", "--key", rootKey(), "--in", file, "--out", file});
  run({"trust-root", "publish", "--data", data_, "--in", file});
}

}  // namespace diemcau::test
