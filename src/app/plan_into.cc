#include "app/plan_into.h"

#include <fmt/format.h>

#include <map>

#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestName = 100;

struct Grouping {
  std::string id;
  std::string name;
};

std::vector<Grouping> GroupingsIn(const std::string& document) {
  std::vector<Grouping> groupings;
  const auto parsed = json::Document::Parse(document, json::kStoredDepth);
  if (!parsed) return groupings;
  const json::Value list = parsed->root()["flowGroupings"];
  if (!list.valid()) return groupings;
  list.ForEachItem([&](json::Value item) {
    groupings.push_back(
        {item.StringMember("_id").value_or(""), item.StringMember("name").value_or("")});
  });
  return groupings;
}

// Embedded ids that installed resources refer to -> the first resource that does.
std::map<std::uint32_t, std::uint32_t> UsedGroupings(const CompiledVersion& version,
                                                     const Installation& draft) {
  std::map<std::uint32_t, std::uint32_t> used;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    if (!Installs(version, draft, ordinal)) continue;
    for (const std::uint32_t target : version.resources[ordinal].references) {
      if (target >= version.resources.size()) used.emplace(target, ordinal);
    }
  }
  return used;
}

// The template's own names of its groupings, with variables filled in.
std::map<Id, std::string> NamesByOwnId(const CompiledVersion& version, const Installation& filled) {
  std::string document;
  RenderInstalled(version, filled, 0, document);
  std::map<Id, std::string> names;
  for (Grouping& grouping : GroupingsIn(document)) {
    if (const auto id = Id::FromObjectIdText(grouping.id)) names[*id] = std::move(grouping.name);
  }
  return names;
}

}  // namespace

Result<std::optional<TargetIntegration>> FindTarget(World& world, const std::string& id,
                                                    ProblemList& problems) {
  const auto parsed = Id::FromObjectIdText(id);
  std::optional<FoundResource> found;
  if (parsed) {
    auto looked_up = world.Find(*parsed);
    if (!looked_up) return Pass(looked_up);
    found = std::move(*looked_up);
  }
  if (!found || found->model != Model::kIntegration) {
    problems.Add(ErrorCode::kInvalidReference, "You have no integration with this id.", "into");
    return std::nullopt;
  }
  const auto document = json::Document::Parse(found->document, json::kStoredDepth);
  std::string name = document ? document->root().StringMember("name").value_or("") : "";
  return TargetIntegration{{found->id, std::move(name)}, std::move(found->document)};
}

void BindGroupings(const CompiledVersion& version, const TargetIntegration& target,
                   const Installation& filled, Installation& draft, ProblemList& problems) {
  const auto used = UsedGroupings(version, draft);
  if (used.empty()) return;
  const auto names = NamesByOwnId(version, filled);
  std::multimap<std::string, Id> there;
  for (const Grouping& grouping : GroupingsIn(target.document)) {
    if (const auto id = Id::FromObjectIdText(grouping.id)) there.emplace(grouping.name, *id);
  }
  for (const auto& [ordinal, user] : used) {
    const auto name = names.find(IdOf(filled, ordinal));
    const std::string wanted = name == names.end() ? "" : name->second;
    const std::size_t count = wanted.empty() ? 0 : there.count(wanted);
    if (count == 1) {
      draft.bindings.connections[ordinal] = there.find(wanted)->second;
      continue;
    }
    const CompiledResource& resource = version.resources[user];
    problems.Add(
        {ErrorCode::kInvalidReference,
         fmt::format("{} \"{}\" belongs to the flow grouping \"{}\", and the integration has {} of "
                     "that name.",
                     NameOf(resource.model), json::Shorten(resource.name, kLongestName),
                     json::Shorten(wanted, kLongestName), count == 0 ? "none" : "several"),
         "into", "flow_grouping_not_carried"});
  }
}

}  // namespace imprint
