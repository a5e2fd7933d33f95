#include "surface/native/upgrade_json.h"

#include "surface/native/errors.h"
#include "surface/native/plan_json.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

// No default: a new value does not compile until it has its name here.
std::string_view NameOfKind(UpgradeConflictKind kind) {
  switch (kind) {
    case UpgradeConflictKind::kField:
      return "field";
    case UpgradeConflictKind::kDeletedHere:
      return "deletedHere";
    case UpgradeConflictKind::kDeletedThere:
      return "deletedThere";
    case UpgradeConflictKind::kStillUsed:
      return "stillUsed";
  }
  return "";
}

std::string_view NameOfResolution(const Resolution& resolution) {
  if (resolution.value) return "value";
  switch (resolution.side) {
    case Side::kMine:
      return "mine";
    case Side::kTheirs:
      return "theirs";
    case Side::kBase:
      return "base";
  }
  return "";
}

void AppendAdded(const std::vector<AddedResource>& resources, json::Writer& writer) {
  writer.BeginArray();
  for (const AddedResource& added : resources) {
    writer.BeginObject();
    AppendRefMembers(added.model, added.template_id, added.name, writer);
    writer.EndObject();
  }
  writer.EndArray();
}

void AppendRemoved(const std::vector<RemovedResource>& resources, json::Writer& writer) {
  writer.BeginArray();
  for (const RemovedResource& removed : resources) {
    writer.BeginObject();
    AppendRefMembers(removed.model, removed.template_id, removed.name, writer);
    writer.Key("id").String(removed.id.Text()).Key("kept").Bool(removed.kept).EndObject();
  }
  writer.EndArray();
}

void AppendChanged(const std::vector<UpgradedResource>& resources, json::Writer& writer) {
  writer.BeginArray();
  for (const UpgradedResource& changed : resources) {
    writer.BeginObject();
    AppendRefMembers(changed.model, changed.template_id, changed.name, writer);
    writer.Key("id").String(changed.id.Text()).Key("edited").Bool(changed.edited).Key("fields");
    AppendDifferences(changed.fields, "from", "to", writer);
    writer.Key("fieldsLeftOut").Bool(changed.fields_left_out).EndObject();
  }
  writer.EndArray();
}

void AppendConflict(const UpgradeConflict& conflict, json::Writer& writer) {
  const MergeConflict& places = conflict.places;
  writer.BeginObject().Key("kind").String(NameOfKind(conflict.kind));
  AppendRefMembers(conflict.model, conflict.template_id, conflict.name, writer);
  writer.Key("id").String(conflict.id.Text()).Key("path").String(places.path);
  if (places.base) writer.Key("base").Raw(*places.base);
  if (places.mine) writer.Key("mine").Raw(*places.mine);
  if (places.theirs) writer.Key("theirs").Raw(*places.theirs);
  writer.Key("resolution");
  if (conflict.resolution) {
    writer.String(NameOfResolution(*conflict.resolution));
  } else {
    writer.Raw("null");
  }
  writer.Key("valuesLeftOut").Bool(conflict.values_left_out).Key("users");
  AppendUsers(conflict.users, writer);
  writer.EndObject();
}

void AppendConflicts(const std::vector<UpgradeConflict>& conflicts, json::Writer& writer) {
  writer.BeginArray();
  for (const UpgradeConflict& conflict : conflicts) AppendConflict(conflict, writer);
  writer.EndArray();
}

}  // namespace

void AppendUpgradePlan(const UpgradePlan& plan, const CompiledVersion& content,
                       json::Writer& writer) {
  writer.BeginObject().Key("fingerprint").String(HexOf(plan.fingerprint));
  writer.Key("applicable").Bool(plan.applicable);
  writer.Key("changesAnything").Bool(plan.changes_anything).Key("from");
  AppendVersionName(plan.from.number, plan.from.hash, writer);
  writer.Key("to");
  AppendVersionName(plan.to.number, plan.to.hash, writer);
  writer.Key("added");
  AppendAdded(plan.added, writer);
  writer.Key("removed");
  AppendRemoved(plan.removed, writer);
  writer.Key("changed");
  AppendChanged(plan.changed, writer);
  writer.Key("untouched").Number(static_cast<std::int64_t>(plan.untouched)).Key("conflicts");
  AppendConflicts(plan.conflicts, writer);
  writer.Key("connections");
  AppendConnections(plan.connections, writer);
  writer.Key("variables");
  AppendVariables(plan.variables, content, writer);
  writer.Key("notFollowed");
  AppendNotFollowed(plan.not_followed, writer);
  writer.Key("warnings");
  AppendWarnings(plan.warnings, writer);
  writer.Key("problems");
  AppendProblems(plan.problems, writer);
  writer.EndObject();
}

}  // namespace imprint::native
