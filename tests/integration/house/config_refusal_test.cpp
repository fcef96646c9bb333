// SPDX-License-Identifier: Apache-2.0
// What a tampered or broken centre offers is refused, each for its own reason, while the room goes on as it was.
#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "centre/crypto/private_key.h"
#include "centre/crypto/signer.h"
#include "contract/config.h"
#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

// A room on air, and a hand in its centre's store.
class TamperedHouse {
 public:
  TamperedHouse() { first_ = waitForView(*operator_, endpoint_.id(), 40s, "the room on air", isOnAir); }

  // The Config in force, as a document to be changed.
  [[nodiscard]] json document() const {
    SQLite::Database store(centre_.data() / "centre.db");
    SQLite::Statement query(store, "SELECT envelope FROM configs WHERE endpoint = ? AND version = 1");
    query.bind(1, endpoint_.id());
    if (!query.executeStep()) failAt("no version 1 in the store", std::source_location::current());
    const Envelope envelope = NEED(parseEnvelope(query.getColumn(0).getString()));
    return json::parse(envelope.payload);
  }

  [[nodiscard]] std::string signedBy(const centre::PrivateKey& key, std::string_view payload) const {
    Envelope envelope{std::string(kConfigPayloadType), std::string(payload), {}};
    envelope.signatures.push_back({key.keyId(), NEED(key.sign(preAuthEncoding(kConfigPayloadType, payload)))});
    return writeEnvelope(envelope);
  }
  [[nodiscard]] std::string signedByCentre(std::string_view payload) const {
    return signedBy(NEED(centre::PrivateKey::fromPem(readWhole(centre_.data() / "keys" / "config.key.pem"))), payload);
  }
  [[nodiscard]] std::string signedByCentre(json document, std::uint64_t version) const {
    document["version"] = version;
    return signedByCentre(document.dump());
  }

  // The centre offers `envelope` as version `version`; the endpoint must refuse it as `reason` and go on.
  void offer(std::uint64_t version, const std::string& envelope, const std::string& reason) {
    CHECK_EQ(ExitState{}, centre_.terminate());
    {
      SQLite::Database store(centre_.data() / "centre.db", SQLite::OPEN_READWRITE);
      SQLite::Statement insert(store,
                               "INSERT INTO configs (endpoint, version, issued_at, expires_at, author, body, envelope) "
                               "SELECT endpoint, ?, issued_at, expires_at, 'tampered', body, ? FROM configs "
                               "WHERE endpoint = ? AND version = 1");
      insert.bind(1, static_cast<std::int64_t>(version));
      insert.bind(2, envelope);
      insert.bind(3, endpoint_.id());
      insert.exec();
    }
    centre_.start();
    operator_ = centre_.logIn();
    const json view = waitForView(*operator_, endpoint_.id(), 20s, reason.c_str(), [&](const json& now) {
      return isOnAir(now) && hasCondition(now, reason) &&
             now["status"]["config"].value("refused", json::object()).value("reason", "") == reason;
    });
    CHECK_EQ(std::uint64_t{1}, view["status"]["config"].value("version", std::uint64_t{0}));
    CHECK_EQ(first_["status"]["screen"]["rendered"].value("pixels_sha256", "?"),
             view["status"]["screen"]["rendered"].value("pixels_sha256", ""));
  }

 private:
  TempDir dir_;
  CentreProcess centre_{dir_};
  EndpointProcess endpoint_{dir_, centre_.provision("79")};
  std::unique_ptr<OperatorClient> operator_ = centre_.logIn();
  json first_;
};

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
}

void eachBadConfigIsRefusedForItsReason() {
  TamperedHouse house;
  const json good = house.document();

  Envelope broken = NEED(parseEnvelope(house.signedByCentre(good, 2)));
  broken.payload[broken.payload.find("version")] = 'V';
  house.offer(2, writeEnvelope(broken), "config_signature_invalid");

  json next = good;
  next["version"] = 3;
  house.offer(3, house.signedBy(NEED(centre::PrivateKey::generate()), next.dump()), "config_key_unknown");

  json foreign = good;
  foreign["endpoint"] = "box-00000000";
  house.offer(4, house.signedByCentre(foreign, 4), "config_wrong_endpoint");

  house.offer(5, house.signedByCentre(good, 1), "config_version_old");

  json expired = good;
  expired["expires_at"] = "2022-07-15T00:00:00.000Z";
  house.offer(6, house.signedByCentre(expired, 6), "config_expired");

  std::string not_utf8 = good.dump();
  not_utf8.replace(not_utf8.find("\xE1"), 1, "\xFF");
  house.offer(7, house.signedByCentre(not_utf8), "config_text_invalid");

  house.offer(8, house.signedByCentre(nested(100)), "config_too_deep");

  json missing = good;
  missing["body"]["screen"]["maket"].erase("title");
  house.offer(9, house.signedByCentre(missing, 9), "config_invalid");

  json wrong_type = good;
  wrong_type["schema"] = "diemcau.config/2";
  house.offer(10, house.signedByCentre(wrong_type, 10), "config_schema_unknown");

  json text_for_number = good;
  text_for_number["body"]["screen"]["width"] = "1920";
  house.offer(11, house.signedByCentre(text_for_number, 11), "config_invalid");

  // The last: it is not read, so nothing tells it from what would be offered next, and that would have to wait.
  house.offer(12, house.signedByCentre(std::string(10 * 1024 * 1024, ' ')), "config_too_large");
}

}  // namespace

int main() { return run({TEST(eachBadConfigIsRefusedForItsReason)}); }
