// SPDX-License-Identifier: Apache-2.0
// ScreenStatus: what the screen process observes, each level of proof on its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/condition.h"
#include "contract/config.h"
#include "contract/media_status.h"
#include "contract/result.h"

namespace diemcau {

inline constexpr std::string_view kScreenStatusSchema = "diemcau.screen-status/1";

enum class ProofState { Unknown, Yes, No };
[[nodiscard]] std::string_view nameOf(ProofState state);

// One level of proof. Never guessed: Unknown carries the reason in `detail`.
struct Proof {
  ProofState state = ProofState::Unknown;
  std::string detail;
  Timestamp since{};  // of the last change of state

  friend bool operator==(const Proof&, const Proof&) = default;
};

// A text that was set smaller than its template wishes.
struct ShrunkLine {
  std::string slot;  // "title"
  double scale = 1;  // of the wished size

  friend bool operator==(const ShrunkLine&, const ShrunkLine&) = default;
};

// What was drawn: the first level of proof.
struct RenderedFrame {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string inputs_sha256;  // of template, text, fonts and size: the same in every room but for its name
  std::string pixels_sha256;  // of the drawn pixels
  std::vector<std::string> missing_glyphs;  // "U+1EA1"
  std::vector<ShrunkLine> shrunk;
  std::vector<std::string> overflow;  // slots whose text did not fit at the smallest size
  std::vector<std::string> lines;     // the words on the screen, top to bottom

  friend bool operator==(const RenderedFrame&, const RenderedFrame&) = default;
};

// A connector and what is on it.
struct DisplayStatus {
  std::string connector;  // as the kernel names it: "HDMI-A-1"
  bool connected = false;
  bool used = false;  // the scene is shown there
  std::string maker;  // of the EDID; empty where it tells none, as the next two
  std::string model;
  std::string serial;
  std::uint32_t width = 0;   // of the mode, pixels; 0 where the scene is not shown
  std::uint32_t height = 0;  // pixels
  double refresh_hz = 0;

  friend bool operator==(const DisplayStatus&, const DisplayStatus&) = default;
};

struct ScreenStatus {
  std::uint32_t pid = 0;
  Timestamp started_at{};
  std::uint64_t config_version = 0;  // of the plan that is shown; 0: no plan yet
  Scene scene = Scene::Setup;
  std::string output;  // back end: "file", "kms", "window"
  RenderedFrame rendered;
  Proof scanned_out;
  Proof display_there;
  Proof display_awake;
  std::vector<DisplayStatus> displays;
  SnapshotStatus snapshot;
  std::vector<Condition> conditions;

  friend bool operator==(const ScreenStatus&, const ScreenStatus&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<ScreenStatus> parseScreenStatus(std::string_view json);
[[nodiscard]] std::string writeScreenStatus(const ScreenStatus& status);

}  // namespace diemcau
