// SPDX-License-Identifier: Apache-2.0
// What a power cut leaves of writeFileAtomically() (atomic_file.h): the file beside, which nobody will rename any more.
#pragma once

#include <filesystem>
#include <string_view>

namespace diemcau::base {

// ".NAME.XXXXXX": the name of the file beside one that is called NAME.
[[nodiscard]] bool isUnfinishedWrite(std::string_view file);
[[nodiscard]] bool isUnfinishedWrite(std::string_view file, std::string_view of);

// Removes them from the directory, and how many. To be called before anybody writes there.
int clearUnfinishedWrites(const std::filesystem::path& directory);

}  // namespace diemcau::base
