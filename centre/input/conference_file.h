// SPDX-License-Identifier: Apache-2.0
// The conference that endpoints are provisioned for, as the central team writes it down.
#pragma once

#include <filesystem>

#include "contract/config.h"
#include "contract/maket.h"
#include "contract/result.h"

namespace diemcau::centre {

struct ConferenceFile {
  Conference conference;
  MaketText maket;  // in the template of the house
};

// Members: id, organiser, heading, title (lines), place_date, starts_at, ends_at; others do not count.
// Errors: file.*, document.* (the context begins with the file's name).
[[nodiscard]] Result<ConferenceFile> readConferenceFile(const std::filesystem::path& path);

}  // namespace diemcau::centre
