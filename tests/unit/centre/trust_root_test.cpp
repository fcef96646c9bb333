// SPDX-License-Identifier: Apache-2.0
// Trust roots at the centre: drafted, signed, published by the commands that people use; the endpoint is the judge.
#include <filesystem>
#include <string>
#include <vector>

#include "centre/commands/sign.h"
#include "centre/commands/trust_root.h"
#include "centre/trust/authority.h"
#include "centre/trust/trust_roots.h"
#include "contract/envelope.h"
#include "daemon/agent/trust/trust_chain.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using test::readWhole;
using test::TempDir;
using test::writeWhole;

using Command = Result<void> (*)(std::span<const char* const>, const Clock&);

struct Office {
  TempDir dir;
  FakeClock clock;
  DataDirectory data{dir / "data"};
  std::string draft = dir / "draft.json";
  std::string root_key = data.rootKey();

  Office() { NEED(Authority::open(data, clock.now().wall)); }

  // "accepted", or the reason.
  std::string run(Command command, const std::vector<std::string>& arguments) {
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    const auto result = command(pointers, clock);
    return result ? "accepted" : std::string(result.error().domain) + "." + std::string(result.error().code);
  }
  std::string newKey(const std::string& name) {
    CHECK_EQ(std::string("accepted"), run(runNewKey, {"--out", dir / name}));
    return dir / name;
  }
  std::string makeDraft(std::vector<std::string> changes = {}) {
    std::vector<std::string> arguments{"draft", "--data", data.root, "--out", draft};
    arguments.insert(arguments.end(), changes.begin(), changes.end());
    return run(runTrustRoot, arguments);
  }
  std::string sign(const std::string& key) { return run(runSign, {"--key", key, "--in", draft, "--out", draft}); }
  std::string publish() { return run(runTrustRoot, {"publish", "--data", data.root, "--in", draft}); }
  TrustRoot newest() const { return NEED(TrustRoots(data).newest()); }
};

// What an endpoint that was provisioned at the beginning makes of all that was published since.
std::uint64_t versionAtAnEndpoint(const Office& office) {
  auto chain = NEED(agent::TrustChain::create(NEED(parseTrustRoot(readWhole(office.data.trustRoot())))));
  const TrustRoots roots(office.data);
  for (;;) {
    const auto next = roots.envelope(chain.root().version + 1);
    if (!next) return chain.root().version;
    NEED(chain.offer(*next));
  }
}

void aRootIsRotatedOnceAndFiveTimes() {
  Office office;
  std::string key = office.root_key;
  std::string id = office.newest().root.keyids.at(0);
  for (int step = 0; step < 5; ++step) {
    const std::string next = office.newKey("root-" + std::to_string(step));
    CHECK_EQ(std::string("accepted"),
             office.makeDraft({"--add", "root=" + next + ".pub", "--remove", "root=" + id.substr(0, 12)}));
    CHECK_EQ(std::string("accepted"), office.sign(key));
    CHECK_EQ(std::string("accepted"), office.sign(next));
    CHECK_EQ(std::string("accepted"), office.publish());
    key = next;
    id = office.newest().root.keyids.at(0);
  }
  CHECK_EQ(6U, office.newest().version);
  CHECK_EQ(6U, versionAtAnEndpoint(office));
  CHECK_EQ(3U, office.newest().keys.size());  // those of former roots are left out
}

void onlyTheOldOrOnlyTheNewKeyIsNotEnough() {
  Office office;
  const std::string next = office.newKey("root-2");
  const std::string id = office.newest().root.keyids.at(0);
  const std::vector<std::string> changes{"--add", "root=" + next + ".pub", "--remove", "root=" + id};
  CHECK_EQ(std::string("accepted"), office.makeDraft(changes));
  CHECK_EQ(std::string("signature.threshold_not_met"), office.publish());
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("signature.key_unknown"), office.publish());
  CHECK_EQ(std::string("accepted"), office.makeDraft(changes));
  CHECK_EQ(std::string("accepted"), office.sign(next));
  CHECK_EQ(std::string("signature.key_unknown"), office.publish());
  CHECK_EQ(1U, office.newest().version);
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("accepted"), office.publish());
}

