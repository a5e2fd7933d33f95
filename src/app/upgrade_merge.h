#pragma once

#include "app/upgrade_draft.h"
#include "app/upgrade_groupings.h"
#include "app/upgrade_resolutions.h"

namespace imprint {

/// What one version makes of a resource for an installation, as documents are compared.
Result<json::Document> PlainInstalled(const CompiledVersion& version,
                                      const Installation& installation, std::uint32_t ordinal);

/// Brings edited resources that both versions have to the new one.
class OverrideMerger {
 public:
  OverrideMerger(const Services& services, const UpgradeSource& source, ResolutionBook& book,
                 const GoneGroupings& groupings, Time now, UpgradeDraft& draft)
      : services_(services),
        source_(source),
        book_(book),
        groupings_(groupings),
        now_(now),
        draft_(draft) {}

  /// Merges what the new version changed about `ordinal` into its override `row`: notes conflicts
  /// and problems, and what becomes of the row in draft.change.
  Status Merge(std::uint32_t ordinal, const Resource& row);

 private:
  struct Three;
  Result<std::optional<json::Document>> MergedOf(std::uint32_t ordinal, const Three& three);
  void NoteConflicts(std::uint32_t ordinal, const Id& id, MergeResult& merged);
  Status Keep(std::uint32_t ordinal, const Resource& row, const json::Document& plain);
  void LetGo(const Resource& row);

  const Services& services_;
  const UpgradeSource& source_;
  ResolutionBook& book_;
  const GoneGroupings& groupings_;
  const Time now_;
  UpgradeDraft& draft_;
};

}  // namespace imprint
