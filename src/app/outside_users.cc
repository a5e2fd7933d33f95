#include "app/outside_users.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

namespace imprint {
namespace {

class Search {
 public:
  Search(const Services& services, StoreReader& reader, const OpenedInstallation& opened)
      : services_(services),
        reader_(reader),
        opened_(opened),
        account_(opened.installation.account) {}

  Status Look(std::uint32_t ordinal) {
    const Id id = IdOf(opened_.installation, ordinal);
    if (auto looked = AddReferrers(id); !looked || !CanBeBound(ordinal)) return looked;
    auto bound = reader_.InstallationsUsing(account_, id);
    if (!bound) return Pass(bound);
    for (const InstallationId& other : *bound) {
      if (other != opened_.installation.id) others_[other].insert(id);
    }
    return {};
  }

  // To be called once, when all was looked at: each of the others is opened and gone through once,
  // however many of its bindings go.
  Status AddOthers() {
    for (const auto& [other, gone] : others_) {
      if (auto added = AddOther(other, gone); !added) return added;
    }
    return {};
  }

  std::vector<ResourceUser> Take() {
    std::sort(users_.begin(), users_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.model, a.id) < std::tie(b.model, b.id);
    });
    return std::move(users_);
  }

 private:
  // What other installations may have in place of a resource of their own.
  bool CanBeBound(std::uint32_t ordinal) const {
    return ordinal == 0 || ordinal >= opened_.version->resources.size() ||
           opened_.version->resources[ordinal].model == Model::kConnection;
  }

  Status AddReferrers(const Id& id) {
    auto referrers = reader_.FindReferrers(account_, id);
    if (!referrers) return Pass(referrers);
    for (const ResourceId& referrer : *referrers) {
      if (opened_.changes.contains(referrer.id) || !seen_.insert(referrer.id).second) continue;
      auto row = reader_.FindResource(account_, referrer);
      if (!row) return Pass(row);
      if (!*row) continue;
      auto name = NameInDocument((*row)->document);
      if (!name) return Pass(name);
      users_.push_back({referrer, (*row)->model, std::move(*name)});
    }
    return {};
  }

  Status AddOther(InstallationId id, const std::unordered_set<Id>& gone) {
    auto other = OpenInstallation(services_, reader_, account_, id);
    if (!other) return Pass(other);
    std::vector<bool> targets(other->version->id_count());  // by ordinal
    for (const auto& [ordinal, bound] : other->installation.bindings.connections) {
      if (ordinal < targets.size() && gone.contains(bound)) targets[ordinal] = true;
    }
    const std::size_t before = users_.size();
    if (auto added = AddUsersOf(*other, targets); !added) return added;
    const bool put_into = targets.front();
    if (!put_into || users_.size() > before || !seen_.insert(id.id).second) return {};
    auto name = other->TemplateName(0);
    if (!name) return Pass(name);
    users_.push_back({ResourceId(id.id), other->version->resources[0].model, std::move(*name)});
    return {};
  }

  // Those that were not edited: an edited one's own row tells what it refers to.
  Status AddUsersOf(const OpenedInstallation& other, const std::vector<bool>& targets) {
    for (const std::uint32_t ordinal : other.Ordinals()) {
      const auto& references = other.version->resources[ordinal].references;
      const bool uses = std::any_of(
          references.begin(), references.end(),
          [&](std::uint32_t target) { return target < targets.size() && targets[target]; });
      if (!uses || other.ChangeOf(ordinal)) continue;
      auto user = DescribeInstalled(reader_, other, ordinal);
      if (!user) return Pass(user);
      if (!seen_.insert(user->id.id).second) continue;
      users_.push_back({user->id, user->model, std::move(user->name)});
    }
    return {};
  }

  const Services& services_;
  StoreReader& reader_;
  const OpenedInstallation& opened_;
  AccountId account_;
  // Other installations with what they are bound to of what goes.
  std::map<InstallationId, std::unordered_set<Id>> others_;
  std::unordered_set<Id> seen_;
  std::vector<ResourceUser> users_;
};

}  // namespace

Result<std::vector<ResourceUser>> UsersFromOutside(const Services& services, StoreReader& reader,
                                                   const OpenedInstallation& opened,
                                                   const std::vector<std::uint32_t>& ordinals) {
  Search search(services, reader, opened);
  for (const std::uint32_t ordinal : ordinals) {
    if (auto looked = search.Look(ordinal); !looked) return Pass(looked);
  }
  const auto first = static_cast<std::uint32_t>(opened.version->resources.size());
  for (std::uint32_t ordinal = first; ordinal < opened.version->id_count(); ++ordinal) {
    if (opened.installation.bindings.connections.contains(ordinal)) continue;
    if (auto looked = search.Look(ordinal); !looked) return Pass(looked);
  }
  if (auto added = search.AddOthers(); !added) return Pass(added);
  return search.Take();
}

}  // namespace imprint
