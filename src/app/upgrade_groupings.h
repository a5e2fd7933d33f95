#pragma once

#include <optional>
#include <set>
#include <string>

#include "app/upgrade_draft.h"

namespace imprint {

/// Flow groupings that the installation's integration has now and will not have. What referred to
/// one would refer to nothing.
class GoneGroupings {
 public:
  /// To be called once it is known what becomes of the integration's document.
  Status Find(const UpgradeSource& source, const UpgradeDraft& draft);

  /// A flow's plain document with the grouping that `theirs` (null: no document) has in place of
  /// one that is gone, with a warning in `draft`; nothing where there is nothing to change.
  Result<std::optional<json::Document>> Without(const CompiledResource& resource,
                                                const json::Document& plain,
                                                const json::Document* theirs,
                                                UpgradeDraft& draft) const;

  /// Warns of what uses one from outside of the installation, and is not to be changed here.
  Status WarnOfUsers(StoreReader& reader, UpgradeDraft& draft) const;
  /// Warns of flows that come to need one which the edited integration does not have.
  void WarnOfMissing(const UpgradeSource& source, UpgradeDraft& draft) const;

 private:
  std::set<Id> gone_;
  std::optional<std::set<Id>> edited_;  // those that an edited integration has
};

}  // namespace imprint
