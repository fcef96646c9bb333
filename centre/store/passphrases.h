// SPDX-License-Identifier: Apache-2.0
// Replacing passphrases of streams, as the store keeps it.
#pragma once

#include <string>

#include "centre/store/records.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

// From now on the endpoint has two, `next` among them. Durable, with the audit row. Errors: passphrase.revoked,
// passphrase.being_replaced (it has two), passphrase.endpoint_unknown.
[[nodiscard]] Result<void> addNextPassphrase(Database& database, const std::string& endpoint, const SrtKey& next,
                                             const AuditRecord& audit);
// Above every number that the endpoint's passphrases had: that of the Config which is to come next at the earliest.
[[nodiscard]] Result<std::uint64_t> nextPassphraseNumber(Database& database, const std::string& endpoint);

// The next one of that number has taken the place of the present one, which counts no more; or it is dropped.
// Durable; nothing happens where it is not there (any more).
[[nodiscard]] Result<void> takeNextPassphrase(Database& database, const std::string& endpoint, std::uint64_t number,
                                              const AuditRecord& audit);
[[nodiscard]] Result<void> dropNextPassphrase(Database& database, const std::string& endpoint, std::uint64_t number,
                                              const AuditRecord& audit);

}  // namespace diemcau::centre
