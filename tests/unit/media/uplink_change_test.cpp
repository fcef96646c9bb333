// SPDX-License-Identifier: Apache-2.0
// Which change of the uplink goes without a gap: that of what proves who we are, to the same places.
#include "daemon/media/uplink/uplink_change.h"

#include <functional>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;

UplinkConfig uplink() {
  UplinkConfig config;
  config.host = "trung-tam.example";
  config.port = 7001;
  config.stream_id = "#!::r=79,m=publish,u=box-1a2b3c4d";
  config.passphrase = "the-first-passphrase";
  UplinkTarget backup = config;
  backup.host = "du-phong.example";
  config.backup = backup;
  return config;
}

bool isPossible(const std::function<void(UplinkConfig&)>& change) {
  UplinkConfig after = uplink();
  change(after);
  return UplinkChange::isPossible(uplink(), after);
}

void namesAndSecretsMayBeOthers() {
  CHECK(isPossible([](UplinkConfig& to) {
    to.stream_id = to.backup->stream_id = "#!::r=79,m=publish,u=box-1a2b3c4d,key=2";
    to.passphrase = to.backup->passphrase = "the-other-passphrase";
  }));
}

void nothingElseMay() {
  CHECK(!isPossible([](UplinkConfig& to) { to.host = "other.example"; }));
  CHECK(!isPossible([](UplinkConfig& to) { to.port = 7002; }));
  CHECK(!isPossible([](UplinkConfig& to) { to.latency_ms = 500; }));
  CHECK(!isPossible([](UplinkConfig& to) { to.interface = "wwan0"; }));
  CHECK(!isPossible([](UplinkConfig& to) { to.paths = UplinkPaths::Both; }));
  CHECK(!isPossible([](UplinkConfig& to) { to.backup.reset(); }));
  CHECK(!isPossible([](UplinkConfig& to) { to.backup->host = "other.example"; }));
}

}  // namespace

int main() { return diemcau::test::run({TEST(namesAndSecretsMayBeOthers), TEST(nothingElseMay)}); }
