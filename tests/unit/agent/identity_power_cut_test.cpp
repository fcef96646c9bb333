// SPDX-License-Identifier: Apache-2.0
// The box loses power at any step of making its key, of enrolling, of renewing: the next start finds the old or the
// new state, with one and the same key, and goes on from there. And files that were damaged otherwise have a reason.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "daemon/agent/identity/recording_key.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/power_cut.h"
#include "tests/unit/agent/est_bench.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

using Directory = std::filesystem::path;

// Copies `begin`, lets a box do `work` there until the power goes at one step after the other, and asks of what is
// left. Returns the number of steps.
int atEachStep(const Directory& begin, const std::function<void(const Directory&)>& work,
               const std::function<void(const Directory&)>& holds) {
  for (int steps = 0;; ++steps) {
    const TempDir dir;
    std::filesystem::copy(begin, dir.path(), std::filesystem::copy_options::recursive);
    const pid_t child = ::fork();
    if (child == 0) {
      diemcau::test::cutPowerAfter(steps);
      work(dir.path());
      ::_exit(0);
    }
    int state = 0;
    CHECK_EQ(child, ::waitpid(child, &state, 0));
    CHECK(WIFEXITED(state));
    holds(dir.path());
    if (WEXITSTATUS(state) == 0) return steps;
    CHECK_EQ(diemcau::test::kPowerCut, WEXITSTATUS(state));
  }
}

IdentityDirectory at(const Directory& dir) { return {dir, nullptr}; }

std::string stateOf(const Directory& dir) {
  const auto loaded = at(dir).load();
  if (!loaded) return std::string(loaded.error().code);
  return loaded->unenrolled ? std::string(loaded->unenrolled->code) : "enrolled";
}

// A box that has its key, and what the centre would answer it.
struct KeyedBox {
  TempDir dir;
  IdentityDirectory directory{dir.path(), nullptr};
  DeviceKey key = [this] {
    writeImage(dir.path());
    return NEED(directory.key());
  }();
  std::string certificate = authority().issue(key, key.endpoint());
};

void whileTheKeyIsMade() {
  const TempDir image;
  writeImage(image.path());
  const int steps = atEachStep(
      image.path(), [](const Directory& dir) { (void)at(dir).key(); },
      [](const Directory& dir) {
        const std::string id = NEED(at(dir).key()).id();
        CHECK_EQ(id, NEED(at(dir).key()).id());
        CHECK_EQ(std::string("not_enrolled"), stateOf(dir));
      });
  CHECK(steps > 12);
}

void enrol(const Directory& dir, const std::string& certificate) {
  FakeClients centre;
  FakeClock clock;
  const IdentityDirectory directory = at(dir);
  const auto key = directory.key();
  Enroller enroller({directory, *key, {dir}, centre.clients(), clock, fixedRandom(0)}, {});
  enroller.start();
  centre.requests.reply(answer(200, authority().caCertificates()));
  centre.requests.reply(answer(200, certificate));
}

void whileItEnrols() {
  const KeyedBox box;
  const int steps = atEachStep(
      box.dir.path(), [&box](const Directory& dir) { enrol(dir, box.certificate); },
      [&box](const Directory& dir) {
        CHECK_EQ(box.key.id(), NEED(at(dir).key()).id());
        if (stateOf(dir) != "enrolled") {
          CHECK_EQ(std::string("not_enrolled"), stateOf(dir));
          enrol(dir, box.certificate);
        }
        CHECK_EQ(std::string("enrolled"), stateOf(dir));
      });
  CHECK(steps > 12);
}

void renew(const Directory& dir, const std::string& certificate) {
  FakeClients centre;
  FakeClock clock;
  const IdentityDirectory directory = at(dir);
  const auto identity = directory.load();
  Renewal renewal({directory, *identity, centre.clients(), clock, fixedRandom(0), {}});
  renewal.start();
  while (!centre.requests.idle()) {
    const bool est = centre.newest().path.ends_with("/simplereenroll");
    centre.requests.reply(est ? answer(200, certificate) : answer(304));
  }
}

void whileItRenews() {
  const KeyedBox box;
  const std::string old = authority().issuePem(box.key, "-not_before 20260701000000Z -not_after 20260728000000Z");
  NEED(box.directory.storeEnrolled({box.key.endpoint(), "https://centre", "https://est"}, old));
  const std::string fresh =
      authority().issue(box.key, box.key.endpoint(), "ca", "-not_before 20260714000000Z -not_after 20260813000000Z");
  const int steps = atEachStep(
      box.dir.path(), [&fresh](const Directory& dir) { renew(dir, fresh); },
      [&](const Directory& dir) {
        CHECK_EQ(std::string("enrolled"), stateOf(dir));
        renew(dir, fresh);
        CHECK_EQ(std::string("enrolled"), stateOf(dir));
        CHECK(readWhole(dir / "cert.pem") != old);
        renew(dir, fresh);  // what was left behind is cleared away
      });
  CHECK(steps > 12);
}

