#pragma once

#include <map>
#include <optional>
#include <vector>

#include "app/upgrade_draft.h"
#include "app/upgrade_groupings.h"
#include "app/upgrade_resolutions.h"

namespace imprint {

/// Decides what becomes of resources that are not simply there on both sides: those that the new
/// version does not have, and those that were deleted here. What something refers to stays or comes
/// back whatever is preferred, so that no reference leads nowhere. To be run once the overrides are
/// merged.
class NeededResources {
 public:
  NeededResources(const Services& services, StoreReader& reader, const UpgradeSource& source,
                  ResolutionBook& book, const GoneGroupings& groupings, UpgradeDraft& draft)
      : services_(services),
        reader_(reader),
        source_(source),
        book_(book),
        groupings_(groupings),
        draft_(draft) {}

  Status Run();

 private:
  /// A resource that may be there afterwards or not.
  struct Doubtful {
    bool removed = false;       // by the new version; otherwise deleted here
    std::uint32_t ordinal = 0;  // in the old version if removed, else in the new one
    const Resource* row = nullptr;
    bool changed = false;  // by the side that did not take it away
    bool lives = false;
    std::vector<ResourceUser> users;  // some
    bool needed() const { return !users.empty(); }
  };

  Status FindDoubtful();
  Status AddRemoved(std::uint32_t old);
  Status AddDeleted(std::uint32_t ordinal, const Resource& row);
  Status AskOutside();
  Status AddOutsideUsers(const Id& id, Doubtful& doubtful);
  void AddInsideUsers();
  void Spread();
  void AddReferences(const ResourceUser& user, const std::vector<Id>& targets);
  void Need(const Id& target, const ResourceUser& user);

  const CompiledResource& ResourceOf(const Doubtful& doubtful) const;
  std::vector<Id> ReferencesOf(const CompiledVersion& version, const Installation& installation,
                               std::uint32_t ordinal) const;
  Doubtful* Find(const Id& id);
  std::optional<Resolution> Said(const Doubtful& doubtful);
  bool Lives(const Doubtful& doubtful);

  Status Decide(const Id& id, Doubtful& doubtful);
  void DecideRemoved(const Id& id, const Doubtful& doubtful);
  void DecideDeleted(const Id& id, const Doubtful& doubtful);
  void Note(const Id& id, const Doubtful& doubtful, UpgradeConflictKind kind,
            std::optional<Resolution> resolution);
  Status KeepAsOwn(const Id& id, const Doubtful& doubtful);

  const Services& services_;
  StoreReader& reader_;
  const UpgradeSource& source_;
  ResolutionBook& book_;
  const GoneGroupings& groupings_;
  UpgradeDraft& draft_;
  std::map<Id, Doubtful> doubtful_;
  std::vector<Id> fresh_;  // came to live, and their references were not looked at yet
};

}  // namespace imprint
