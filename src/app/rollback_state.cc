#include "app/rollback_state.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/history.h"
#include "app/world.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

Result<InstallationState> ReadState(StoreReader& reader, const RollbackRequest& request,
                                    std::uint32_t number) {
  auto step = reader.FindStep(request.account, request.installation, number);
  if (!step) return Pass(step);
  if (!*step) return Fail(ErrorCode::kNotFound, "There is no such step.", "step");
  auto state = DecodeState((*step)->before);
  if (!state) return state;
  const Installation& row = state->installation;
  if (row.account != request.account || row.id != request.installation) {
    return Fail(Error(ErrorCode::kInternal, "The history cannot be read.")
                    .WithDetail("a step is another installation's"));
  }
  return state;
}

// Each step first takes rows away from what was the account's own, then adds others.
void FollowOwnRows(const InstallationState& step, std::map<Id, Hash>& own) {
  for (const Resource& row : step.rows) {
    if (row.origin == ResourceOrigin::kMade) own.erase(row.id.id);
  }
  for (const RowMark& mark : step.made) own[mark.id] = mark.digest;
}

std::string NameIn(const std::string& document) {
  const auto parsed = json::Document::Parse(document, json::kStoredDepth);
  return parsed ? parsed->root().StringMember("name").value_or("") : "";
}

}  // namespace

Result<RollbackState> ReadRollbackState(StoreReader& reader, const RollbackRequest& request) {
  auto installation = reader.FindInstallation(request.account, request.installation);
  if (!installation) return Pass(installation);
  if (!*installation) return Fail(ErrorCode::kNotFound, "Installation not found.", "id");
  auto steps = reader.ListSteps(request.account, request.installation);
  if (!steps) return Pass(steps);
  if (steps->empty()) {
    return Fail(ErrorCode::kNotFound, "There is no step to be undone.", "step");
  }
  RollbackState state;
  const std::uint32_t last = steps->back().number;
  const std::uint32_t first = request.step.value_or(last);
  for (std::uint32_t number = first; number <= last || number == first; ++number) {
    auto step = ReadState(reader, request, number);
    if (!step) return Pass(step);
    FollowOwnRows(*step, state.made);
    if (number == last) state.after = step->after;
    if (number == first) state.target = std::move(*step);
  }
  auto now = TakeState(reader, **installation);
  if (!now) return Pass(now);
  state.now = std::move(*now);
  return state;
}

Result<std::vector<ResourceUser>> EditedSince(const Services& services, StoreReader& reader,
                                              const RollbackState& state) {
  std::map<Id, Hash> left;  // by the last step
  for (const RowMark& mark : state.after) left[mark.id] = mark.digest;
  left.insert(state.made.begin(), state.made.end());
  std::map<Id, Hash> there;
  for (const Resource& row : state.now.rows) there[row.id.id] = MarkOf(row).digest;
  for (const auto& [id, digest] : state.made) {
    auto row = reader.FindResource(state.now.installation.account, ResourceId(id));
    if (!row) return Pass(row);
    if (*row) there[id] = MarkOf(**row).digest;
  }
  std::set<Id> changed;
  for (const auto& [id, digest] : left) {
    const auto found = there.find(id);
    if (found == there.end() || found->second != digest) changed.insert(id);
  }
  for (const auto& [id, digest] : there) {
    if (!left.contains(id)) changed.insert(id);
  }

  auto version = services.versions.Get(state.now.installation.version);
  if (!version) return Pass(version);
  World world(reader, services, state.now.installation.account);
  std::vector<ResourceUser> edited;
  for (const Id& id : changed) {
    auto found = world.Find(id);
    if (!found) return Pass(found);
    ResourceUser user{ResourceId(id), Model::kIntegration, {}};
    const auto ordinal = OrdinalOf(state.now.installation, id);
    if (*found) {
      user.model = (*found)->model;
      user.name = NameIn((*found)->document);
    } else if (ordinal && *ordinal < (*version)->resources.size()) {
      user.model = (*version)->resources[*ordinal].model;
      user.name = (*version)->resources[*ordinal].name;
    }
    edited.push_back(std::move(user));
  }
  return edited;
}

PendingChange ChangeOf(const RollbackState& state) {
  PendingChange change;
  change.installation = state.target.installation;
  for (const Resource& row : state.target.rows) change.put.emplace(row.id.id, row);
  const auto remove = [&](const Id& id) {
    if (!change.put.contains(id)) change.removed.insert(id);
  };
  for (const Resource& row : state.now.rows) remove(row.id.id);
  for (const auto& [id, digest] : state.made) remove(id);
  return change;
}

}  // namespace imprint
