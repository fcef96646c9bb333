// SPDX-License-Identifier: Apache-2.0
// The words of a makét (the conference backdrop), the same in every room but for the room's name.
#pragma once

#include <string>
#include <vector>

namespace diemcau {

// A room: code of the statistics office and name as people write it.
struct Site {
  std::string code;
  std::string name;

  friend bool operator==(const Site&, const Site&) = default;
};

// UTF-8, NFC. "{site}" in any text stands for the room's name. Pictures are named by what is in them: the SHA-256 of
// the file, 64 lower-case hexadecimal digits; empty: none.
struct MaketText {
  std::string template_name;  // folder under maket/templates
  std::string organiser;
  std::string heading;
  std::vector<std::string> title;  // line by line, 1 to 6
  std::string place_date;
  std::string logo{};
  std::string background{};  // in place of the template's own

  friend bool operator==(const MaketText&, const MaketText&) = default;
};

}  // namespace diemcau