void aThresholdOfTwoTakesTwoKeys() {
  Office office;
  const std::string second = office.newKey("root-2");
  CHECK_EQ(std::string("trust_root.threshold_out_of_reach"), office.makeDraft({"--threshold", "root=2"}));
  CHECK_EQ(std::string("accepted"), office.makeDraft({"--add", "root=" + second + ".pub", "--threshold", "root=2"}));
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("signature.threshold_not_met"), office.publish());
  CHECK_EQ(std::string("accepted"), office.sign(second));
  CHECK_EQ(std::string("accepted"), office.publish());
  CHECK_EQ(2U, office.newest().root.threshold);
  CHECK_EQ(2U, versionAtAnEndpoint(office));
}

void aChangedDraftIsRefused() {
  Office office;
  CHECK_EQ(std::string("accepted"), office.makeDraft());
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  Envelope envelope = NEED(parseEnvelope(readWhole(office.draft)));
  envelope.payload.replace(envelope.payload.find("\"threshold\":1"), 13, "\"threshold\":0");
  writeWhole(office.draft, writeEnvelope(envelope));
  CHECK_EQ(std::string("document.value_out_of_range"), office.publish());
  envelope.payload.replace(envelope.payload.find("\"threshold\":0"), 13, "\"threshold\":2");
  writeWhole(office.draft, writeEnvelope(envelope));
  CHECK_EQ(std::string("signature.invalid"), office.publish());
}

void theSameDraftIsNotPublishedTwice() {
  Office office;
  CHECK_EQ(std::string("accepted"), office.makeDraft());
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("accepted"), office.publish());
  CHECK_EQ(std::string("trust_root.version_wrong"), office.publish());
}

void anExpiredRootIsNotPublished() {
  Office office;
  CHECK_EQ(std::string("accepted"), office.makeDraft({"--expires", "2000-01-01"}));
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("trust_root.expired"), office.publish());
  CHECK_EQ(std::string("usage.value_malformed"), office.makeDraft({"--expires", "soon"}));
}

void wrongDraftsSayWhy() {
  Office office;
  const std::string key = office.newKey("key");
  CHECK_EQ(std::string("sign.file_there"), office.run(runNewKey, {"--out", key}));
  CHECK_EQ(std::string("trust_root.role_unknown"), office.makeDraft({"--add", "boss=" + key + ".pub"}));
  CHECK_EQ(std::string("trust_root.key_unknown"), office.makeDraft({"--remove", "config=00000000"}));
  CHECK_EQ(std::string("crypto.key_malformed"), office.makeDraft({"--add", "config=" + key}));
  CHECK_EQ(std::string("usage.action_unknown"), office.run(runTrustRoot, {"delete"}));
}

// The root key is where it is safe, and the config role is held by a key that never was on this machine.
void theCentreStartsWithoutTheRootKeyAndAfterARotation() {
  Office office;
  const std::string offline = office.newKey("offline");
  const std::string id = office.newest().config.keyids.at(0);
  CHECK_EQ(std::string("accepted"),
           office.makeDraft({"--add", "config=" + offline + ".pub", "--remove", "config=" + id}));
  CHECK_EQ(std::string("accepted"), office.sign(office.root_key));
  CHECK_EQ(std::string("accepted"), office.publish());
  std::filesystem::rename(office.root_key, office.dir / "safe.pem");
  const Authority authority = NEED(Authority::open(office.data, office.clock.now().wall));
  CHECK(!std::filesystem::exists(office.root_key));
  const TrustRoots roots(office.data);
  CHECK(!roots.configSigners(NEED(authority.configSigner().sign(kConfigPayloadType, "{}"))));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(aRootIsRotatedOnceAndFiveTimes), TEST(onlyTheOldOrOnlyTheNewKeyIsNotEnough),
                             TEST(aThresholdOfTwoTakesTwoKeys), TEST(aChangedDraftIsRefused),
                             TEST(theSameDraftIsNotPublishedTwice), TEST(anExpiredRootIsNotPublished),
                             TEST(wrongDraftsSayWhy), TEST(theCentreStartsWithoutTheRootKeyAndAfterARotation)});
}
