#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/changed_reader.h"
#include "app/plan_connections.h"
#include "app/upgrade.h"
#include "app/upgrade_source.h"
#include "bundle/problem_list.h"

namespace imprint {

/// An upgrade in the making, for one state of the store.
struct UpgradeDraft {
  explicit UpgradeDraft(std::size_t most_problems) : problems(most_problems) {}

  Installation before;
  std::vector<Resource> rows;  // its stored rows before, ascending by id
  PendingChange change;        // its installation is the one afterwards

  /// By the new version's ordinal: the old one of a resource that the installation held and holds.
  std::vector<std::optional<std::uint32_t>> carried;
  std::vector<std::uint32_t> removed;  // old ordinals of what it held and does not hold
  std::vector<ResourceId> kept;        // of those, what becomes the account's own

  /// Connections that it had none for and needs now.
  std::vector<DraftedConnection> connections;
  /// In the order of the resources: the new version's, then those that the old one had alone.
  std::multimap<std::pair<bool, std::uint32_t>, UpgradeConflict> conflicts;
  std::vector<PlanNote> warnings;
  ProblemList problems;
  bool renderable = true;  // false: with these bindings it cannot be, which is one of the problems
  Hash fingerprint;

  const Installation& after() const { return change.installation; }
  const Resource* RowOf(const Id& id) const;
  bool HasOpenConflicts() const;
  /// Whether something would be written at all.
  bool ChangesAnything() const;
};

/// Works out all that an upgrade changes: a pure function of the request, the versions and the
/// state that `reader` shows; what is new gets ids from `fresh` on. Nothing when the installation
/// has another version by now than `source` was loaded for. Errors are kNotFound and those of the
/// store; all else is a problem of the draft.
Result<std::optional<UpgradeDraft>> DraftUpgrade(const Services& services, StoreReader& reader,
                                                 const UpgradeRequest& request,
                                                 const UpgradeSource& source, const Id& fresh,
                                                 Time now, bool with_candidates);

/// Ids that nothing has, for a draft that is not to be kept: a plan takes no ids.
Id PlaceholderIds(Dialect dialect);

}  // namespace imprint
