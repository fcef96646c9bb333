// SPDX-License-Identifier: Apache-2.0
// What a signing batch holds, in words.
#include "centre/commands/batch_text.h"

#include <algorithm>
#include <cstddef>
#include <format>
#include <map>
#include <utility>
#include <vector>

#include "contract/config_changes.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

// By member, JSON pointers from the body.
using Changes = std::map<std::string, std::string>;

struct Room {
  BatchConfigs configs;
  Changes changes;
};

std::string valueAt(const Json& body, const std::string& member) {
  const Json::json_pointer pointer(member);
  return body.contains(pointer) ? body.at(pointer).dump() : "nothing";
}

Changes changesOf(const BatchConfigs& configs) {
  const Json before = parseJson(writeConfigBody(configs.undo.body)).value_or(Json::object());
  const Json after = parseJson(writeConfigBody(configs.install.body)).value_or(Json::object());
  Changes changes;
  for (const std::string& member : changedMembers(configs.undo.body, configs.install.body)) {
    const bool secret = member == "/uplink" || member.starts_with("/uplink/");
    changes[member] = secret ? "differs from the way back (not shown)"
                             : std::format("{} becomes {}", valueAt(before, member), valueAt(after, member));
  }
  return changes;
}

// Takes out of all rooms what is the same in each.
Changes takeAlike(std::vector<Room>& rooms) {
  Changes alike = rooms.front().changes;
  for (const Room& room : rooms) {
    std::erase_if(alike, [&room](const auto& change) {
      const auto same = room.changes.find(change.first);
      return same == room.changes.end() || same->second != change.second;
    });
  }
  for (Room& room : rooms) {
    std::erase_if(room.changes, [&alike](const auto& change) { return alike.contains(change.first); });
  }
  return alike;
}

void addChanges(std::string& text, std::string_view indent, const Changes& changes) {
  for (const auto& [member, words] : changes) text += std::format("{}{}: {}\n", indent, member, words);
}

void addRoom(std::string& text, const Room& room) {
  const Config& install = room.configs.install;
  text += std::format("  {} {} ({}): version {}, the way back {}\n", install.body.site.code, install.body.site.name,
                      install.endpoint, install.version, room.configs.undo.version);
  addChanges(text, "    ", room.changes);
}

void addDates(std::string& text, const std::vector<Room>& rooms) {
  const auto issued = std::ranges::minmax(rooms, {}, [](const Room& room) { return room.configs.install.issued_at; });
  const auto expiry = std::ranges::min(rooms, {}, [](const Room& room) { return room.configs.install.expires_at; });
  text += std::format("  issued {}", formatTimestamp(issued.min.configs.install.issued_at));
  if (issued.min.configs.install.issued_at != issued.max.configs.install.issued_at) {
    text += std::format(" to {}", formatTimestamp(issued.max.configs.install.issued_at));
  }
  text += std::format(", to be installed before {}\n", formatTimestamp(expiry.configs.install.expires_at));
}

void addSignatures(std::string& text, const SigningBatch& batch) {
  std::map<std::string, std::size_t> signed_by;
  for (const SigningBatchRoom& room : batch.rooms) {
    for (const Envelope* envelope : {&room.install, &room.undo}) {
      for (const Signature& signature : envelope->signatures) ++signed_by[signature.keyid];
    }
  }
  for (const auto& [key, count] : signed_by) {
    text += std::format("  {} of {} signed by {}\n", count, 2 * batch.rooms.size(), key);
  }
}

}  // namespace

Result<std::string> inWords(const SigningBatch& batch) {
  std::vector<Room> rooms;
  for (const SigningBatchRoom& room : batch.rooms) {
    auto configs = configsIn(room);
    if (!configs) return std::unexpected(std::move(configs).error().within(std::format("room {}", rooms.size() + 1)));
    Changes changes = changesOf(*configs);
    rooms.push_back({std::move(*configs), std::move(changes)});
  }
  const auto overriding =
      std::ranges::count_if(rooms, [](const Room& room) { return room.configs.install.overrides_freeze; });
  std::string text = std::format(
      "rollout to {} rooms, {} first, {} may fail\n"
      "  for each a configuration to be installed, and the way back: the old content as the version above\n",
      rooms.size(), batch.first, batch.most_failures);
  addDates(text, rooms);
  text += overriding == 0
              ? "  does not override the freeze of a conference\n"
              : std::format("  OVERRIDES the freeze of a conference in {} of {} rooms: two keys have to sign\n",
                            overriding, rooms.size());
  const Changes alike = takeAlike(rooms);
  text += "what changes in all rooms alike\n";
  addChanges(text, "  ", alike);
  if (alike.empty()) text += "  nothing\n";
  text += "rooms, and what changes in each by itself\n";
  for (const Room& room : rooms) addRoom(text, room);
  addSignatures(text, batch);
  return text;
}

}  // namespace diemcau::centre
