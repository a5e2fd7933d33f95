#include "app/upgrade_groupings.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/references.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::string_view kField = "_flowGroupingId";
constexpr const char* kCode = "flow_grouping_gone";
constexpr std::size_t kLongestName = 100;

std::vector<Id> CompiledReferences(const CompiledVersion& version, const Installation& installation,
                                   std::uint32_t ordinal) {
  std::vector<Id> ids;
  for (const std::uint32_t target : version.resources[ordinal].references) {
    ids.push_back(IdOf(installation, target));
  }
  return ids;
}

// The stored row of a resource before and after; null where the version's own document stands.
const Resource* RowBefore(const UpgradeDraft& draft, std::uint32_t ordinal) {
  return draft.RowOf(IdOf(draft.after(), ordinal));
}
const Resource* RowAfter(const UpgradeDraft& draft, std::uint32_t ordinal) {
  const Id id = IdOf(draft.after(), ordinal);
  const auto put = draft.change.put.find(id);
  if (put != draft.change.put.end()) return &put->second;
  return draft.change.removed.contains(id) ? nullptr : draft.RowOf(id);
}

std::vector<Id> ReferencesBefore(const UpgradeSource& source, const UpgradeDraft& draft,
                                 std::uint32_t ordinal) {
  const auto& old = draft.carried[ordinal];
  if (!old) return {};
  const Resource* row = RowBefore(draft, ordinal);
  return row ? row->references : CompiledReferences(*source.from, draft.before, *old);
}

std::vector<Id> ReferencesAfter(const UpgradeSource& source, const UpgradeDraft& draft,
                                std::uint32_t ordinal) {
  const Resource* row = RowAfter(draft, ordinal);
  return row ? row->references : CompiledReferences(*source.to, draft.after(), ordinal);
}

// Those that the integration's document has; none of one that was deleted.
Result<std::set<Id>> GroupingsOf(const CompiledVersion& version, const Installation& installation,
                                 const Resource* row) {
  std::set<Id> groupings;
  if (row && row->origin == ResourceOrigin::kTombstone) return groupings;
  std::string text;
  if (!row) RenderInstalled(version, installation, 0, text);
  auto document = json::Document::Parse(row ? row->document : text, json::kStoredDepth);
  if (!document) return Pass(document);
  for (const FoundReference& found : FindReferences(version.resources[0].model, *document)) {
    if (found.rule->policy != ReferencePolicy::kDefine) continue;
    if (const auto id = Id::FromObjectIdText(found.value)) groupings.insert(*id);
  }
  return groupings;
}

}  // namespace

Status GoneGroupings::Find(const UpgradeSource& source, const UpgradeDraft& draft) {
  gone_.clear();
  edited_.reset();
  if (draft.carried.empty() || !draft.carried[0]) return {};  // it is another's, or deleted
  const Resource* before = RowBefore(draft, 0);
  const Resource* after = RowAfter(draft, 0);
  auto had = GroupingsOf(*source.from, draft.before, before);
  if (!had) return Pass(had);
  auto has = GroupingsOf(*source.to, draft.after(), after);
  if (!has) return Pass(has);
  std::set_difference(had->begin(), had->end(), has->begin(), has->end(),
                      std::inserter(gone_, gone_.end()));
  if (after) edited_ = std::move(*has);
  return {};
}

Result<std::optional<json::Document>> GoneGroupings::Without(const CompiledResource& resource,
                                                             const json::Document& plain,
                                                             const json::Document* theirs,
                                                             UpgradeDraft& draft) const {
  if (gone_.empty() || resource.model != Model::kFlow) return std::nullopt;
  const auto id = Id::FromObjectIdText(plain.root().StringMember(kField).value_or(""));
  if (!id || !gone_.contains(*id)) return std::nullopt;
  std::string text =
      "{" + json::MembersWithout(plain, [](const std::string& key) { return key == kField; });
  const json::Value other = theirs ? theirs->root()[kField] : json::Value();
  if (other.valid()) {
    if (text.size() > 1) text += ',';
    text.append("\"").append(kField).append("\":").append(other.token());
  }
  auto changed = json::Document::Parse(text + "}", json::kStoredDepth);
  if (!changed) return Pass(changed);
  draft.warnings.push_back({kCode,
                            fmt::format("The flow grouping of \"{}\" is gone from the template; {}",
                                        json::Shorten(resource.name, kLongestName),
                                        other.valid() ? "the template's takes its place."
                                                      : "the flow has none any more."),
                            resource.template_id, std::string(kField)});
  return std::move(*changed);
}

Status GoneGroupings::WarnOfUsers(StoreReader& reader, UpgradeDraft& draft) const {
  for (const Id& id : gone_) {
    auto referrers = reader.FindReferrers(draft.before.account, id);
    if (!referrers) return Pass(referrers);
    std::erase_if(*referrers,
                  [&](const ResourceId& referrer) { return draft.RowOf(referrer.id) != nullptr; });
    auto bound = reader.InstallationsUsing(draft.before.account, id);
    if (!bound) return Pass(bound);
    const std::size_t users = referrers->size() + bound->size();
    if (users == 0) continue;
    draft.warnings.push_back(
        {kCode,
         fmt::format("The flow grouping {} is gone from the template; {} of your own resources and "
                     "installations refer to it, such as {}.",
                     id.Text(), users,
                     referrers->empty() ? bound->front().Text() : referrers->front().Text()),
         {},
         {}});
  }
  return {};
}

void GoneGroupings::WarnOfMissing(const UpgradeSource& source, UpgradeDraft& draft) const {
  if (!edited_) return;
  const CompiledVersion& to = *source.to;
  for (std::uint32_t ordinal = 0; ordinal < to.resources.size(); ++ordinal) {
    if (!Installs(to, draft.after(), ordinal)) continue;
    const std::vector<Id> before = ReferencesBefore(source, draft, ordinal);
    for (const Id& id : ReferencesAfter(source, draft, ordinal)) {
      const auto target = OrdinalOf(draft.after(), id);
      if (!target || *target < to.resources.size() || edited_->contains(id)) continue;
      if (std::find(before.begin(), before.end(), id) != before.end()) continue;
      draft.warnings.push_back(
          {kCode,
           fmt::format("\"{}\" belongs to a flow grouping that you took out of the integration.",
                       json::Shorten(to.resources[ordinal].name, kLongestName)),
           to.resources[ordinal].template_id, std::string(kField)});
    }
  }
}

}  // namespace imprint
