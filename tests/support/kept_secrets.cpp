// SPDX-License-Identifier: Apache-2.0
// Secrets of a centre's data directory, searched for in logs.
#include "tests/support/kept_secrets.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <system_error>

namespace diemcau::test {
namespace {

namespace fs = std::filesystem;

// What each is, by itself.
using Secrets = std::map<std::string, std::string>;

constexpr std::size_t kLeast = 10;  // shorter ones would be found by chance

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void add(Secrets& secrets, const std::string& secret, const std::string& what) {
  if (secret.size() >= kLeast) secrets[secret] = what;
}

// The lines of a PEM file's body: any of them is too much.
void addKey(Secrets& secrets, const fs::path& file) {
  std::istringstream lines(contentOf(file));
  for (std::string line; std::getline(lines, line);) {
    if (!line.contains("-----")) add(secrets, line, file.filename().string());
  }
}

void addPassphrases(Secrets& secrets, const fs::path& store) {
  try {
    const SQLite::Database database(store);
    SQLite::Statement rows(database, "SELECT srt_passphrase, next_srt_passphrase FROM endpoints");
    while (rows.executeStep()) {
      for (int column = 0; column < 2; ++column)
        add(secrets, rows.getColumn(column).getString(), "a stream's passphrase");
    }
  } catch (const std::exception&) {
    return;
  }
}

// Not what a test itself reads off a box's bus in the place of the media process, which is told the passphrase there.
bool isOutput(const fs::path& file) {
  return file.extension() == ".log" && !file.filename().string().starts_with("gdbus.");
}

}  // namespace

std::vector<std::string> secretsInLogs(const fs::path& data, const fs::path& dir) {
  Secrets secrets;
  std::error_code none;
  for (const auto& key : fs::directory_iterator(data / "keys", none)) {
    if (key.path().filename().string().ends_with(".key.pem")) addKey(secrets, key.path());
  }
  add(secrets, contentOf(data / "request-passphrase"), "the watchers' passphrase");
  addPassphrases(secrets, data / "centre.db");
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(dir, none)) {
    if (!entry.is_regular_file(none) || !isOutput(entry.path())) continue;
    const std::string text = contentOf(entry.path());
    for (const auto& [secret, what] : secrets) {
      if (text.contains(secret)) found.push_back(entry.path().string() + " holds " + what);
    }
  }
  return found;
}

}  // namespace diemcau::test
