// SPDX-License-Identifier: Apache-2.0
// Objects of a card, atomic commits, a look at what they did.
#include "daemon/screen/kms/card.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <format>
#include <set>
#include <span>
#include <utility>

#include "daemon/screen/display.h"

namespace diemcau::screen {
namespace {

constexpr std::uint64_t kFixedPoint = 1 << 16;  // of a plane's source rectangle
constexpr std::uint32_t kMostHandles = 64;      // more than a process ever has at a time

struct Blob {
  Blob(int card, const drmModeModeInfo& mode) : card_(card) {
    if (drmModeCreatePropertyBlob(card, &mode, sizeof mode, &id) != 0) id = 0;
  }
  ~Blob() {
    if (id != 0) drmModeDestroyPropertyBlob(card_, id);
  }
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;

  std::uint32_t id = 0;

 private:
  int card_;
};

std::string nameOf(const drmModeConnector& connector) {
  const char* type = drmModeGetConnectorTypeName(connector.connector_type);
  return std::format("{}-{}", type != nullptr ? type : "Unknown", connector.connector_type_id);
}

DisplayIdentity identityOf(int card, const DrmObject& connector) {
  const auto id = static_cast<std::uint32_t>(connector.value(card, "EDID"));
  const DrmOwned<drmModePropertyBlobRes> edid(id != 0 ? drmModeGetPropertyBlob(card, id) : nullptr);
  if (!edid) return {};
  return identityIn(std::span(static_cast<const std::uint8_t*>(edid->data), edid->length));
}

std::vector<std::filesystem::path> cards() {
  std::vector<std::filesystem::path> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/dri", none)) {
    if (entry.path().filename().string().starts_with("card")) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::uint32_t numberOf(const std::filesystem::path& node) {
  const std::string name = node.filename().string().substr(std::string_view("card").size());
  std::uint32_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

void show(drmModeAtomicReq* request, const Route& route, std::uint32_t mode, std::uint32_t framebuffer) {
  const std::uint64_t width = route.mode.hdisplay;
  const std::uint64_t height = route.mode.vdisplay;
  route.connector.set(request, "CRTC_ID", route.crtc.id());
  route.crtc.set(request, "MODE_ID", mode);
  route.crtc.set(request, "ACTIVE", 1);
  const std::pair<const char*, std::uint64_t> properties[] = {{"FB_ID", framebuffer},
                                                              {"CRTC_ID", route.crtc.id()},
                                                              {"SRC_X", 0},
                                                              {"SRC_Y", 0},
                                                              {"SRC_W", width * kFixedPoint},
                                                              {"SRC_H", height * kFixedPoint},
                                                              {"CRTC_X", 0},
                                                              {"CRTC_Y", 0},
                                                              {"CRTC_W", width},
                                                              {"CRTC_H", height}};
  for (const auto& [name, value] : properties) route.plane.set(request, name, value);
}

}  // namespace

Result<std::unique_ptr<Card>> Card::open() {
  std::string why;
  std::unique_ptr<Card> best;
  for (const auto& node : cards()) {
    UniqueFd fd(::open(node.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd.valid()) {
      why += std::format("{}{}: {}", why.empty() ? "" : ", ", node.string(), std::strerror(errno));
      continue;
    }
    std::unique_ptr<Card> card(new Card(std::move(fd), numberOf(node)));
    if (!card->takeObjects()) continue;
    card->probe();
    if (card->hasDisplay()) return card;
    if (!best) best = std::move(card);
  }
  if (best) return best;
  if (!why.empty()) return fail("kms", "not_opened", std::move(why));
  return fail("kms", "no_device");
}

std::unique_ptr<Card> Card::inherit(UniqueFd fd) {
  const std::unique_ptr<char, decltype(&::free)> node(drmGetDeviceNameFromFd2(fd.get()), &::free);
  if (!node) return nullptr;
  std::unique_ptr<Card> card(new Card(std::move(fd), numberOf(node.get())));
  if (card->isMaster() && card->takeObjects()) {
    card->probe();
    card->takeStock();
    if (card->hasDisplay()) return card;
  }
  // Whoever keeps the descriptor may do so for some time yet, and there is one master.
  drmDropMaster(card->fd());
  return nullptr;
}

void Card::takeStock() {
  // Numbers of buffers are the lowest that are free, and nobody has any others by this descriptor.
  for (std::uint32_t handle = 1; handle <= kMostHandles; ++handle) drmCloseBufferHandle(fd_.get(), handle);
  std::set<std::uint32_t> scanned_out;
  for (const DrmObject& crtc : crtcs_) {
    const DrmOwned<drmModeCrtc> now(drmModeGetCrtc(fd_.get(), crtc.id()));
    if (now) scanned_out.insert(now->buffer_id);
  }
  // Of framebuffers it names those alone that were made by this descriptor.
  const DrmOwned<drmModeRes> resources(drmModeGetResources(fd_.get()));
  if (!resources) return;
  for (const std::uint32_t id : std::span(resources->fbs, static_cast<std::size_t>(resources->count_fbs))) {
    if (scanned_out.contains(id)) {
      inherited_.push_back(id);
    } else {
      drmModeRmFB(fd_.get(), id);
    }
  }
}

void Card::removeInherited() {
  for (const std::uint32_t id : inherited_) drmModeRmFB(fd_.get(), id);
  inherited_.clear();
}

bool Card::takeObjects() {
  const int fd = fd_.get();
  std::uint64_t dumb = 0;
  if (drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) != 0 ||
      drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1) != 0 || drmGetCap(fd, DRM_CAP_DUMB_BUFFER, &dumb) != 0 ||
      dumb == 0) {
    return false;
  }
  const DrmOwned<drmModeRes> resources(drmModeGetResources(fd));
  const DrmOwned<drmModePlaneRes> planes(drmModeGetPlaneResources(fd));
  if (!resources || !planes || resources->count_connectors == 0) return false;
  for (const std::uint32_t id : std::span(resources->crtcs, static_cast<std::size_t>(resources->count_crtcs))) {
    crtcs_.emplace_back(fd, id, DRM_MODE_OBJECT_CRTC);
  }
  for (const std::uint32_t id : std::span(planes->planes, planes->count_planes)) {
    const DrmOwned<drmModePlane> plane(drmModeGetPlane(fd, id));
    DrmObject object(fd, id, DRM_MODE_OBJECT_PLANE);
    const bool primary = object.value(fd, "type") == DRM_PLANE_TYPE_PRIMARY;
    if (plane) planes_.push_back({std::move(object), plane->possible_crtcs, primary});
  }
  return !crtcs_.empty() && !planes_.empty();
}

void Card::probe() {
  connectors_.clear();
  const DrmOwned<drmModeRes> resources(drmModeGetResources(fd_.get()));
  if (!resources) return;
  for (const std::uint32_t id :
       std::span(resources->connectors, static_cast<std::size_t>(resources->count_connectors))) {
    const DrmOwned<drmModeConnector> found(drmModeGetConnector(fd_.get(), id));
    if (found) connectors_.push_back(read(*found));
  }
}

Connector Card::read(const drmModeConnector& found) const {
  const int fd = fd_.get();
  Connector connector{.object = DrmObject(fd, found.connector_id, DRM_MODE_OBJECT_CONNECTOR),
                      .name = nameOf(found),
                      .connected = found.connection == DRM_MODE_CONNECTED,
                      .modes = {found.modes, found.modes + found.count_modes},
                      .identity = {}};
  connector.crtc = static_cast<std::uint32_t>(connector.object.value(fd, "CRTC_ID"));
  if (connector.connected) connector.identity = identityOf(fd, connector.object);
  for (const std::uint32_t id : std::span(found.encoders, static_cast<std::size_t>(found.count_encoders))) {
    const DrmOwned<drmModeEncoder> encoder(drmModeGetEncoder(fd, id));
    if (encoder) connector.crtcs |= encoder->possible_crtcs;
  }
  return connector;
}

bool Card::hasDisplay() const { return std::ranges::any_of(connectors_, &Connector::connected); }

bool Card::isOutdated() const {
  return std::ranges::any_of(connectors_, [this](const Connector& connector) {
    const DrmOwned<drmModeConnector> now(drmModeGetConnectorCurrent(fd_.get(), connector.object.id()));
    return !now || (now->connection == DRM_MODE_CONNECTED) != connector.connected;
  });
}

std::vector<std::optional<Route>> Card::route(
    const std::vector<std::pair<const Connector*, drmModeModeInfo>>& wanted) const {
  std::vector<std::optional<Route>> routes;
  std::set<std::uint32_t> taken;  // CRTCs and planes
  for (const auto& [connector, mode] : wanted) {
    auto& route = routes.emplace_back();
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < crtcs_.size(); ++at) {
      if ((connector->crtcs >> at & 1) != 0 && !taken.contains(crtcs_[at].id())) order.push_back(at);
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t at) { return crtcs_[at].id() != connector->crtc; });
    for (const std::size_t at : order) {
      const auto plane = std::ranges::find_if(planes_, [&](const Plane& one) {
        return one.primary && (one.crtcs >> at & 1) != 0 && !taken.contains(one.object.id());
      });
      if (plane == planes_.end()) continue;
      taken.insert({crtcs_[at].id(), plane->object.id()});
      route = Route{connector->object, crtcs_[at], plane->object, mode};
      break;
    }
  }
  return routes;
}

