// SPDX-License-Identifier: Apache-2.0
// Back end `kms`: the displays of the box, through the kernel's mode setting.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/screen/cec/power_watch.h"
#include "daemon/screen/display.h"
#include "daemon/screen/kms/card.h"
#include "daemon/screen/kms/frame_buffer.h"
#include "daemon/screen/kms/mode_choice.h"

namespace diemcau::screen {

// Shows the picture on every display, or on the wished one, in modes of one size (mode_choice.h). Each picture goes
// into a buffer that is not shown, which then takes the other's place in one atomic commit. Where another program
// holds the card, or there is none yet, it is tried again whenever the target is asked for.
//
// As long as any process has the card open that its picture was set by, the picture stays: so with somebody who keeps
// the descriptor for the next process (base/kept_descriptor.h) the display never goes dark in between.
class KmsDisplay final : public Display {
 public:
  // `card`: what was kept, or an invalid one. `keep` is given the descriptor of each card it is the master of.
  explicit KmsDisplay(UniqueFd card = {}, std::function<void(int)> keep = {})
      : kept_card_(std::move(card)), keep_(std::move(keep)) {}
  // Leaves the picture where it is; the kernel takes it away with the last descriptor.
  ~KmsDisplay() override;
  KmsDisplay(const KmsDisplay&) = delete;
  KmsDisplay& operator=(const KmsDisplay&) = delete;

  [[nodiscard]] std::string_view name() const override { return "kms"; }
  [[nodiscard]] DisplayTarget target(const DisplayWish& wish) override;
  [[nodiscard]] bool showsInherited() override;
  void plugged() override { outdated_ = true; }
  // Errors: kms.no_device, kms.not_opened, kms.taken, kms.no_display, kms.no_mode (no display has one that the card
  // can do), kms.no_crtc, kms.size_differs, kms.no_memory, kms.refused.
  [[nodiscard]] Result<void> show(const maket::Picture& picture, const Fade& fade) override;
  // Of the first display. Errors: kms.switched_off, kms.other_mode, kms.covered (something above it),
  // kms.no_vertical_blank, kms.pictures_differ, kms.not_readable, and those of show() that tell of the card.
  [[nodiscard]] Result<maket::Picture> readBack() override;
  // By the framebuffers, modes and planes of all displays, and the vertical blanks that went by.
  [[nodiscard]] bool sameAsReadBack() override;
  [[nodiscard]] DisplayFacts facts() override;

 private:
  struct Blanks {
    std::uint64_t count = 0;
    std::chrono::steady_clock::time_point at;
  };
  struct Output {
    std::string name;
    Route route;
    std::optional<Blanks> blanks;  // as of the last look
  };
  struct Candidate {
    const Connector* connector;
    std::vector<drmModeModeInfo> modes;
  };

  [[nodiscard]] bool isDue(const DisplayWish& wish) const;
  [[nodiscard]] Result<void> takeCard();
  [[nodiscard]] Result<void> configure();
  [[nodiscard]] Result<void> use(const std::vector<Candidate>& displays, const ModeChoice& choice);
  [[nodiscard]] Result<void> commit(bool test);
  [[nodiscard]] Result<void> flip(const maket::Picture& picture);
  // What is wrong with how it is scanned out; nothing if all is as it was set.
  [[nodiscard]] std::optional<Error> fault(const ScanOut& found, Output& output) const;

  UniqueFd kept_card_;
  std::function<void(int)> keep_;
  std::unique_ptr<Card> card_;
  DisplayWish wish_;
  bool outdated_ = false;                                        // a display came or went
  std::optional<Error> failed_ = Error{"kms", "no_device", ""};  // why there is nothing to show it on
  std::vector<Output> outputs_;
  maket::Size size_;
  bool fresh_ = true;                   // not shown on these outputs so far
  std::unique_ptr<FrameBuffer> shown_;  // of the size of what is shown
  std::unique_ptr<FrameBuffer> next_;
  PowerWatch power_;
};

}  // namespace diemcau::screen
