#include "app/upgrade_groupings.h"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

GoneGroupings::GoneGroupings(const UpgradeSource& source, const UpgradeDraft& draft) {
  const auto ids = IdsOf(draft.before.blocks, source.from->id_count());
  for (auto old = static_cast<std::uint32_t>(source.from->resources.size()); old < ids.size();
       ++old) {
    // What is bound is the account's own.
    const bool bound = draft.before.bindings.connections.contains(old);
    if (!bound && !source.match.to_new[old]) gone_.insert(ids[old]);
  }
}

void GoneGroupings::TakeThoseOf(const json::Document& integration) {
  edited_.emplace();
  for (const FoundReference& found : FindReferences(Model::kIntegration, integration)) {
    if (found.rule->policy != ReferencePolicy::kDefine) continue;
    const auto id = Id::FromObjectIdText(found.value);
    if (!id) continue;
    gone_.erase(*id);
    edited_->insert(*id);
  }
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
  const auto refers = [&](std::uint32_t old, const std::optional<std::uint32_t>& target) {
    const auto& references = source.from->resources[old].references;
    return target && std::binary_search(references.begin(), references.end(), *target);
  };
  for (std::uint32_t ordinal = 0; ordinal < to.resources.size(); ++ordinal) {
    const CompiledResource& resource = to.resources[ordinal];
    const Id id = IdOf(draft.after(), ordinal);
    if (!Installs(to, draft.after(), ordinal) || draft.change.put.contains(id)) continue;
    for (const std::uint32_t target : resource.references) {
      if (target < to.resources.size() || edited_->contains(IdOf(draft.after(), target))) continue;
      const auto& old = draft.carried[ordinal];
      if (old && refers(*old, source.match.to_old[target])) continue;  // it did so before
      draft.warnings.push_back(
          {kCode,
           fmt::format("\"{}\" belongs to a flow grouping that you took out of the integration.",
                       json::Shorten(resource.name, kLongestName)),
           resource.template_id, std::string(kField)});
    }
  }
}

}  // namespace imprint
