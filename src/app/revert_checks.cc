#include "app/revert_checks.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "app/diga_integrations.h"
#include "app/stored_document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/references.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestShownName = 100;

bool IsGroupingReference(const FoundReference& reference) {
  return reference.rule->target == kFlowGrouping &&
         reference.rule->policy == ReferencePolicy::kRemap;
}

/// One PutBack of integrator.io and what it refers to.
class ReferenceCheck {
 public:
  ReferenceCheck(const Services& services, StoreReader& reader, const PutBack& put,
                 std::vector<Problem>& problems)
      : world_(reader, services, put.account),
        put_(put),
        most_(services.limits.bundle_problems),
        problems_(problems) {}

  Status Run() {
    const auto fresh = FreshReferences();
    if (auto checked = CheckReferences(world_, fresh, most_, problems_); !checked) return checked;
    for (const FoundReference& reference : fresh) {
      if (!IsGroupingReference(reference)) continue;
      if (auto checked = CheckGrouping(reference); !checked) return checked;
    }
    if (put_.now.model != Model::kIntegration || !put_.before) return {};
    return CheckGroupingsThatGo();
  }

 private:
  // What led nowhere before is not this revert's doing.
  std::vector<FoundReference> FreshReferences() const {
    std::set<std::string> known;
    if (put_.before) {
      for (auto& reference : FindReferences(put_.now.model, *put_.before)) {
        known.insert(std::move(reference.value));
      }
    }
    auto references = FindReferences(put_.now.model, put_.document);
    std::erase_if(references, [&](const auto& r) { return known.contains(r.value); });
    return references;
  }

  Status CheckGrouping(const FoundReference& reference) {
    const auto id =
        Id::FromObjectIdText(put_.document.root().StringMember("_integrationId").value_or(""));
    if (!id || problems_.size() >= most_) return {};
    auto integration = world_.Find(*id);
    if (!integration) return Pass(integration);
    if (!*integration) return {};
    auto document = json::Document::Parse((*integration)->document, json::kStoredDepth);
    if (!document) return Pass(document);
    if (GroupingsIn(*document).contains(reference.value)) return {};
    problems_.push_back({ErrorCode::kInvalidReference,
                         "The integration has no flow grouping with this id.", reference.path});
    return {};
  }

  Status CheckGroupingsThatGo() {
    const auto stay = GroupingsIn(put_.document);
    for (const std::string& text : GroupingsIn(*put_.before)) {
      const auto id = Id::FromObjectIdText(text);
      if (stay.contains(text) || !id) continue;
      auto users = world_.UsersOf(*id);
      if (!users) return Pass(users);
      for (const ResourceUser& user : *users) {
        if (user.id == put_.now.id || problems_.size() >= most_) continue;
        problems_.push_back(
            {ErrorCode::kInUse,
             fmt::format("The flow grouping {} is still used by {} \"{}\".", text,
                         NameOf(user.model), json::Shorten(user.name, kLongestShownName)),
             user.id.Text()});
      }
    }
    return {};
  }

  World world_;
  const PutBack& put_;
  std::size_t most_;
  std::vector<Problem>& problems_;
};

Status CheckName(const Services& services, StoreReader& reader, const PutBack& put,
                 std::vector<Problem>& problems) {
  World world(reader, services, put.account);
  auto integration = OpenDigaIntegration(world, IdOf(*put.now.installation, 0));
  if (!integration) return Pass(integration);
  auto tools = DigaToolIds(reader, services.versions, put.account, *integration);
  if (!tools) return Pass(tools);
  const auto name = put.document.root().StringMember("name").value_or("");
  for (const Id& id : *tools) {
    if (id == put.now.id.id) continue;
    auto other = world.Find(id);
    if (!other) return Pass(other);
    if (!*other) continue;
    auto document = json::Document::Parse((*other)->document, json::kStoredDepth);
    if (!document) return Pass(document);
    if (document->root().StringMember("name") != name) continue;
    problems.push_back({ErrorCode::kConflict,
                        fmt::format("Tool with name '{}' already exists in this integration", name),
                        "name"});
    return {};
  }
  return {};
}

}  // namespace

Status CheckPutBack(const Services& services, StoreReader& reader, const PutBack& put,
                    std::vector<Problem>& problems) {
  if (InfoOf(put.now.model).dialect == Dialect::kIntegrator) {
    return ReferenceCheck(services, reader, put, problems).Run();
  }
  if (put.now.model != Model::kDigaTool) return {};
  return CheckName(services, reader, put, problems);
}

}  // namespace imprint