// What the next start says of a file that was cut off, zeroed, changed in one bit, or is gone.
struct Damage {
  const char* file;
  const char* gone;
  const char* damaged;  // "…|…": any of them
};

void eachDamagedFileHasItsReason() {
  const KeyedBox box;
  enrol(box.dir.path(), box.certificate);
  const Damage cases[] = {
      {"key.sealed", "key_missing", "key_damaged|key_not_opened"},
      {"box-secret", "not_found", "secret_damaged|key_not_opened"},
      {"cert.pem", "not_enrolled", "unreadable|key_other|name_other|untrusted"},
      {"identity.json", "not_found", "not_json|text_not_utf8|schema_unknown|member_missing|member_type"},
      {"root.json", "not_found", "not_json|text_not_utf8|schema_unknown"},
      {"ca.pem", "not_found", "ca_unreadable|untrusted"},
  };
  for (const Damage& damage : cases) {
    const std::string whole = readWhole(box.dir / damage.file);
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 4);
    const std::string named = std::string(damage.file) + ": ";
    for (const std::string& bytes :
         {std::string(), whole.substr(0, whole.size() / 2), std::string(whole.size(), '\0'), flipped}) {
      writeWhole(box.dir / damage.file, bytes);
      const std::string state = stateOf(box.dir.path());
      const bool known = ("|" + std::string(damage.damaged) + "|").contains("|" + state + "|");
      const bool unseen = bytes == flipped && state == "enrolled";  // a bit of a name, say
      CHECK_EQ(named + "has a reason", named + (known || unseen ? "has a reason" : state));
    }
    std::filesystem::remove(box.dir / damage.file);
    CHECK_EQ(named + damage.gone, named + stateOf(box.dir.path()));
    writeWhole(box.dir / damage.file, whole);
    std::filesystem::permissions(box.dir / damage.file, std::filesystem::perms{0600});
    CHECK_EQ(named + "enrolled", named + stateOf(box.dir.path()));
  }
}

// What the box made besides its key may be lost: its name and its trust hold, so that the room goes on.
void withoutItsCertificateABoxIsStillItself() {
  const KeyedBox box;
  enrol(box.dir.path(), box.certificate);
  for (const char* file : {"cert.pem", "identity.json", "ca.pem"}) {
    writeWhole(box.dir / file, "");
    const LoadedIdentity loaded = NEED(at(box.dir.path()).load());
    CHECK(loaded.unenrolled.has_value());
    CHECK_EQ(box.key.endpoint(), loaded.identity.endpoint);
    CHECK_EQ(recordingKeyOf(box.key), loaded.recording_key);
  }
}

void keysThatOthersMayReadAreRefused() {
  const KeyedBox box;
  for (const char* file : {"key.sealed", "box-secret"}) {
    std::filesystem::permissions(box.dir / file, std::filesystem::perms{0640});
    CHECK_EQ(std::string("key_exposed"), stateOf(box.dir.path()));
    std::filesystem::permissions(box.dir / file, std::filesystem::perms{0600});
  }
}

// As `diemcau-centre provision` leaves it: a plain key, and no document that says where to enrol.
void aProvisionedDirectoryGoesOnAsItIs() {
  const TempDir dir;
  writeImage(dir.path());
  std::filesystem::remove(dir / "diemcau.json");
  const DeviceKey key = NEED(DeviceKey::generate());
  writeWhole(dir / "key.pem", key.pem().view());
  std::filesystem::permissions(dir / "key.pem", std::filesystem::perms{0600});
  writeWhole(dir / "cert.pem", authority().issuePem(key, "-days 3"));
  writeWhole(dir / "identity.json", writeIdentity({key.endpoint(), "https://centre", {}}));
  const LoadedIdentity loaded = NEED(at(dir.path()).load());
  CHECK(!loaded.unenrolled);
  CHECK_EQ(dir / "key.pem", loaded.access.key);
  CHECK(!std::filesystem::exists(dir / "box-secret"));
  CHECK(!std::filesystem::exists(dir / "key.sealed"));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whileTheKeyIsMade), TEST(whileItEnrols), TEST(whileItRenews),
                             TEST(eachDamagedFileHasItsReason), TEST(withoutItsCertificateABoxIsStillItself),
                             TEST(keysThatOthersMayReadAreRefused), TEST(aProvisionedDirectoryGoesOnAsItIs)});
}
