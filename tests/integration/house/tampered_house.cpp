// SPDX-License-Identifier: Apache-2.0
// A room on air, and a hand in its centre's store.
#include "tests/integration/house/tampered_house.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <source_location>
#include <utility>

#include "contract/config.h"
#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr int kBusyTimeoutMs = 5'000;

}  // namespace

TamperedHouse::TamperedHouse(std::map<std::string, std::string> environment)
    : endpoint_(dir_, centre_.provision("79"), "pattern", "tone", std::move(environment)) {
  first_ = waitFor(40s, "the room on air", isOnAir);
}

json TamperedHouse::document() const {
  SQLite::Database store(centre_.data() / "centre.db");
  SQLite::Statement query(store, "SELECT envelope FROM configs WHERE endpoint = ? AND version = 1");
  query.bind(1, endpoint_.id());
  if (!query.executeStep()) failAt("no version 1 in the store", std::source_location::current());
  const Envelope envelope = NEED(parseEnvelope(query.getColumn(0).getString()));
  return json::parse(envelope.payload);
}

std::string TamperedHouse::signedBy(const centre::PrivateKey& key, std::string_view payload) {
  Envelope envelope{std::string(kConfigPayloadType), std::string(payload), {}};
  envelope.signatures.push_back({key.keyId(), NEED(key.sign(preAuthEncoding(kConfigPayloadType, payload)))});
  return writeEnvelope(envelope);
}

std::string TamperedHouse::signedByCentre(std::string_view payload) const {
  return signedBy(NEED(centre::PrivateKey::fromPem(readWhole(centre_.data() / "keys" / "config.key.pem"))), payload);
}

std::string TamperedHouse::signedByCentre(json document, std::uint64_t version) const {
  document["version"] = version;
  return signedByCentre(document.dump());
}

void TamperedHouse::offer(std::uint64_t version, const std::string& envelope) {
  SQLite::Database store(centre_.data() / "centre.db", SQLite::OPEN_READWRITE, kBusyTimeoutMs);
  SQLite::Statement insert(store,
                           "INSERT INTO configs (endpoint, version, issued_at, expires_at, author, body, envelope) "
                           "SELECT endpoint, ?, issued_at, expires_at, 'tampered', body, ? FROM configs "
                           "WHERE endpoint = ? AND version = 1");
  insert.bind(1, static_cast<std::int64_t>(version));
  insert.bind(2, envelope);
  insert.bind(3, endpoint_.id());
  insert.exec();
}

}  // namespace diemcau::test
