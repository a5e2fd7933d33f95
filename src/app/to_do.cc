#include "app/to_do.h"

#include <algorithm>
#include <set>

#include "app/services.h"
#include "app/variable_uses.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "bundle/text_scan.h"
#include "model/render.h"

namespace imprint {
namespace {

bool IsTrueIn(json::Value document, std::string_view member) {
  const json::Value value = document[member];
  return value.valid() && value.is_true();
}

Result<bool> IsTrueIn(const Resource& row, std::string_view member) {
  const auto document = json::Document::Parse(row.document, json::kStoredDepth);
  if (!document) return Fail(document.error());
  return IsTrueIn(document->root(), member);
}

}  // namespace

ToDoList::ToDoList(const CompiledVersion& version, const Installation& installation)
    : version_(version), installation_(installation), unfilled_(version.variables.size()) {
  const auto& values = installation.bindings.variables;
  not_seen_ = static_cast<std::size_t>(
      std::count_if(version.variables.begin(), version.variables.end(),
                    [&](const Variable& variable) { return !values.contains(variable.name); }));
}

Status ToDoList::AddBound(std::uint32_t ordinal, const BoundConnection& bound,
                          const std::string* document) {
  if (!document) {
    unready_.push_back({ordinal, bound, std::nullopt});
    return {};
  }
  const auto parsed = json::Document::Parse(*document, json::kStoredDepth);
  if (!parsed) return Fail(parsed.error());
  if (!IsTrueIn(parsed->root(), "offline")) return {};
  unready_.push_back({ordinal, bound, parsed->root().StringMember("name").value_or("")});
  return {};
}

// Whoever edited a resource may have led it to another connection.
void ToDoList::NoteUses(std::uint32_t ordinal, const Resource* edited) {
  const auto& installed = version_.resources[ordinal].references;
  for (Unready& each : unready_) {
    if (each.used) continue;
    if (edited) {
      const auto& now = edited->references;
      each.used = std::find(now.begin(), now.end(), each.bound.id.id) != now.end();
    } else {
      each.used = std::binary_search(installed.begin(), installed.end(), each.ordinal);
    }
  }
}

Status ToDoList::Add(std::uint32_t ordinal, const std::string& name, const Resource* edited) {
  NoteUses(ordinal, edited);
  if (auto added = AddFlow(ordinal, edited); !added) return added;
  if (auto added = AddSecret(ordinal, name, edited); !added) return added;
  return AddUnfilled(ordinal, edited);
}

// The compiler writes `"disabled":true` into every flow.
Status ToDoList::AddFlow(std::uint32_t ordinal, const Resource* edited) {
  if (version_.resources[ordinal].model != Model::kFlow) return {};
  if (edited) {
    auto disabled = IsTrueIn(*edited, "disabled");
    if (!disabled) return Pass(disabled);
    if (!*disabled) return {};
  }
  to_do_.disabled_flows.emplace_back(IdOf(installation_, ordinal));
  return {};
}

Status ToDoList::AddSecret(std::uint32_t ordinal, const std::string& name, const Resource* edited) {
  const Model model = version_.resources[ordinal].model;
  Result<bool> lacks = false;
  std::string_view message;
  if (model == Model::kConnection) {
    lacks = edited ? IsTrueIn(*edited, "offline") : true;
    message = kConnectionWantsCredentials;
  } else if (model == Model::kIClient) {
    lacks = !edited || edited->sealed_secrets.empty();
    message = kIClientWantsSecret;
  } else if (model == Model::kDigaIntegration) {
    lacks = LacksKey(ordinal, edited);
    message = kIntegrationWantsKey;
  }
  if (!lacks) return Pass(lacks);
  if (*lacks) {
    to_do_.secrets.push_back({model, ResourceId(IdOf(installation_, ordinal)), name, message});
  }
  return {};
}

Result<bool> ToDoList::LacksKey(std::uint32_t ordinal, const Resource* edited) const {
  const std::string& key = edited ? edited->sealed_secrets : installation_.bindings.sealed_secrets;
  if (!key.empty()) return false;
  const std::string_view text =
      edited ? std::string_view(edited->document) : version_.resources[ordinal].text;
  const auto document = json::Document::Parse(text, json::kStoredDepth);
  if (!document) return Fail(document.error());
  return document->root().StringMember("auth_type") == "API_KEY";
}

// An edited document is the account's own text: only what the template left open counts in it.
Status ToDoList::AddUnfilled(std::uint32_t ordinal, const Resource* edited) {
  if (not_seen_ == 0) return {};
  std::vector<std::uint32_t> open = UnfilledVariables(version_, installation_, ordinal);
  std::erase_if(open, [&](std::uint32_t variable) { return unfilled_[variable]; });
  if (open.empty()) return {};
  std::set<std::string> names;
  if (edited) {
    for (const std::uint32_t variable : open) names.insert(version_.variables[variable].name);
    auto document = json::Document::Parse(edited->document, json::kStoredDepth);
    if (!document) return Pass(document);
    names = PlaceholdersOf(document->root(), names);
  }
  for (const std::uint32_t variable : open) {
    if (edited && !names.contains(version_.variables[variable].name)) continue;
    unfilled_[variable] = true;
    --not_seen_;
  }
  return {};
}

ToDo ToDoList::Take() {
  for (Unready& each : unready_) {
    if (!each.used) continue;
    if (each.offline) {
      to_do_.secrets.push_back({Model::kConnection, each.bound.id, std::move(*each.offline),
                                kConnectionWantsCredentials});
    } else {
      to_do_.gone.push_back(std::move(each.bound));
    }
  }
  for (std::size_t i = 0; i < unfilled_.size(); ++i) {
    if (to_do_.unfilled.size() == kMostVariables) break;
    if (unfilled_[i]) to_do_.unfilled.push_back(version_.variables[i].name);
  }
  return std::move(to_do_);
}

}  // namespace imprint
