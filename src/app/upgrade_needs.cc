#include "app/upgrade_needs.h"

#include <algorithm>
#include <utility>

#include "app/document_merge.h"
#include "app/stored_document.h"
#include "app/upgrade_merge.h"
#include "app/world.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::size_t kMostUsers = 10;  // that are named for one resource

std::string NameIn(const std::string& document) {
  const auto parsed = json::Document::Parse(document, json::kStoredDepth);
  return parsed ? parsed->root().StringMember("name").value_or("") : "";
}

}  // namespace

Status NeededResources::Run() {
  if (auto found = FindDoubtful(); !found) return found;
  if (doubtful_.empty()) return {};
  for (auto& [id, doubtful] : doubtful_) {
    doubtful.lives = Lives(doubtful);
    if (doubtful.lives) fresh_.push_back(id);
  }
  if (auto asked = AskOutside(); !asked) return asked;
  AddInsideUsers();
  Spread();
  for (auto& [id, doubtful] : doubtful_) {
    if (auto decided = Decide(id, doubtful); !decided) return decided;
  }
  return {};
}

// ---- what is in doubt ----

Status NeededResources::FindDoubtful() {
  for (const std::uint32_t old : draft_.removed) {
    if (auto added = AddRemoved(old); !added) return added;
  }
  for (std::uint32_t ordinal = 0; ordinal < draft_.carried.size(); ++ordinal) {
    if (!draft_.carried[ordinal]) continue;
    const Resource* row = draft_.RowOf(IdOf(draft_.after(), ordinal));
    if (!row || row->origin != ResourceOrigin::kTombstone) continue;
    if (auto added = AddDeleted(ordinal, *row); !added) return added;
  }
  return {};
}

Status NeededResources::AddRemoved(std::uint32_t old) {
  Doubtful doubtful;
  doubtful.removed = true;
  doubtful.ordinal = old;
  const Id id = IdOf(draft_.before, old);
  doubtful.row = draft_.RowOf(id);
  if (doubtful.row) {
    // Deleted on both sides.
    draft_.change.removed.insert(id);
    if (doubtful.row->origin == ResourceOrigin::kTombstone) return {};
    auto base = PlainInstalled(*source_.from, draft_.before, old);
    if (!base) return Pass(base);
    auto mine = PlainDocument(doubtful.row->model, doubtful.row->document);
    if (!mine) return Pass(mine);
    auto plain_only = TellsOnlyPlain(*doubtful.row);
    if (!plain_only) return Pass(plain_only);
    doubtful.changed = !*plain_only || !SameValue(base->root(), mine->root());
  }
  doubtful_.emplace(id, std::move(doubtful));
  return {};
}

Status NeededResources::AddDeleted(std::uint32_t ordinal, const Resource& row) {
  Doubtful doubtful;
  doubtful.ordinal = ordinal;
  doubtful.row = &row;
  auto base = PlainInstalled(*source_.from, draft_.before, *draft_.carried[ordinal]);
  if (!base) return Pass(base);
  auto theirs = PlainInstalled(*source_.to, draft_.after(), ordinal);
  if (!theirs) return Pass(theirs);
  doubtful.changed = !SameValue(base->root(), theirs->root());
  doubtful_.emplace(row.id.id, std::move(doubtful));
  return {};
}

const CompiledResource& NeededResources::ResourceOf(const Doubtful& doubtful) const {
  return (doubtful.removed ? *source_.from : *source_.to).resources[doubtful.ordinal];
}

NeededResources::Doubtful* NeededResources::Find(const Id& id) {
  const auto found = doubtful_.find(id);
  return found == doubtful_.end() ? nullptr : &found->second;
}

// What was said about it, if it is something that can be done.
std::optional<Resolution> NeededResources::Said(const Doubtful& doubtful) {
  auto said = book_.Whole(ResourceOf(doubtful).template_id);
  const bool possible = said && !said->value && said->side != Side::kBase;
  return possible ? said : std::nullopt;
}

// Whether it is there afterwards if nothing needs it. What stands open stays as the account has it.
bool NeededResources::Lives(const Doubtful& doubtful) {
  const auto said = Said(doubtful);
  if (!said && !doubtful.changed) return false;
  const Side side = said ? said->side : book_.rule().value_or(Side::kMine);
  return doubtful.removed == (side == Side::kMine);
}

// ---- what refers to it ----

