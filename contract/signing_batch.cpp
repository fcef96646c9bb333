// SPDX-License-Identifier: Apache-2.0
// The signing batch as JSON.
#include "contract/signing_batch.h"

#include <utility>

#include "contract/envelope_parts.h"
#include "contract/json_document.h"

namespace diemcau {
namespace {

constexpr std::uint32_t kMostRooms = 1000;  // of a rollout, as its HTTP interface has it

SigningBatch readBatch(ObjectReader reader) {
  SigningBatch batch;
  reader.schema(kSigningBatchSchema);
  if (reader.has("first")) batch.first = reader.uint32("first", 1, kMostRooms);
  if (reader.has("most_failures")) batch.most_failures = reader.uint32("most_failures", 0, kMostRooms);
  bool none = true;
  reader.objects("rooms", kMaxBatchRooms, [&](ObjectReader room) {
    none = false;
    batch.rooms.push_back({readEnvelope(room.object("install")), readEnvelope(room.object("undo"))});
  });
  if (none) reader.refuse("rooms", "value_out_of_range", "none is there");
  return batch;
}

Result<Config> configIn(const Envelope& envelope) {
  if (envelope.payload_type != kConfigPayloadType) return fail("batch", "type_wrong", envelope.payload_type);
  return parseConfig(envelope.payload);
}

}  // namespace

Result<SigningBatch> parseSigningBatch(std::string_view text) {
  const auto json = parseJson(text, {.bytes = kMaxSigningBatchBytes});
  if (!json) return std::unexpected(json.error());
  std::optional<Error> error;
  SigningBatch batch = readBatch(ObjectReader(*json, error));
  if (error) return std::unexpected(std::move(*error));
  return batch;
}

std::string writeSigningBatch(const SigningBatch& batch) {
  OrderedJson json;
  json["schema"] = kSigningBatchSchema;
  json["first"] = batch.first;
  json["most_failures"] = batch.most_failures;
  json["rooms"] = OrderedJson::array();
  for (const SigningBatchRoom& room : batch.rooms) {
    OrderedJson entry;
    entry["install"] = toJson(room.install);
    entry["undo"] = toJson(room.undo);
    json["rooms"].push_back(std::move(entry));
  }
  return dumpJson(json);
}

Result<BatchConfigs> configsIn(const SigningBatchRoom& room) {
  auto install = configIn(room.install);
  if (!install) return std::unexpected(std::move(install).error());
  auto undo = configIn(room.undo);
  if (!undo) return std::unexpected(std::move(undo).error());
  const bool pair = undo->endpoint == install->endpoint && undo->version - 1 == install->version &&
                    undo->body.site.code == install->body.site.code &&
                    undo->overrides_freeze == install->overrides_freeze;
  if (!pair) return fail("batch", "undo_wrong", install->endpoint);
  return BatchConfigs{std::move(*install), std::move(*undo)};
}

}  // namespace diemcau
