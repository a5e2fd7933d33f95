#include <algorithm>
#include <set>
#include <unordered_map>

#include "app/rollback_state.h"
#include "app/stored_document.h"
#include "app/upgrade_checks.h"
#include "app/world.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

class RollbackChecker {
 public:
  RollbackChecker(const Services& services, StoreReader& reader, const RollbackState& state,
                  const PendingChange& change, std::vector<Problem>& problems)
      : services_(services),
        reader_(reader),
        state_(state),
        change_(change),
        account_(change.installation.account),
        afterwards_(reader, change),
        world_(afterwards_, services, account_),
        problems_(problems) {}

  Status Run() {
    if (auto checked = CheckWhatGoes(); !checked) return checked;
    if (auto checked = CheckBindings(); !checked) return checked;
    for (const auto& [id, row] : change_.put) {
      if (auto checked = CheckRow(row); !checked) return checked;
    }
    return CheckTools();
  }

 private:
  void Refuse(ErrorCode code, std::string message, std::string field) {
    problems_.push_back({code, std::move(message), std::move(field)});
  }

  // What is there now, and would not be.
  Status CheckWhatGoes() {
    auto there = InstalledBy(state_.now.installation);
    if (!there) return Pass(there);
    for (const auto& [id, digest] : state_.made) there->insert(id);
    auto installed = InstalledBy(change_.installation);
    if (!installed) return Pass(installed);
    for (const Id& id : *there) {
      auto row = afterwards_.FindResource(account_, ResourceId(id));
      if (!row) return Pass(row);
      const bool stays =
          *row ? (*row)->origin != ResourceOrigin::kTombstone : installed->contains(id);
      if (stays) continue;
      if (auto told = TellUsers(id); !told) return told;
    }
    return {};
  }

  // The ids of the resources that its version gives it.
  Result<std::set<Id>> InstalledBy(const Installation& installation) {
    auto version = services_.versions.Get(installation.version);
    if (!version) return Pass(version);
    std::set<Id> ids;
    for (std::uint32_t i = 0; i < (*version)->resources.size(); ++i) {
      if (Installs(**version, installation, i)) ids.insert(IdOf(installation, i));
    }
    return ids;
  }

  Status TellUsers(const Id& id) {
    auto referrers = afterwards_.FindReferrers(account_, id);
    if (!referrers) return Pass(referrers);
    for (const ResourceId& referrer : *referrers) {
      if (referrer.id != id) TellUser(referrer.id, id);
    }
    auto bound = afterwards_.InstallationsUsing(account_, id);
    if (!bound) return Pass(bound);
    for (const InstallationId& user : *bound) TellUser(user.id, id);
    return {};
  }

  void TellUser(const Id& user, const Id& used) {
    if (!told_.insert(user).second) return;
    Refuse(ErrorCode::kInUse, "It refers to " + used.Text() + ", which would be gone.",
           user.Text());
  }

  // What the installation was bound to; flow groupings are a part of their integration.
  Status CheckBindings() {
    auto version = services_.versions.Get(change_.installation.version);
    if (!version) return Pass(version);
    const auto& bound = change_.installation.bindings.connections;
    std::set<std::string> groupings;
    if (const auto into = bound.find(0); into != bound.end()) {
      auto integration = world_.Find(into->second);
      if (!integration) return Pass(integration);
      if (*integration) {
        const auto document = json::Document::Parse((*integration)->document, json::kStoredDepth);
        if (document) groupings = GroupingsIn(*document);
      }
    }
    for (const auto& [ordinal, id] : bound) {
      if (ordinal >= (*version)->resources.size()) {
        if (groupings.contains(id.Text())) continue;
        Refuse(ErrorCode::kInvalidReference,
               "The integration has no flow grouping with this id any more.", id.Text());
        continue;
      }
      auto found = world_.Find(id);
      if (!found) return Pass(found);
      if (*found && (*found)->model == (*version)->resources[ordinal].model) continue;
      Refuse(ErrorCode::kInvalidReference,
             "The installation was bound to it, and it is not there any more.", id.Text());
    }
    return {};
  }

  Status CheckRow(const Resource& row) {
    if (row.origin == ResourceOrigin::kTombstone) return {};
    auto document = json::Document::Parse(row.document, json::kStoredDepth);
    if (!document) return Pass(document);
    std::vector<Problem> missing;
    auto checked = CheckReferences(world_, FindReferences(row.model, *document),
                                   services_.limits.bundle_problems, missing);
    if (!checked) return checked;
    for (Problem& problem : missing) {
      problem.field = row.id.Text() + "." + problem.field;
      problems_.push_back(std::move(problem));
    }
    return {};
  }

  Status CheckTools() {
    auto version = services_.versions.Get(change_.installation.version);
    if (!version) return Pass(version);
    if ((*version)->resources[0].model != Model::kDigaIntegration) return {};
    auto same = ToolsOfOneName(services_, afterwards_, account_, IdOf(change_.installation, 0));
    if (!same) return Pass(same);
    for (const ResourceUser& tool : *same) {
      Refuse(ErrorCode::kConflict, "Two tools would be called \"" + tool.name + "\".",
             tool.id.Text());
    }
    return {};
  }

  const Services& services_;
  StoreReader& reader_;
  const RollbackState& state_;
  const PendingChange& change_;
  const AccountId account_;
  ChangedReader afterwards_;
  World world_;
  std::vector<Problem>& problems_;
  std::set<Id> told_;
};

}  // namespace

Status CheckRollback(const Services& services, StoreReader& reader, const RollbackState& state,
                     const PendingChange& change, std::vector<Problem>& problems) {
  return RollbackChecker(services, reader, state, change, problems).Run();
}

}  // namespace imprint
