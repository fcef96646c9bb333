// SPDX-License-Identifier: Apache-2.0
// Whom the gateway of a real centre refuses stands in the centre's audit log, and harms nobody's stream.
#include <string>
#include <vector>

#include "contract/config.h"
#include "contract/envelope.h"
#include "contract/stream_id.h"
#include "tests/integration/centre/enrolling_box.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/srt_caller.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// The room's connection to the gateway, as its Config says.
SrtCaller::Options streamOf(const HttpsReply& config_reply) {
  const Config config = NEED(parseConfig(NEED(parseEnvelope(config_reply.body)).payload));
  const UplinkConfig& uplink = config.body.uplink.value();
  return {.port = uplink.port, .stream_id = uplink.stream_id, .passphrase = uplink.passphrase};
}

// "subject reason, stream id" of each row.
std::vector<std::string> refusalsIn(CentreRoom& room) {
  std::istringstream lines(runCentreTool(room, {"audit"}).output);
  std::vector<std::string> refusals;
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    if (row.value("action", "") != "stream.refused") continue;
    CHECK_EQ(std::string("127.0.0.1"), row.value("address", ""));
    CHECK_EQ(std::string(), row.value("actor", "?"));
    refusals.push_back(row.value("subject", "") + " " + row.value("detail", ""));
  }
  return refusals;
}

void isRefused(SrtCaller::Options options) { CHECK(!SrtCaller(options).connected()); }

// Waits until the last row is that one.
void awaitLast(CentreRoom& room, const std::string& refusal) {
  std::vector<std::string> seen;
  if (waitFor(20s, [&] { return seen = refusalsIn(room), !seen.empty() && seen.back() == refusal; })) return;
  failAt(refusal + " is not the last of " + json(seen).dump(), std::source_location::current());
}

std::uint64_t bytesOf(OperatorClient& people, const std::string& id) {
  return viewOf(people, id)["stream"].value("bytes", std::uint64_t{0});
}

void whomTheGatewayRefusesIsWrittenDownOnce() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const EnrollingBox other(room, "other");
  CHECK_EQ(202L, other.enrol().status);
  CHECK_EQ(204L, people->post("/enrolments/" + other.keyId() + "/approve", {{"site", "01"}}).status);
  other.keep(other.enrol());
  const SrtCaller::Options good = streamOf(room.device().send({"GET", "/device/v1/config"}));
  const SrtCaller::Options others = streamOf(other.getConfig());
  SrtCaller on_air(others);
  CHECK(on_air.connected());

  SrtCaller::Options wrong = good;
  wrong.passphrase = "not-the-passphrase";
  isRefused(wrong);
  awaitLast(room, room.id() + " passphrase_wrong, " + good.stream_id);
  CHECK(!refusalsIn(room).back().contains(good.passphrase));
  for (int times = 0; times < 3; ++times) isRefused(wrong);
  SrtCaller::Options unencrypted = good;
  unencrypted.passphrase.clear();
  isRefused(unencrypted);
  SrtCaller::Options unknown = good;
  unknown.stream_id = writeStreamId({"no-such-site", "box-12345678", StreamMode::Publish});
  isRefused(unknown);
  awaitLast(room, " site_unknown, " + unknown.stream_id);
  SrtCaller::Options malformed = good;
  malformed.stream_id = "no stream id";
  isRefused(malformed);
  awaitLast(room, " stream_id_malformed");
  SrtCaller::Options foreign = good;
  foreign.stream_id = writeStreamId({"01", room.id(), StreamMode::Publish});
  isRefused(foreign);
  awaitLast(room, room.id() + " endpoint_wrong, " + foreign.stream_id);

  CHECK_EQ(204L, people->post("/endpoints/" + room.id() + "/revoke").status);
  isRefused(good);
  awaitLast(room, room.id() + " identity_revoked, " + good.stream_id);
  isRefused(good);
  isRefused(good);
  // Those that came again are no rows; nor is the one who was let in.
  isRefused(malformed);
  CHECK_EQ(std::size_t{5}, refusalsIn(room).size());

  const ToolRun verified = runCentreTool(room, {"audit", "--verify"});
  CHECK_EQ(0, verified.code);
  CHECK(verified.output.contains("\"rows\":"));
  // All that time the other room was on air, and its bytes still arrive.
  CHECK(on_air.connected());
  CHECK(on_air.send(noise(50'000, 1)));
  CHECK(waitFor(20s, [&] { return bytesOf(*people, other.id()) == 50'000; }));
}

}  // namespace
}  // namespace diemcau::test

int main() { return diemcau::test::run({TEST(diemcau::test::whomTheGatewayRefusesIsWrittenDownOnce)}); }
