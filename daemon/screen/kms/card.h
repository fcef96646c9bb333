// SPDX-License-Identifier: Apache-2.0
// A graphics card through KMS: what is connected, and what is scanned out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/result.h"
#include "contract/unique_fd.h"
#include "daemon/screen/kms/drm_object.h"
#include "daemon/screen/kms/edid.h"

namespace diemcau::screen {

struct Connector {
  DrmObject object;
  std::string name;         // "HDMI-A-1", as the kernel names it elsewhere
  std::uint32_t crtcs = 0;  // bits of the CRTCs that can feed it
  std::uint32_t crtc = 0;   // the one that does; 0: none
  bool connected = false;
  std::vector<drmModeModeInfo> modes;  // best first
  DisplayIdentity identity;
};

// One connector's way: a plane's framebuffer through a CRTC with a mode.
struct Route {
  DrmObject connector;
  DrmObject crtc;
  DrmObject plane;
  drmModeModeInfo mode;
};

// What a CRTC really does.
struct ScanOut {
  bool active = false;
  std::uint32_t framebuffer = 0;
  std::uint32_t width = 0;                       // of the mode, pixels
  std::uint32_t height = 0;                      // pixels
  std::uint32_t above = 0;                       // framebuffers of other planes
  std::optional<std::uint64_t> vertical_blanks;  // how many there were; nothing where the driver cannot tell
};

// Thread-bound. Its calls wait for the kernel: a commit for the next vertical blank, a probe for the display's answer.
class Card {
 public:
  // The first that can do atomic mode setting and dumb buffers and has a display; without a display the first that
  // can. Whoever opens a card that has no master becomes it. Errors: kms.no_device, kms.not_opened (none of them could
  // be, and why).
  [[nodiscard]] static Result<std::unique_ptr<Card>> open();
  // One that a process before this one opened, and whose picture is still there; nothing, and the descriptor closed,
  // where it is not the master any more or has no display. What that process left on the card goes, but for what is
  // scanned out.
  [[nodiscard]] static std::unique_ptr<Card> inherit(UniqueFd fd);

  [[nodiscard]] int fd() const { return fd_.get(); }
  // As in the name of its node, "card0".
  [[nodiscard]] std::uint32_t number() const { return number_; }
  // Whether it may set modes: one program can at a time.
  [[nodiscard]] bool isMaster() const { return drmIsMaster(fd_.get()) != 0; }

  // As of the last probe().
  [[nodiscard]] const std::vector<Connector>& connectors() const { return connectors_; }
  // Asks every connector anew; some milliseconds, with a slow display a tenth of a second.
  void probe();
  // Whether the kernel has noticed since then that a display came or went. Costs next to nothing.
  [[nodiscard]] bool isOutdated() const;

  // A CRTC and its primary plane for each of `connectors` with a mode of its own; those for which none is left have
  // nothing. A connector keeps the CRTC that it has.
  [[nodiscard]] std::vector<std::optional<Route>> route(
      const std::vector<std::pair<const Connector*, drmModeModeInfo>>& wanted) const;

  // Shows one framebuffer on all routes, and nothing anywhere else; all in one step, at the next vertical blank, or, as
  // a `test`, not at all. Errors: kms.refused (the driver cannot), kms.taken (no master any more).
  [[nodiscard]] Result<void> commit(const std::vector<Route>& routes, std::uint32_t framebuffer, bool test) const;

  [[nodiscard]] bool showsInherited() const { return !inherited_.empty(); }
  // To be called when another framebuffer than the inherited one is scanned out.
  void removeInherited();

  [[nodiscard]] ScanOut look(const Route& route) const;

 private:
  struct Plane {
    DrmObject object;
    std::uint32_t crtcs = 0;  // bits
    bool primary = false;
  };

  Card(UniqueFd fd, std::uint32_t number) : fd_(std::move(fd)), number_(number) {}
  // Whether it can do what is needed.
  [[nodiscard]] bool takeObjects();
  [[nodiscard]] bool hasDisplay() const;
  void takeStock();
  [[nodiscard]] Connector read(const drmModeConnector& found) const;

  UniqueFd fd_;
  std::uint32_t number_;
  std::vector<DrmObject> crtcs_;  // in the order of the bits
  std::vector<Plane> planes_;
  std::vector<Connector> connectors_;
  std::vector<std::uint32_t> inherited_;  // framebuffers
};

}  // namespace diemcau::screen
