// SPDX-License-Identifier: Apache-2.0
// What a tampered or broken centre offers is refused, each for its own reason, while the room goes on as it was.
#include <chrono>
#include <string>

#include "contract/envelope.h"
#include "tests/integration/house/tampered_house.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

// The centre offers `envelope` as version `version`; the endpoint must refuse it as `reason` and go on.
void refuses(TamperedHouse& house, std::uint64_t version, const std::string& envelope, const std::string& reason) {
  house.offer(version, envelope);
  const json view = house.waitFor(60s, reason.c_str(), [&](const json& now) {
    return isOnAir(now) && hasCondition(now, reason) &&
           now["status"]["config"].value("refused", json::object()).value("reason", "") == reason;
  });
  CHECK_EQ(std::uint64_t{1}, view["status"]["config"].value("version", std::uint64_t{0}));
  CHECK_EQ(house.first()["status"]["screen"]["rendered"].value("pixels_sha256", "?"),
           view["status"]["screen"]["rendered"].value("pixels_sha256", ""));
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
}

void eachBadConfigIsRefusedForItsReason() {
  TamperedHouse house;
  const json good = house.document();

  Envelope broken = NEED(parseEnvelope(house.signedByCentre(good, 2)));
  broken.payload[broken.payload.find("version")] = 'V';
  refuses(house, 2, writeEnvelope(broken), "config_signature_invalid");

  json next = good;
  next["version"] = 3;
  refuses(house, 3, house.signedBy(NEED(centre::PrivateKey::generate()), next.dump()), "config_key_unknown");

  json foreign = good;
  foreign["endpoint"] = "box-00000000";
  refuses(house, 4, house.signedByCentre(foreign, 4), "config_wrong_endpoint");

  refuses(house, 5, house.signedByCentre(good, 1), "config_version_old");

  json expired = good;
  expired["expires_at"] = "2022-07-15T00:00:00.000Z";
  refuses(house, 6, house.signedByCentre(expired, 6), "config_expired");

  std::string not_utf8 = good.dump();
  not_utf8.replace(not_utf8.find("\xE1"), 1, "\xFF");
  refuses(house, 7, house.signedByCentre(not_utf8), "config_text_invalid");

  refuses(house, 8, house.signedByCentre(nested(100)), "config_too_deep");

  json missing = good;
  missing["body"]["screen"]["maket"].erase("title");
  refuses(house, 9, house.signedByCentre(missing, 9), "config_invalid");

  json wrong_type = good;
  wrong_type["schema"] = "diemcau.config/2";
  refuses(house, 10, house.signedByCentre(wrong_type, 10), "config_schema_unknown");

  json text_for_number = good;
  text_for_number["body"]["screen"]["width"] = "1920";
  refuses(house, 11, house.signedByCentre(text_for_number, 11), "config_invalid");

  // The last: it is not read, so nothing tells it from what would be offered next, and that would have to wait.
  refuses(house, 12, house.signedByCentre(std::string(10 * 1024 * 1024, ' ')), "config_too_large");
}

}  // namespace

int main() { return run({TEST(eachBadConfigIsRefusedForItsReason)}); }