Result<void> Card::commit(const std::vector<Route>& routes, std::uint32_t framebuffer, bool test) const {
  const DrmOwned<drmModeAtomicReq> request(drmModeAtomicAlloc());
  std::vector<std::unique_ptr<Blob>> modes;
  std::set<std::uint32_t> used;
  for (const Route& route : routes) {
    modes.push_back(std::make_unique<Blob>(fd_.get(), route.mode));
    show(request.get(), route, modes.back()->id, framebuffer);
    used.insert({route.connector.id(), route.crtc.id(), route.plane.id()});
  }
  for (const Connector& connector : connectors_) {
    if (!used.contains(connector.object.id())) connector.object.set(request.get(), "CRTC_ID", 0);
  }
  for (const DrmObject& crtc : crtcs_) {
    if (used.contains(crtc.id())) continue;
    crtc.set(request.get(), "ACTIVE", 0);
    crtc.set(request.get(), "MODE_ID", 0);
  }
  for (const Plane& plane : planes_) {
    if (used.contains(plane.object.id())) continue;
    plane.object.set(request.get(), "FB_ID", 0);
    plane.object.set(request.get(), "CRTC_ID", 0);
  }
  const std::uint32_t flags = DRM_MODE_ATOMIC_ALLOW_MODESET | (test ? DRM_MODE_ATOMIC_TEST_ONLY : 0U);
  if (drmModeAtomicCommit(fd_.get(), request.get(), flags, nullptr) == 0) return {};
  if (errno == EACCES) return fail("kms", kTaken);
  return fail("kms", "refused", std::strerror(errno));
}

ScanOut Card::look(const Route& route) const {
  ScanOut found;
  const DrmOwned<drmModeCrtc> crtc(drmModeGetCrtc(fd_.get(), route.crtc.id()));
  if (!crtc) return found;
  found.active = crtc->mode_valid != 0 && route.crtc.value(fd_.get(), "ACTIVE") != 0;
  found.framebuffer = crtc->buffer_id;
  found.width = crtc->mode.hdisplay;
  found.height = crtc->mode.vdisplay;
  for (const Plane& plane : planes_) {
    if (plane.object.id() == route.plane.id()) continue;
    const DrmOwned<drmModePlane> now(drmModeGetPlane(fd_.get(), plane.object.id()));
    if (now && now->crtc_id == route.crtc.id() && now->fb_id != 0) ++found.above;
  }
  std::uint64_t blanks = 0;
  std::uint64_t at = 0;
  if (drmCrtcGetSequence(fd_.get(), route.crtc.id(), &blanks, &at) == 0) found.vertical_blanks = blanks;
  return found;
}

}  // namespace diemcau::screen
