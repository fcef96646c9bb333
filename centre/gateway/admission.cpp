// SPDX-License-Identifier: Apache-2.0
// The decision about a caller, and its way through libsrt's handshake.
#include "centre/gateway/admission.h"

#include <netdb.h>
#include <spdlog/spdlog.h>
#include <srt/access_control.h>

#include <algorithm>
#include <cctype>

#include "centre/gateway/srt_socket.h"

namespace diemcau::centre {
namespace {

// Handshakes that may be under way between the hook and srt_accept.
constexpr std::size_t kMostPending = 1024;

std::string addressOf(const sockaddr* peer) {
  char host[NI_MAXHOST] = "?";
  const socklen_t length = peer->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  ::getnameinfo(peer, length, host, sizeof host, nullptr, 0, NI_NUMERICHOST | NI_DGRAM);
  return host;
}

// A socket whose handshake failed is closed at once; until then it is being set up, afterwards connected.
bool isOver(SRTSOCKET socket) {
  const SRT_SOCKSTATUS state = srt_getsockstate(socket);
  return state == SRTS_CLOSED || state == SRTS_NONEXIST;
}

}  // namespace

bool isUsablePassphrase(std::string_view passphrase) { return passphrase.size() >= 10 && passphrase.size() <= 79; }

bool isUsable(const StreamKey& key) {
  const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'; };
  return !key.site_code.empty() && key.site_code.size() <= 64 && std::ranges::all_of(key.site_code, plain) &&
         !key.endpoint.empty() && isUsablePassphrase(key.passphrase);
}

std::expected<Admission, Refusal> judge(std::string_view stream_id, const std::vector<StreamKey>& keys,
                                        const std::string& request_passphrase) {
  using enum StreamRefusal;
  const auto refuse = [](int reason, StreamRefusal why) { return std::unexpected(Refusal{reason, why}); };
  auto id = parseStreamId(stream_id);
  if (!id) {
    return id.error().code == "mode_unknown" ? refuse(SRT_REJX_BAD_MODE, ModeUnknown)
                                             : refuse(SRT_REJX_BAD_REQUEST, StreamIdMalformed);
  }
  if (std::ranges::find(keys, id->resource, &StreamKey::site_code) == keys.end()) {
    return refuse(SRT_REJX_NOTFOUND, SiteUnknown);
  }
  if (id->mode == StreamMode::Request) {
    if (request_passphrase.empty()) return refuse(SRT_REJX_FORBIDDEN, WatchingForbidden);
    return Admission{std::move(*id), request_passphrase};
  }
  const auto of_it = [&id](const StreamKey& key) { return key.site_code == id->resource && key.endpoint == id->user; };
  const auto named = [&](const StreamKey& key) { return of_it(key) && key.number == id->key; };
  if (std::ranges::none_of(keys, of_it)) return refuse(SRT_REJX_FORBIDDEN, EndpointWrong);
  const auto key = std::ranges::find_if(keys, named);
  if (key == keys.end()) return refuse(SRT_REJX_UNAUTHORIZED, PassphraseOutdated);
  return Admission{std::move(*id), key->passphrase};
}

void AdmissionDesk::setKeys(std::vector<StreamKey> keys) {
  for (const StreamKey& key : keys) {
    if (!isUsable(key)) spdlog::error("gateway: the key of endpoint {} cannot be used", key.endpoint);
  }
  std::erase_if(keys, [](const StreamKey& key) { return !isUsable(key); });
  const std::lock_guard lock(mutex_);
  keys_ = std::move(keys);
}

bool AdmissionDesk::holds(const Admission& admission) const {
  const auto now = judge(writeStreamId(admission.id), keys_, request_passphrase_);
  return now && now->passphrase == admission.passphrase;
}

bool AdmissionDesk::stillHolds(const Admission& admission) const {
  const std::lock_guard lock(mutex_);
  return holds(admission);
}

std::optional<Admission> AdmissionDesk::take(SRTSOCKET socket) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(pending_, socket, &Pending::socket);
  if (found == pending_.end()) return std::nullopt;
  Admission admission = std::move(found->admission);
  pending_.erase(found);
  if (!holds(admission)) return std::nullopt;
  return admission;
}

int AdmissionDesk::onCaller(void* desk, SRTSOCKET socket, int /*handshake_version*/, const sockaddr* peer,
                            const char* stream_id) noexcept {
  try {
    return static_cast<AdmissionDesk*>(desk)->admit(socket, peer, stream_id);
  } catch (...) {
    return -1;
  }
}

int AdmissionDesk::admit(SRTSOCKET socket, const sockaddr* peer, std::string_view stream_id) {
  const std::lock_guard lock(mutex_);
  auto verdict = judge(stream_id, keys_, request_passphrase_);
  const std::string passphrase = verdict ? verdict->passphrase : std::string();
  if (verdict && !setOption(socket, SRTO_PASSPHRASE, passphrase.data(), static_cast<int>(passphrase.size()), "")) {
    verdict = std::unexpected(Refusal{SRT_REJX_ISE, StreamRefusal::PassphraseUnusable});
  }
  const std::string address = addressOf(peer);
  if (!verdict) {
    noteRefused({verdict.error().why, address, parseStreamId(stream_id).value_or(StreamId{})});
    srt_setrejectreason(socket, verdict.error().reason);
    return -1;
  }
  verdict->address = address;
  pending_.push_back({socket, std::move(*verdict)});
  if (pending_.size() > kMostPending) pending_.pop_front();
  return 0;
}

// libsrt is asked without the lock: its receiving thread waits for that in the hook, with locks of its own.
void AdmissionDesk::sweep() {
  std::vector<SRTSOCKET> over;
  {
    const std::lock_guard lock(mutex_);
    for (const Pending& pending : pending_) over.push_back(pending.socket);
  }
  std::erase_if(over, [](SRTSOCKET socket) { return !isOver(socket); });
  const std::lock_guard lock(mutex_);
  for (const SRTSOCKET socket : over) {
    const auto found = std::ranges::find(pending_, socket, &Pending::socket);
    if (found == pending_.end()) continue;
    noteRefused({StreamRefusal::PassphraseWrong, found->admission.address, found->admission.id});
    pending_.erase(found);
  }
}

void AdmissionDesk::noteRefused(const Admission& admission, StreamRefusal why) {
  const std::lock_guard lock(mutex_);
  noteRefused({why, admission.address, admission.id});
}

RefusedBatch AdmissionDesk::takeRefused() {
  const std::lock_guard lock(mutex_);
  return refused_.take();
}

// At most one line a second: anybody who reaches the port can be refused.
void AdmissionDesk::noteRefused(RefusedCaller caller) {
  const auto now = std::chrono::steady_clock::now();
  if (now - logged_ < std::chrono::seconds(1)) {
    ++unlogged_;
  } else {
    spdlog::warn("gateway: refused {}: {} ({} more since the last such line)", caller.address, nameOf(caller.why),
                 unlogged_);
    logged_ = now;
    unlogged_ = 0;
  }
  refused_.add(std::move(caller));
}

}  // namespace diemcau::centre
