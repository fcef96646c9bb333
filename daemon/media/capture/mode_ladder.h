// SPDX-License-Identifier: Apache-2.0
// What is tried next when a camera does not keep what it promises.
#pragma once

#include <map>
#include <string>
#include <utility>

namespace diemcau::media {

// Ways to run a camera, named by texts. One that gave no picture at all is out, and one that failed three
// times; when all are, they begin anew. Pure.
class ModeLadder {
 public:
  [[nodiscard]] bool isOut(const std::string& way) const {
    const auto found = strikes_.find(way);
    return found != strikes_.end() && found->second >= kOut;
  }
  // `fruitful`: after it had given pictures.
  void failed(const std::string& way, bool fruitful) { strikes_[way] += fruitful ? 1 : kOut; }
  // False: there was nothing to forget.
  bool clear() { return !std::exchange(strikes_, {}).empty(); }

 private:
  static constexpr int kOut = 3;
  std::map<std::string, int> strikes_;
};

}  // namespace diemcau::media
