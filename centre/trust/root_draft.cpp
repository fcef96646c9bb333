// SPDX-License-Identifier: Apache-2.0
// Drafting the next trust root.
#include "centre/trust/root_draft.h"

#include <algorithm>
#include <array>
#include <format>
#include <string_view>

namespace diemcau::centre {
namespace {

constexpr std::size_t kShortestId = 8;

struct NamedRole {
  std::string_view name;
  TrustRole TrustRoot::* role;
};
constexpr std::array<NamedRole, 3> kRoles{
    {{"root", &TrustRoot::root}, {"config", &TrustRoot::config}, {"online", &TrustRoot::online}}};

Result<TrustRole*> roleOf(TrustRoot& root, std::string_view name) {
  const auto* const found = std::ranges::find(kRoles, name, &NamedRole::name);
  if (found == kRoles.end()) return fail("trust_root", "role_unknown", std::string(name));
  return &(root.*found->role);
}

Result<void> add(TrustRoot& root, const RootChanges::Key& key) {
  const auto role = roleOf(root, key.role);
  if (!role) return std::unexpected(role.error());
  root.keys[key.id] = key.der;
  if (!std::ranges::contains((*role)->keyids, key.id)) (*role)->keyids.push_back(key.id);
  return {};
}

Result<void> remove(TrustRoot& root, const RootChanges::Key& key) {
  const auto role = roleOf(root, key.role);
  if (!role) return std::unexpected(role.error());
  const auto isIt = [&key](const std::string& id) { return id.starts_with(key.id); };
  if (key.id.size() < kShortestId || std::ranges::count_if((*role)->keyids, isIt) != 1) {
    return fail("trust_root", "key_unknown", key.role + " " + key.id);
  }
  std::erase_if((*role)->keyids, isIt);
  return {};
}

bool isUsed(const TrustRoot& root, const std::string& id) {
  return std::ranges::any_of(
      kRoles, [&](const NamedRole& named) { return std::ranges::contains((root.*named.role).keyids, id); });
}

}  // namespace

Result<TrustRoot> nextRoot(const TrustRoot& present, const RootChanges& changes) {
  TrustRoot root = present;
  ++root.version;
  root.expires_at = changes.expires_at;
  for (const RootChanges::Key& key : changes.added) {
    if (auto added = add(root, key); !added) return std::unexpected(std::move(added).error());
  }
  for (const RootChanges::Key& key : changes.removed) {
    if (auto removed = remove(root, key); !removed) return std::unexpected(std::move(removed).error());
  }
  for (const auto& [name, threshold] : changes.thresholds) {
    const auto role = roleOf(root, name);
    if (!role) return std::unexpected(role.error());
    (*role)->threshold = threshold;
  }
  for (const NamedRole& named : kRoles) {
    const TrustRole& role = root.*named.role;
    if (role.threshold < 1 || role.threshold > role.keyids.size()) {
      return fail("trust_root", "threshold_out_of_reach",
                  std::format("{}: {} of {} keys", named.name, role.threshold, role.keyids.size()));
    }
  }
  std::erase_if(root.keys, [&root](const auto& key) { return !isUsed(root, key.first); });
  return root;
}

}  // namespace diemcau::centre
