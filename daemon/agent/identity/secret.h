// SPDX-License-Identifier: Apache-2.0
// Bytes that are overwritten when they are no longer needed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace diemcau::agent {

// Owns them; moves, and never copies. Not thread-safe.
class Secret {
 public:
  Secret() = default;
  // Takes the text over and overwrites what was moved from.
  explicit Secret(std::string&& bytes) noexcept;
  explicit Secret(std::size_t count) : bytes_(count, '\0') {}
  Secret(Secret&& other) noexcept : Secret(std::move(other.bytes_)) {}
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes_); }

  [[nodiscard]] std::string_view view() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] unsigned char* data() { return reinterpret_cast<unsigned char*>(bytes_.data()); }
  [[nodiscard]] const unsigned char* data() const { return reinterpret_cast<const unsigned char*>(bytes_.data()); }

  // Overwrites `bytes` and makes it empty.
  static void wipe(std::string& bytes) noexcept;

 private:
  std::string bytes_;
};

}  // namespace diemcau::agent
