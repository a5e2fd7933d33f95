#include "app/outside_users.h"

#include <algorithm>
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
      if (other == opened_.installation.id) continue;
      if (auto added = AddBound(other, id); !added) return added;
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

  Status AddBound(InstallationId id, const Id& target) {
    auto other = OpenInstallation(services_, reader_, account_, id);
    if (!other) return Pass(other);
    const std::size_t before = users_.size();
    bool put_into = false;
    for (const auto& [ordinal, bound] : other->installation.bindings.connections) {
      if (bound != target) continue;
      put_into |= ordinal == 0;
      if (auto added = AddUsersOf(*other, ordinal); !added) return added;
    }
    if (!put_into || users_.size() > before || !seen_.insert(id.id).second) return {};
    auto name = other->TemplateName(0);
    if (!name) return Pass(name);
    users_.push_back({ResourceId(id.id), other->version->resources[0].model, std::move(*name)});
    return {};
  }

  // Those that were not edited: an edited one's own row tells what it refers to.
  Status AddUsersOf(const OpenedInstallation& other, std::uint32_t target) {
    for (const std::uint32_t ordinal : other.Ordinals()) {
      const auto& references = other.version->resources[ordinal].references;
      if (!std::binary_search(references.begin(), references.end(), target)) continue;
      if (other.ChangeOf(ordinal)) continue;
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
  return search.Take();
}

}  // namespace imprint
