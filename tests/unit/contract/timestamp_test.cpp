// SPDX-License-Identifier: Apache-2.0
// Times in documents: RFC 3339 in, one form out.
#include "contract/timestamp.h"

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

struct Row {
  const char* text;
  const char* utc;
};

void everyFormMeansOneInstant() {
  const Row rows[] = {
      {"2022-07-15T01:00:00Z", "2022-07-15T01:00:00.000Z"},
      {"2022-07-15T08:00:00+07:00", "2022-07-15T01:00:00.000Z"},
      {"2022-07-14T20:30:00-04:30", "2022-07-15T01:00:00.000Z"},
      {"2022-07-15t01:00:00z", "2022-07-15T01:00:00.000Z"},
      {"2022-07-15T01:00:00.5Z", "2022-07-15T01:00:00.500Z"},
      {"2022-07-15T01:00:00.123456789Z", "2022-07-15T01:00:00.123Z"},
      {"2022-07-15T01:00:00.9999+00:00", "2022-07-15T01:00:00.999Z"},
      {"2022-07-15T01:00:00-00:00", "2022-07-15T01:00:00.000Z"},
      {"2022-12-31T23:30:00-01:00", "2023-01-01T00:30:00.000Z"},
      {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z"},
      {"2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"},
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
      {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"},
      {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
  };
  for (const Row& row : rows) CHECK_EQ(std::string(row.utc), formatTimestamp(NEED(parseTimestamp(row.text))));
}

void writtenTimesAreReadBack() {
  const Timestamp noon = NEED(parseTimestamp("2022-07-15T12:00:00Z"));
  for (const long long milliseconds : {-1LL, 0LL, 1LL, 999LL, 86'399'999LL, 31'536'000'000LL, -2'000'000'000'000LL}) {
    const Timestamp time = noon + std::chrono::milliseconds(milliseconds);
    CHECK(time == NEED(parseTimestamp(formatTimestamp(time))));
  }
}

void everythingElseIsRefused() {
  for (const char* text : {"",
                           "2022",
                           "2022-07-15",
                           "2022-07-15T01:00:00",
                           "2022-07-15T01:00Z",
                           "2022-07-15 01:00:00Z",
                           "22-07-15T01:00:00Z",
                           "2022-7-15T01:00:00Z",
                           "2022-00-15T01:00:00Z",
                           "2022-13-15T01:00:00Z",
                           "2022-07-00T01:00:00Z",
                           "2022-07-32T01:00:00Z",
                           "2022-06-31T01:00:00Z",
                           "2022-02-29T01:00:00Z",
                           "1900-02-29T01:00:00Z",
                           "2022-07-15T24:00:00Z",
                           "2022-07-15T01:60:00Z",
                           "2022-07-15T01:00:61Z",
                           "2016-12-31T23:59:60Z",
                           "2022-07-15T01:00:00.Z",
                           "2022-07-15T01:00:00,5Z",
                           "2022-07-15T01:00:00+7:00",
                           "2022-07-15T01:00:00+0700",
                           "2022-07-15T01:00:00+24:00",
                           "2022-07-15T01:00:00+07:60",
                           "2022-07-15T01:00:00+07:00Z",
                           "2022-07-15T01:00:00ZZ",
                           "2022-07-15T01:00:00Z ",
                           " 2022-07-15T01:00:00Z",
                           "+022-07-15T01:00:00Z",
                           "-022-07-15T01:00:00Z",
                           "2022/07/15T01:00:00Z",
                           "hôm qua",
                           "9999-12-31T23:59:59-00:01",
                           "0000-01-01T00:00:00+00:01"}) {
    const Result<Timestamp> time = parseTimestamp(text);
    CHECK_EQ(std::string(text) + " refused", std::string(text) + (time ? " accepted" : " refused"));
    CHECK_EQ(std::string_view("malformed"), time.error().code);
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(everyFormMeansOneInstant), TEST(writtenTimesAreReadBack), TEST(everythingElseIsRefused)});
}