Status NeededResources::AskOutside() {
  for (auto& [id, doubtful] : doubtful_) {
    if (!doubtful.removed) continue;  // nothing can refer to what was deleted
    if (auto added = AddOutsideUsers(id, doubtful); !added) return added;
  }
  return {};
}

Status NeededResources::AddOutsideUsers(const Id& id, Doubtful& doubtful) {
  const AccountId account = draft_.before.account;
  auto referrers = reader_.FindReferrers(account, id);
  if (!referrers) return Pass(referrers);
  for (const ResourceId& referrer : *referrers) {
    if (draft_.RowOf(referrer.id) || doubtful.users.size() == kMostUsers) continue;
    auto row = reader_.FindResource(account, referrer);
    if (!row) return Pass(row);
    if (*row) Need(id, {referrer, (*row)->model, NameIn((*row)->document)});
  }
  auto bound = reader_.InstallationsUsing(account, id);
  if (!bound) return Pass(bound);
  for (const InstallationId& other : *bound) {
    if (other == draft_.before.id) continue;
    auto integration = World(reader_, services_, account).Find(other.id);
    if (!integration) return Pass(integration);
    Need(id, {ResourceId(other.id), Model::kIntegration,
              *integration ? NameIn((*integration)->document) : ""});
  }
  return {};
}

void NeededResources::AddInsideUsers() {
  const Installation& after = draft_.after();
  for (std::uint32_t ordinal = 0; ordinal < source_.to->resources.size(); ++ordinal) {
    if (!Installs(*source_.to, after, ordinal)) continue;
    const CompiledResource& resource = source_.to->resources[ordinal];
    const Id id = IdOf(after, ordinal);
    const ResourceUser user{ResourceId(id), resource.model, resource.name};
    const auto put = draft_.change.put.find(id);
    const Resource* row = put != draft_.change.put.end() ? &put->second : draft_.RowOf(id);
    if (!row || draft_.change.removed.contains(id)) {
      AddReferences(user, ReferencesOf(*source_.to, after, ordinal));
    } else if (row->origin == ResourceOrigin::kOverride) {
      AddReferences(user, row->references);
    }
  }
  for (const auto& [ordinal, id] : after.bindings.connections) {
    Need(id, {ResourceId(after.id.id), Model::kIntegration, source_.to->resources[0].name});
  }
}

// What comes to live brings what it refers to.
void NeededResources::Spread() {
  while (!fresh_.empty()) {
    const Id id = fresh_.back();
    fresh_.pop_back();
    const Doubtful& doubtful = *Find(id);
    const CompiledResource& resource = ResourceOf(doubtful);
    const ResourceUser user{ResourceId(id), resource.model, resource.name};
    if (doubtful.removed && doubtful.row) {
      AddReferences(user, doubtful.row->references);
    } else if (doubtful.removed) {
      AddReferences(user, ReferencesOf(*source_.from, draft_.before, doubtful.ordinal));
    } else {
      AddReferences(user, ReferencesOf(*source_.to, draft_.after(), doubtful.ordinal));
    }
  }
}

std::vector<Id> NeededResources::ReferencesOf(const CompiledVersion& version,
                                              const Installation& installation,
                                              std::uint32_t ordinal) const {
  std::vector<Id> ids;
  for (const std::uint32_t target : version.resources[ordinal].references) {
    ids.push_back(IdOf(installation, target));
  }
  return ids;
}

void NeededResources::AddReferences(const ResourceUser& user, const std::vector<Id>& targets) {
  for (const Id& target : targets) {
    if (target != user.id.id) Need(target, user);
  }
}

void NeededResources::Need(const Id& target, const ResourceUser& user) {
  Doubtful* doubtful = Find(target);
  if (!doubtful) return;
  if (doubtful->users.size() < kMostUsers) doubtful->users.push_back(user);
  if (std::exchange(doubtful->lives, true)) return;
  fresh_.push_back(target);
}

// ---- what becomes of it ----

