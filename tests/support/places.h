// SPDX-License-Identifier: Apache-2.0
// Where tests find what was built, what is in the source tree, and ports that nobody uses.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace diemcau::test {

// A program of this build: builtProgram("diemcau-centre"). Whether it was built is found out by starting it.
[[nodiscard]] std::filesystem::path builtProgram(std::string_view name);

// A file of the source tree: sourceFile("contract/examples/config.json").
[[nodiscard]] std::filesystem::path sourceFile(std::string_view relative);

// A port of 127.0.0.1 that was free a moment ago. Prefer port 0 where a program takes it: another
// program may take this one first. Also good as "a port on which nothing listens".
[[nodiscard]] std::uint16_t freeTcpPort();
[[nodiscard]] std::uint16_t freeUdpPort();

}  // namespace diemcau::test
