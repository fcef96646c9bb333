// SPDX-License-Identifier: Apache-2.0
// A box that is reset has nothing of its own left, and all that the image brought.
#include "daemon/cli/factory_reset.h"

#include <algorithm>
#include <set>

#include "daemon/cli/options.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/private_bus.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using namespace diemcau::cli;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;
namespace fs = std::filesystem;

namespace {

std::set<std::string> namesIn(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.insert(entry.path().filename().string());
  return names;
}

void write(const TempDir& dir, std::initializer_list<const char*> names) {
  for (const char* name : names) writeWhole(dir / name, "x");
}

// As an endpoint leaves them, with what a cut of power has left beside.
struct Box {
  TempDir identity;
  TempDir state;
  Box() {
    write(identity, {"ca.pem", "root.json", "diemcau.json", "box-secret", "key.sealed", "cert.pem", "identity.json",
                     "next-cert.pem", "config-stored", ".key.sealed.aB3xYz", ".box-secret.Q1w2e3"});
    write(state, {"config.a", "config.b", "report-seq"});
    fs::create_directories(state / "recording");
    fs::create_directories(state / "reports");
    fs::create_directories(state / "pictures");
    writeWhole(state / "recording/segment", "x");
  }
};

const std::set<std::string> kImage{"ca.pem", "root.json", "diemcau.json"};

void nothingOfItsOwnIsLeft() {
  const Box box;
  const Wiped wiped = NEED(factoryReset(box.identity.path(), box.state.path()));
  CHECK(namesIn(box.identity.path()) == kImage);
  CHECK(namesIn(box.state.path()).empty());
  CHECK(!wiped.provisioned);
  CHECK_EQ(std::size_t{14}, wiped.files.size());
  // The key goes before the secret that opens it, and the certificate before the key.
  const auto at = [&](const char* name) { return std::ranges::find(wiped.files, name) - wiped.files.begin(); };
  CHECK(at("cert.pem") < at("key.sealed"));
  CHECK(at("key.sealed") < at("box-secret"));
  CHECK_EQ(std::size_t{0}, NEED(factoryReset(box.identity.path(), box.state.path())).files.size());
}

void whatTheCentreMadeStays() {
  const TempDir identity;
  const TempDir state;
  write(identity, {"ca.pem", "root.json", "key.pem", "cert.pem", "identity.json", "config-stored"});
  CHECK(NEED(factoryReset(identity.path(), state.path())).provisioned);
  CHECK_EQ(std::size_t{5}, namesIn(identity.path()).size());
}

void aDirectoryThatIsNoStateIsLeftAlone() {
  const Box box;
  const TempDir home;
  fs::create_directories(home / "documents");
  write(home, {"letter"});
  const auto refused = factoryReset(box.identity.path(), home.path());
  CHECK_EQ(std::string_view("not_a_state"), refused.error().code);
  CHECK_EQ(std::size_t{2}, namesIn(home.path()).size());
  CHECK_EQ(std::size_t{11}, namesIn(box.identity.path()).size());
  fs::create_symlink(box.identity.path(), box.state / "link");
  CHECK_EQ(std::string_view("not_a_state"), factoryReset(box.identity.path(), box.state.path()).error().code);
}

test::ExitState type(const TempDir& dir, std::vector<std::string> args) {
  test::Process diemcau(test::builtProgram("diemcau"), dir, {.args = std::move(args)});
  return diemcau.waitExit(std::chrono::seconds(20));
}

void itIsDoneOnlyWhereItIsMeant() {
  const Box box;
  const TempDir dir;
  const test::PrivateBus bus(dir);
  const std::string identity = box.identity.path().string();
  const std::string state = box.state.path().string();
  const std::vector<std::string> words = {"factory-reset", "--identity", identity, "--state", state};
  const auto with = [&](std::initializer_list<std::string> more) {
    std::vector<std::string> all = words;
    all.insert(all.end(), more);
    return all;
  };
  CHECK_EQ(2, type(dir, with({"--bus", bus.address()})).code);                      // without --yes
  CHECK_EQ(1, type(dir, with({"--yes", "--bus", "unix:path=/nonexistent"})).code);  // nobody knows who runs
  CHECK_EQ(std::size_t{11}, namesIn(identity).size());
  CHECK_EQ(0, type(dir, with({"--yes", "--bus", bus.address()})).code);
  CHECK(namesIn(identity) == kImage);
  CHECK_EQ(2, type(dir, {"factory-reset", "--yes"}).code);
  CHECK_EQ(2, type(dir, {"status", "--yes"}).code);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(nothingOfItsOwnIsLeft), TEST(whatTheCentreMadeStays),
                             TEST(aDirectoryThatIsNoStateIsLeftAlone), TEST(itIsDoneOnlyWhereItIsMeant)});
}