Status NeededResources::Decide(const Id& id, Doubtful& doubtful) {
  const std::string template_id = ResourceOf(doubtful).template_id.Text();
  // Whether there is a conflict may hang on how others end: a word on it is no mistake.
  static_cast<void>(book_.Ask(ResourceOf(doubtful).template_id, {}));
  if (!doubtful.changed && !doubtful.lives) return {};
  if (book_.Whole(ResourceOf(doubtful).template_id) && !Said(doubtful)) {
    draft_.problems.Add(ErrorCode::kInvalidField,
                        "This conflict ends with \"mine\" or \"theirs\" alone.",
                        ResolutionField(template_id, {}));
  }
  if (doubtful.removed) {
    DecideRemoved(id, doubtful);
    if (doubtful.lives) return KeepAsOwn(id, doubtful);
  } else {
    DecideDeleted(id, doubtful);
    if (doubtful.lives) draft_.change.removed.insert(id);
  }
  return {};
}

void NeededResources::DecideRemoved(const Id& id, const Doubtful& doubtful) {
  const auto said = Said(doubtful);
  std::optional<Resolution> resolution = said;
  if (!resolution && book_.rule()) resolution = Resolution{*book_.rule()};
  const bool goes = resolution && resolution->side == Side::kTheirs;
  const bool used = doubtful.needed() && (goes || !doubtful.changed);
  if (goes && doubtful.needed()) {
    // No rule takes away what is used.
    resolution = Resolution{Side::kMine};
    if (said) {
      draft_.problems.Add(ErrorCode::kInUse, "It cannot be removed while others refer to it.",
                          ResolutionField(ResourceOf(doubtful).template_id.Text(), {}));
    }
  }
  Note(id, doubtful, used ? UpgradeConflictKind::kStillUsed : UpgradeConflictKind::kDeletedThere,
       std::move(resolution));
}

void NeededResources::DecideDeleted(const Id& id, const Doubtful& doubtful) {
  const auto said = Said(doubtful);
  std::optional<Resolution> resolution = said;
  if (!resolution && book_.rule()) resolution = Resolution{*book_.rule()};
  if (doubtful.needed() && resolution) {
    // No rule leaves away what is needed.
    resolution = Resolution{Side::kTheirs};
    if (said && said->side == Side::kMine) {
      draft_.problems.Add(ErrorCode::kInvalidReference,
                          "It cannot stay deleted: the new version refers to it.",
                          ResolutionField(ResourceOf(doubtful).template_id.Text(), {}));
    }
  }
  Note(id, doubtful, UpgradeConflictKind::kDeletedHere, std::move(resolution));
}

void NeededResources::Note(const Id& id, const Doubtful& doubtful, UpgradeConflictKind kind,
                           std::optional<Resolution> resolution) {
  const CompiledResource& resource = ResourceOf(doubtful);
  UpgradeConflict conflict;
  conflict.kind = kind;
  conflict.model = resource.model;
  conflict.template_id = resource.template_id;
  conflict.id = ResourceId(id);
  conflict.name = resource.name;
  conflict.resolution = std::move(resolution);
  conflict.users = doubtful.users;
  draft_.conflicts.emplace(std::pair(doubtful.removed, doubtful.ordinal), std::move(conflict));
}

// As it was, with its id; only the installation does not know it any more.
Status NeededResources::KeepAsOwn(const Id& id, const Doubtful& doubtful) {
  const CompiledResource& resource = ResourceOf(doubtful);
  Resource row;
  if (doubtful.row) {
    row = *doubtful.row;
  } else {
    row.id = ResourceId(id);
    row.account = draft_.before.account;
    row.model = resource.model;
    row.created = row.modified = draft_.before.created;
    RenderInstalled(*source_.from, draft_.before, doubtful.ordinal, row.document);
  }
  auto plain = PlainDocument(row.model, row.document);
  if (!plain) return Pass(plain);
  if (!doubtful.row) row.references = IdsIn(FindReferences(row.model, *plain));
  if (row.model == Model::kDigaTool) row.references = {IdOf(draft_.after(), 0)};
  row.origin = ResourceOrigin::kMade;
  row.installation.reset();
  auto regrouped = groupings_.Without(resource, *plain, nullptr, draft_);
  if (!regrouped) return Pass(regrouped);
  if (*regrouped) {
    const Provenance provenance{row.created, row.modified, draft_.before.from_template,
                                resource.template_id, draft_.before.bindings.sandbox};
    if (auto filled = FillRow(services_, **regrouped, provenance, row); !filled) return filled;
  }
  draft_.change.removed.erase(id);
  draft_.change.put[id] = std::move(row);
  draft_.kept.push_back(ResourceId(id));
  return {};
}

}  // namespace imprint
