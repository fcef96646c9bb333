// SPDX-License-Identifier: Apache-2.0
// SQL of rollouts.
#include "centre/store/rollouts.h"

#include <utility>

#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

std::int64_t columnOf(std::size_t number) { return static_cast<std::int64_t>(number); }
std::int64_t columnOf(bool flag) { return flag ? 1 : 0; }

// Columns from the `first` on: step, version, detail, online_before, wrong_before, refused_before.
void bindState(SQLite::Statement& statement, int first, const RolloutTargetState& state) {
  statement.bind(first, state.step);
  statement.bind(first + 1, static_cast<std::int64_t>(state.version));
  statement.bind(first + 2, state.detail);
  statement.bind(first + 3, columnOf(state.online_before));
  statement.bind(first + 4, state.wrong_before);
  if (state.refused_before) {
    statement.bind(first + 5, toColumn(*state.refused_before));
  } else {
    statement.bind(first + 5);
  }
}

RolloutTargetRecord targetFrom(SQLite::Statement& row) {
  RolloutTargetRecord target;
  target.state.position = static_cast<std::size_t>(row.getColumn(0).getInt64());
  target.endpoint = row.getColumn(1).getString();
  target.before = row.getColumn(2).getString();
  target.after = row.getColumn(3).getString();
  target.state.step = row.getColumn(4).getString();
  target.state.version = static_cast<std::uint64_t>(row.getColumn(5).getInt64());
  target.state.detail = row.getColumn(6).getString();
  target.state.online_before = row.getColumn(7).getInt64() != 0;
  target.state.wrong_before = row.getColumn(8).getString();
  if (!row.isColumnNull(9)) target.state.refused_before = timeFrom(row.getColumn(9));
  target.signed_install = row.getColumn(10).getString();
  target.signed_undo = row.getColumn(11).getString();
  return target;
}

void insertTargets(SQLite::Database& handle, std::int64_t id, const RolloutRecord& rollout) {
  SQLite::Statement insert(handle,
                           "INSERT INTO rollout_targets (rollout, position, endpoint, body_before, body_after, step, "
                           "version, detail, online_before, wrong_before, refused_before, signed_install, signed_undo) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const RolloutTargetRecord& target : rollout.targets) {
    insert.bind(1, id);
    insert.bind(2, columnOf(target.state.position));
    insert.bind(3, target.endpoint);
    insert.bind(4, target.before);
    insert.bind(5, target.after);
    bindState(insert, 6, target.state);
    insert.bind(12, target.signed_install);
    insert.bind(13, target.signed_undo);
    insert.exec();
    insert.reset();
  }
}

}  // namespace

void updateRolloutTarget(SQLite::Database& handle, const RolloutMark& mark) {
  SQLite::Statement update(handle,
                           "UPDATE rollout_targets SET step = ?, version = ?, detail = ?, online_before = ?, "
                           "wrong_before = ?, refused_before = ? WHERE rollout = ? AND position = ?");
  bindState(update, 1, mark.state);
  update.bind(7, static_cast<std::int64_t>(mark.rollout));
  update.bind(8, columnOf(mark.state.position));
  update.exec();
}

Result<std::uint64_t> addRollout(Database& database, const RolloutRecord& rollout, AuditRecord audit) {
  std::int64_t id = 0;
  const Result<void> added = database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    handle.exec("DELETE FROM rollouts");
    SQLite::Statement insert(handle,
                             "INSERT INTO rollouts (author, address, began_at, wave, next, most_failures, stopped, "
                             "undo, over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, rollout.author);
    insert.bind(2, rollout.address);
    insert.bind(3, toColumn(rollout.began_at));
    insert.bind(4, columnOf(rollout.wave));
    insert.bind(5, columnOf(rollout.next));
    insert.bind(6, columnOf(rollout.most_failures));
    insert.bind(7, columnOf(rollout.stopped));
    insert.bind(8, columnOf(rollout.undo));
    insert.bind(9, columnOf(rollout.over));
    insert.exec();
    id = handle.getLastInsertRowid();
    insertTargets(handle, id, rollout);
    audit.subject = "rollout " + std::to_string(id);
    insertAudit(handle, audit);
  });
  if (!added) return std::unexpected(added.error());
  return static_cast<std::uint64_t>(id);
}

Result<void> saveRollout(Database& database, const RolloutRecord& rollout, const std::optional<AuditRecord>& audit) {
  return database.transact(audit ? Flush::Durable : Flush::Lazy, [&](SQLite::Database& handle) {
    SQLite::Statement update(handle,
                             "UPDATE rollouts SET wave = ?, next = ?, stopped = ?, undo = ?, over = ? WHERE id = ?");
    update.bind(1, columnOf(rollout.wave));
    update.bind(2, columnOf(rollout.next));
    update.bind(3, columnOf(rollout.stopped));
    update.bind(4, columnOf(rollout.undo));
    update.bind(5, columnOf(rollout.over));
    update.bind(6, static_cast<std::int64_t>(rollout.id));
    update.exec();
    for (const RolloutTargetRecord& target : rollout.targets) updateRolloutTarget(handle, {rollout.id, target.state});
    if (audit) insertAudit(handle, *audit);
  });
}

Result<std::optional<RolloutRecord>> lastRollout(Database& database) {
  return database.attempt([](SQLite::Database& handle) -> std::optional<RolloutRecord> {
    SQLite::Statement query(handle,
                            "SELECT id, author, address, began_at, wave, next, most_failures, stopped, undo, over "
                            "FROM rollouts ORDER BY id DESC LIMIT 1");
    if (!query.executeStep()) return std::nullopt;
    RolloutRecord rollout;
    rollout.id = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
    rollout.author = query.getColumn(1).getString();
    rollout.address = query.getColumn(2).getString();
    rollout.began_at = timeFrom(query.getColumn(3));
    rollout.wave = static_cast<std::size_t>(query.getColumn(4).getInt64());
    rollout.next = static_cast<std::size_t>(query.getColumn(5).getInt64());
    rollout.most_failures = static_cast<std::size_t>(query.getColumn(6).getInt64());
    rollout.stopped = query.getColumn(7).getInt64() != 0;
    rollout.undo = query.getColumn(8).getInt64() != 0;
    rollout.over = query.getColumn(9).getInt64() != 0;
    SQLite::Statement targets(handle,
                              "SELECT position, endpoint, body_before, body_after, step, version, detail, "
                              "online_before, wrong_before, refused_before, signed_install, signed_undo "
                              "FROM rollout_targets WHERE rollout = ? ORDER BY position");
    targets.bind(1, query.getColumn(0).getInt64());
    while (targets.executeStep()) rollout.targets.push_back(targetFrom(targets));
    return rollout;
  });
}

}  // namespace diemcau::centre
