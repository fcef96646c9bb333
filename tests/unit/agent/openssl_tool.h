// SPDX-License-Identifier: Apache-2.0
// openssl's command line: certificates, and another opinion on ours.
#pragma once

#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::agent::test {

// Runs a shell script in `dir` with these functions: key NAME, ca NAME (a self-signed one), csr NAME (NAME.csr of
// NAME.key) and issue CSR CA OUT [OPTION...] (OUT.pem for 30 days). The test fails where a command does. What it
// wrote to its output.
inline std::string openssl(const diemcau::test::TempDir& dir, const std::string& script) {
  static constexpr const char* kFunctions = R"sh(
set -e
key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }
ca() { key "$1"; openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 30 -out "$1.pem"; }
csr() { openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"; }
issue() {
  in=$1 by=$2 out=$3; shift 3
  openssl x509 -req -in "$in" -CA "$by.pem" -CAkey "$by.key" -out "$out.pem" "$@" 2>/dev/null
}
)sh";
  diemcau::test::Process sh("sh", dir, {.args = {"-c", kFunctions + script}, .working_directory = dir.path()});
  if (sh.waitExit(std::chrono::seconds(30)) != diemcau::test::ExitState{}) {
    diemcau::test::failAt(sh.logTail(), std::source_location::current());
  }
  return sh.log();
}

}  // namespace diemcau::agent::test
