// SPDX-License-Identifier: Apache-2.0
// SRV records by GLib.
#include "daemon/agent/identity/service_resolver.h"

#include <gio/gio.h>

#include <algorithm>
#include <utility>

namespace diemcau::agent {
namespace {

constexpr unsigned kTimeoutMs = 5000;
constexpr std::size_t kMostDomains = 6;  // of resolv.conf(5)
constexpr std::size_t kLongestName = 253;

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
struct FreeTargets {
  void operator()(GList* list) const { g_resolver_free_targets(list); }
};

std::string withoutLastDot(std::string_view name) {
  return std::string(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

// Takes what stands between blanks off the front.
std::string_view takeWord(std::string_view& line) {
  constexpr std::string_view kBlanks = " \t\r";
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

// GLib has put the one that goes first in front.
Result<ServicePlace> placeFrom(GResolver* resolver, GAsyncResult* result) {
  GError* error = nullptr;
  const std::unique_ptr<GList, FreeTargets> targets(g_resolver_lookup_service_finish(resolver, result, &error));
  if (targets == nullptr) {
    const bool none = g_error_matches(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND) != FALSE;
    const std::string why = error->message;
    g_error_free(error);
    return fail("dns", none ? "not_found" : "failed", why);
  }
  const auto* const target = static_cast<GSrvTarget*>(targets->data);
  auto* const first = const_cast<GSrvTarget*>(target);
  const char* const host = g_srv_target_get_hostname(first);
  const std::uint16_t port = g_srv_target_get_port(first);
  if (port == 0 || !isHostName(host)) return fail("dns", "failed", "a record that names no host");
  return ServicePlace{withoutLastDot(host), port};
}

class GlibResolver final : public ServiceResolver {
 public:
  GlibResolver() : resolver_(g_resolver_get_default()), cancel_(g_cancellable_new()) {
    g_resolver_set_timeout(resolver_.get(), kTimeoutMs);
  }
  ~GlibResolver() override { g_cancellable_cancel(cancel_.get()); }
  GlibResolver(const GlibResolver&) = delete;
  GlibResolver& operator=(const GlibResolver&) = delete;

  void lookUp(const std::string& service, const std::string& domain, Answer answer) override {
    // The call outlives us where it was cancelled: it holds what it needs.
    auto* const call = new Call{std::move(answer), alive_};
    g_resolver_lookup_service_async(resolver_.get(), service.c_str(), "tcp", domain.c_str(), cancel_.get(), onAnswer,
                                    call);
  }

 private:
  struct Call {
    Answer answer;
    std::weak_ptr<bool> alive;
  };

  static void onAnswer(GObject* resolver, GAsyncResult* result, gpointer data) noexcept {
    const std::unique_ptr<Call> call(static_cast<Call*>(data));
    const auto place = placeFrom(G_RESOLVER(resolver), result);
    if (!call->alive.expired()) call->answer(place);
  }

  const std::unique_ptr<GResolver, Unref> resolver_;
  const std::unique_ptr<GCancellable, Unref> cancel_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

std::unique_ptr<ServiceResolver> systemResolver() { return std::make_unique<GlibResolver>(); }

std::vector<std::string> searchDomains(std::string_view resolv_conf) {
  std::vector<std::string> domains;
  while (!resolv_conf.empty()) {
    std::string_view line = resolv_conf.substr(0, resolv_conf.find('\n'));
    resolv_conf.remove_prefix(std::min(line.size() + 1, resolv_conf.size()));
    const std::string_view keyword = takeWord(line);
    if (keyword != "search" && keyword != "domain") continue;
    domains.clear();
    for (auto word = takeWord(line); !word.empty() && domains.size() < kMostDomains; word = takeWord(line)) {
      if (isHostName(word)) domains.push_back(withoutLastDot(word));
    }
  }
  return domains;
}

bool isHostName(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= kLongestName && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, plain);
}

}  // namespace diemcau::agent
