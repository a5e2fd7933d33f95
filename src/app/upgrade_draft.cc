#include "app/upgrade_draft.h"

#include <algorithm>

#include "app/history.h"
#include "app/install_checks.h"
#include "app/upgrade_bindings.h"
#include "app/upgrade_checks.h"
#include "app/upgrade_fingerprint.h"
#include "app/upgrade_merge.h"
#include "app/upgrade_needs.h"
#include "model/render.h"

namespace imprint {
namespace {

bool SameBlocks(const std::vector<IdBlock>& a, const std::vector<IdBlock>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && x.count == y.count && x.first_ordinal == y.first_ordinal;
  });
}

bool SameInstallation(const Installation& a, const Installation& b) {
  return a.version == b.version && a.bindings == b.bindings &&
         a.creates_connections == b.creates_connections && SameBlocks(a.blocks, b.blocks);
}

/// Works one draft out, step by step.
class Drafter {
 public:
  Drafter(const Services& services, StoreReader& reader, const UpgradeRequest& request,
          const UpgradeSource& source, Time now)
      : services_(services),
        reader_(reader),
        request_(request),
        source_(source),
        now_(now),
        draft_(services.limits.bundle_problems),
        book_(request, services.limits.json_depth, draft_.problems) {}

  Result<std::optional<UpgradeDraft>> Run(const Id& fresh, bool with_candidates) {
    auto current = Begin();
    if (!current) return Pass(current);
    if (!*current) return std::nullopt;
    auto carried =
        CarryBindings(services_, reader_, request_, source_, fresh, with_candidates, draft_);
    if (!carried) return Pass(carried);
    if (draft_.renderable) {
      if (auto resources = Resources(); !resources) return Pass(resources);
    }
    auto fingerprint = FingerprintOf(services_, reader_, request_, source_, draft_);
    if (!fingerprint) return Pass(fingerprint);
    draft_.fingerprint = *fingerprint;
    return std::move(draft_);
  }

 private:
  // False when the installation is not what `source_` was loaded for.
  Result<bool> Begin() {
    auto found = reader_.FindInstallation(request_.account, request_.installation);
    if (!found) return Pass(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "Installation not found.", "id");
    if ((*found)->version != source_.from_hash) return false;
    auto visible = FindVisibleTemplate(reader_, request_.account, source_.from_template);
    if (!visible) return Pass(visible);
    if (auto kept = CheckVersionKept(reader_, source_.to_hash()); !kept) return Pass(kept);
    auto state = TakeState(reader_, **found);
    if (!state) return Pass(state);
    draft_.before = std::move(state->installation);
    draft_.rows = std::move(state->rows);
    return true;
  }

  Status Resources() {
    GoneGroupings groupings;
    OverrideMerger merger(services_, source_, book_, groupings, now_, draft_);
    for (std::uint32_t ordinal = 0; ordinal < draft_.carried.size(); ++ordinal) {
      if (auto merged = Merge(merger, ordinal); !merged) return merged;
      if (ordinal > 0) continue;
      // What the integration comes to decides about the flows.
      if (auto found = groupings.Find(source_, draft_); !found) return found;
    }
    NeededResources needed(services_, reader_, source_, book_, groupings, draft_);
    if (auto decided = needed.Run(); !decided) return decided;
    if (auto warned = groupings.WarnOfUsers(reader_, draft_); !warned) return warned;
    groupings.WarnOfMissing(source_, draft_);
    book_.RefuseUnasked(draft_.problems);
    return CheckUpgraded(services_, reader_, source_, draft_);
  }

  Status Merge(OverrideMerger& merger, std::uint32_t ordinal) {
    if (!draft_.carried[ordinal]) return {};
    const Resource* row = draft_.RowOf(IdOf(draft_.after(), ordinal));
    if (!row || row->origin != ResourceOrigin::kOverride) return {};
    return merger.Merge(ordinal, *row);
  }

  const Services& services_;
  StoreReader& reader_;
  const UpgradeRequest& request_;
  const UpgradeSource& source_;
  const Time now_;
  UpgradeDraft draft_;
  ResolutionBook book_;
};

}  // namespace

const Resource* UpgradeDraft::RowOf(const Id& id) const {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), id,
                       [](const Resource& row, const Id& wanted) { return row.id.id < wanted; });
  return found != rows.end() && found->id.id == id ? &*found : nullptr;
}

bool UpgradeDraft::HasOpenConflicts() const {
  return std::any_of(conflicts.begin(), conflicts.end(),
                     [](const auto& entry) { return !entry.second.resolution; });
}

bool UpgradeDraft::ChangesAnything() const {
  return !change.put.empty() || !change.removed.empty() || !SameInstallation(before, after());
}

Result<std::optional<UpgradeDraft>> DraftUpgrade(const Services& services, StoreReader& reader,
                                                 const UpgradeRequest& request,
                                                 const UpgradeSource& source, const Id& fresh,
                                                 Time now, bool with_candidates) {
  return Drafter(services, reader, request, source, now).Run(fresh, with_candidates);
}

Id PlaceholderIds(Dialect dialect) {
  const std::size_t bytes = dialect == Dialect::kDiga ? Id::kUuidBytes : Id::kObjectIdBytes;
  return *Id::FromBytes(std::string(bytes, '\0'));
}

}  // namespace imprint
