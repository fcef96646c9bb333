// SPDX-License-Identifier: Apache-2.0
// The audit log: whoever changes, drops or slips in a row is found. Python is the judge of the digests.
#include "centre/store/audit.h"

#include <memory>
#include <string>

#include "centre/store/database.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::centre {
namespace {

using test::Process;
using test::TempDir;

struct Log {
  Log() : database(NEED(Database::open(dir / "centre.db"))) {
    for (int i = 1; i <= 5; ++i) add("hội nghị, dòng " + std::to_string(i));
  }
  void add(const std::string& detail) {
    NEED(addAudit(*database, {Timestamp(std::chrono::seconds(1'657'846'923)), "operator", "192.0.2.7", "config.push",
                              "box-0a1b2c3d", detail}));
  }
  void run(const std::string& sql) { database->handle().exec(sql); }
  [[nodiscard]] AuditChain chain() {
    AuditChain chain;
    NEED(readAudit(*database, [&chain](const AuditEntry& entry) { chain.add(entry); }));
    return chain;
  }
  [[nodiscard]] std::string verdict() {
    const auto verdict = chain().verdict();
    return verdict ? "good" : std::string(verdict.error().code) + " " + verdict.error().context;
  }

  TempDir dir;
  std::unique_ptr<Database> database;
};

void anUntouchedLogIsGood() {
  Log log;
  CHECK_EQ(std::string("good"), log.verdict());
  CHECK_EQ(std::int64_t{5}, log.chain().rows());
  log.database.reset();
  log.database = NEED(Database::open(log.dir / "centre.db"));
  log.add("after a restart");
  CHECK_EQ(std::string("good"), log.verdict());
}

void whatWasChangedIsFound() {
  for (const char* member : {"at = at + 1", "actor = 'x'", "address = ''", "action = 'x'", "subject = 'x'",
                             "detail = 'x'", "sha256 = ''", "id = 100"}) {
    Log log;
    log.run(std::string("UPDATE audit SET ") + member + " WHERE id = 3");
    CHECK(log.verdict() == "changed row 3" || log.verdict() == "changed row 4");
  }
}

void whatWasDroppedOrSlippedInIsFound() {
  Log log;
  log.run("DELETE FROM audit WHERE id = 3");
  CHECK_EQ(std::string("changed row 4"), log.verdict());
  Log first;
  first.run("DELETE FROM audit WHERE id = 1");
  CHECK_EQ(std::string("changed row 2"), first.verdict());
  Log all;
  all.run("UPDATE audit SET sha256 = '' WHERE id <= 3");
  CHECK_EQ(std::string("changed row 4"), all.verdict());
  Log longer;
  longer.run("INSERT INTO audit (id, at, actor, address, action, subject, detail) VALUES (6, 0, '', '', 'x', '', '')");
  CHECK_EQ(std::string("changed row 6"), longer.verdict());
}

void whatWasCutOffTheEndChangesTheLastDigest() {
  Log log;
  const std::string before = log.chain().last();
  log.run("DELETE FROM audit WHERE id = 5");
  CHECK_EQ(std::string("good"), log.verdict());
  CHECK(log.chain().last() != before);
}

void aLogOfBeforeGoesOnAsAChain() {
  Log log;
  log.run("UPDATE audit SET sha256 = ''");
  log.add("first of the chain");
  CHECK_EQ(std::string("good"), log.verdict());
  log.run("UPDATE audit SET detail = 'x' WHERE id = 6");
  CHECK_EQ(std::string("changed row 6"), log.verdict());
}

void pythonComesToTheSameDigests() {
  Log log;
  const std::string script = R"(
import hashlib, sqlite3, sys
before = ""
for row in sqlite3.connect(sys.argv[1]).execute(
        "SELECT id, at, actor, address, action, subject, detail, sha256 FROM audit ORDER BY id"):
    parts = [str(part).encode() for part in (before,) + row[:-1]]
    before = hashlib.sha256(b"".join(b"%d:%s," % (len(part), part) for part in parts)).hexdigest()
    assert before == row[-1], row
print(before)
)";
  test::writeWhole(log.dir / "judge.py", script);
  Process judge("python3", log.dir, {.args = {log.dir / "judge.py", log.dir / "centre.db"}});
  CHECK_EQ(test::ExitState{}, judge.waitExit(std::chrono::seconds(20)));
  CHECK_EQ(log.chain().last() + "\n", judge.log());
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(anUntouchedLogIsGood), TEST(whatWasChangedIsFound),
                             TEST(whatWasDroppedOrSlippedInIsFound), TEST(whatWasCutOffTheEndChangesTheLastDigest),
                             TEST(aLogOfBeforeGoesOnAsAChain), TEST(pythonComesToTheSameDigests)});
}
