#include "app/stored_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/document_secrets.h"
#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

void CheckText(json::Value root, std::string_view field, bool required,
               std::vector<Problem>& problems) {
  const json::Value value = root[field];
  if (!value.valid()) {
    if (!required) return;
    problems.push_back(
        {ErrorCode::kMissingField, fmt::format("{} is required.", field), std::string(field)});
  } else if (!value.is_string() || value.raw().empty()) {
    problems.push_back({ErrorCode::kInvalidField,
                        fmt::format("{} must be a non-empty string.", field), std::string(field)});
  }
}

Result<std::string> Compose(const Id& id, const std::string& masked, const Provenance& provenance) {
  auto document = json::Document::Parse(masked, json::kStoredDepth);
  if (!document) return Pass(document);
  std::string text = fmt::format("{{\"_id\":\"{}\"", id.Text());
  const std::string members =
      json::MembersWithout(*document, [](const std::string& key) { return IsServerManaged(key); });
  if (!members.empty()) text.append(",").append(members);
  AppendProvenance(provenance, text);
  text += '}';
  return text;
}

}  // namespace

void CheckFields(Model model, const json::Document& document, std::vector<Problem>& problems) {
  // An iClient is known by its provider and may have no name.
  CheckText(document.root(), "name", model != Model::kIClient, problems);
  if (model == Model::kConnection) CheckText(document.root(), "type", true, problems);
}

Status CheckReferences(World& world, const std::vector<FoundReference>& references,
                       std::size_t most_problems, std::vector<Problem>& problems) {
  std::map<Id, std::optional<Model>>
      known;  // one look-up for each id, however often it stands there
  for (const FoundReference& reference : references) {
    const auto target = ModelByName(reference.rule->target);
    if (reference.rule->policy != ReferencePolicy::kRemap || !target) continue;
    const auto id = Id::FromObjectIdText(reference.value);
    if (id && !known.contains(*id)) {
      auto found = world.Find(*id);
      if (!found) return Pass(found);
      known[*id] = *found ? std::optional((*found)->model) : std::nullopt;
    }
    if ((id && known[*id] == *target) || problems.size() >= most_problems) continue;
    problems.push_back({ErrorCode::kInvalidReference,
                        fmt::format("There is no {} with this id.", NameOf(*target)),
                        reference.path});
  }
  return {};
}

std::vector<Id> IdsIn(const std::vector<FoundReference>& references) {
  std::vector<Id> ids;
  for (const FoundReference& reference : references) {
    if (const auto id = Id::FromObjectIdText(reference.value)) ids.push_back(*id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Status FillRow(const Services& services, const json::Document& document,
               const Provenance& provenance, Resource& row) {
  auto masked = TakeSecrets(services.secrets, row.model, document, row.sealed_secrets);
  if (!masked) return Pass(masked);
  auto text = Compose(row.id.id, masked->text, provenance);
  if (!text) return Pass(text);
  row.document = std::move(*text);
  row.sealed_secrets = std::move(masked->sealed);
  row.references = IdsIn(FindReferences(row.model, document));
  row.created = provenance.created;
  row.modified = provenance.modified;
  return {};
}

std::set<std::string> GroupingsIn(const json::Document& document) {
  std::set<std::string> groupings;
  for (const FoundReference& reference : FindReferences(Model::kIntegration, document)) {
    if (reference.rule->policy == ReferencePolicy::kDefine) groupings.insert(reference.value);
  }
  return groupings;
}

}  // namespace imprint
