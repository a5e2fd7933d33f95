#include "app/testing/upgrade_property.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/json/stored_depth.h"
#include "model/id_runs.h"
#include "model/installation_state.h"

namespace imprint::test {
namespace {

// A text with other ids in the places of those that have new names.
std::string Renamed(const std::string& text, const std::map<std::string, std::string>& names) {
  static const std::regex kId(
      "[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  std::string out;
  std::sregex_iterator found(text.begin(), text.end(), kId);
  std::size_t at = 0;
  for (const std::sregex_iterator end; found != end; ++found) {
    const auto name = names.find(found->str());
    out.append(text, at, static_cast<std::size_t>(found->position()) - at);
    out += name == names.end() ? found->str() : name->second;
    at = static_cast<std::size_t>(found->position() + found->length());
  }
  return out.append(text, at);
}

}  // namespace

Account UpgradeProperty::NewAccount() {
  Account account;
  account.id = AccountId(services_.ids.NewObjectIds(1, services_.clock.Now()));
  account.name = fmt::format("account {}", ++accounts_);
  EXPECT_TRUE(
      services_.store.Write([&](StoreWriter& writer) { return writer.AddAccount(account); }));
  return account;
}

std::optional<Installation> UpgradeProperty::InstallBy(const PlanRequest& request) {
  const auto plan = MakePlan(services_, request);
  if (!plan || !plan->installable) {
    problem_ = plan ? plan->problems[0].message + " at " + plan->problems[0].field
                    : plan.error().message();
    return std::nullopt;
  }
  PlannedInstall install;
  install.request = request;
  install.fingerprint = plan->fingerprint;
  const auto outcome = InstallByPlan(services_, install);
  EXPECT_TRUE(outcome && outcome->installed);
  return outcome->installed->installation;
}

void UpgradeProperty::ExpectIdsCarried(const Installation& before, const Installation& after) {
  const auto from = services_.versions.Get(before.version).value();
  const auto to = services_.versions.Get(after.version).value();
  const OrdinalMatch match = MatchOrdinals(*from, *to);
  const auto old_ids = IdsOf(before.blocks, from->id_count());
  const auto ids = IdsOf(after.blocks, to->id_count());
  std::set<Id> seen;
  for (std::uint32_t i = 0; i < to->id_count(); ++i) {
    EXPECT_FALSE(ids[i].empty());
    EXPECT_TRUE(seen.insert(ids[i]).second);
    const auto& old = match.to_old[i];
    EXPECT_TRUE(!old || ids[i] == old_ids[*old]);
  }
}

void UpgradeProperty::ExpectSameButForIds(InstallationId upgraded, const Account& its,
                                          InstallationId fresh, const Account& other) {
  ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    const Installation expected = *reader.FindInstallation(other.id, fresh).value();
    const Installation actual = *reader.FindInstallation(its.id, upgraded).value();
    EXPECT_EQ(actual.version, expected.version);
    const auto version = services_.versions.Get(expected.version).value();
    std::map<std::string, std::string> names;
    for (std::uint32_t i = 0; i < version->id_count(); ++i) {
      names[IdOf(expected, i).Text()] = IdOf(actual, i).Text();
    }
    World one(reader, services_, other.id);
    World two(reader, services_, its.id);
    for (std::uint32_t i = 0; i < version->resources.size(); ++i) {
      const bool there = Installs(*version, expected, i);
      EXPECT_EQ(Installs(*version, actual, i), there) << version->resources[i].name;
      if (!there) continue;
      EXPECT_EQ(two.Find(IdOf(actual, i)).value()->document,
                Renamed(one.Find(IdOf(expected, i)).value()->document, names));
    }
    return {};
  }));
}

// ---- references ----

void UpgradeProperty::ExpectNothingDangles() {
  const Documents documents = Everything();
  ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, services_, account_.id);
    for (const auto& [id, text] : documents) ExpectReferences(world, *world.Find(id).value());
    return {};
  }));
}

void UpgradeProperty::ExpectReferences(World& world, const FoundResource& found) {
  const auto document = Parse(found.document);
  for (const FoundReference& reference : FindReferences(found.model, document)) {
    if (reference.rule->policy != ReferencePolicy::kRemap) continue;
    const auto id = Id::FromObjectIdText(reference.value);
    // What it tells keeps others from being deleted.
    EXPECT_TRUE(!found.row ||
                std::binary_search(found.row->references.begin(), found.row->references.end(), *id))
        << found.document;
    if (reference.rule->target == kFlowGrouping) {
      ExpectGrouping(world, document, reference.value);
    } else if (const auto target = ModelByName(reference.rule->target)) {
      const auto there = world.Find(*id).value();
      EXPECT_TRUE(there && there->model == *target)
          << found.document << " at " << reference.path << " refers to " << reference.value;
    }
  }
}

// What a flow needs may be missing in an integration that was edited: that is warned of, and the
// account's to decide.
void UpgradeProperty::ExpectGrouping(World& world, const json::Document& flow,
                                     const std::string& grouping) {
  const auto id = Id::FromObjectIdText(flow.root().StringMember("_integrationId").value_or(""));
  const auto integration = world.Find(*id).value();
  if (!integration || integration->row || warned_) return;
  bool there = false;
  const auto document = Parse(integration->document);
  document.root()["flowGroupings"].ForEachItem(
      [&](json::Value item) { there = there || item.StringMember("_id") == grouping; });
  EXPECT_TRUE(there) << flow.text();
}

std::map<Id, Hash> UpgradeProperty::Marks() const {
  std::map<Id, Hash> marks;
  EXPECT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    for (const ModelInfo& info : kModels) {
      const auto rows = reader.ListResources(account_.id, info.model);
      for (const Resource& row : *rows) {
        marks[row.id.id] = MarkOf(**reader.FindResource(account_.id, row.id)).digest;
      }
    }
    return {};
  }));
  return marks;
}

// ---- edited installations ----

void UpgradeProperty::ExpectTheSameVersionChangesNothing(InstallationId id) {
  const auto before = Marks();
  UpgradeRequest request = For(id);
  request.version = 1;
  EXPECT_FALSE(MustUpgrade(request).step);
  EXPECT_EQ(Marks(), before);
}

void UpgradeProperty::UpgradeEdited(UpgradeRequest request) {
  const Installation before = *Find(request.installation);
  const Documents documents = Everything();
  const auto marks = Marks();
  const UpgradePlan plan = PlanOf(request);
  EXPECT_EQ(PlanOf(request).fingerprint, plan.fingerprint);
  for (const Problem& problem : plan.problems) {
    ADD_FAILURE() << problem.message << " at " << problem.field;
  }
  EXPECT_EQ(plan.applicable, plan.conflicts.empty());
  conflicts_ += plan.conflicts.size();
  if (!plan.conflicts.empty()) {
    EXPECT_EQ(MustRefuse(request).code(), ErrorCode::kMergeConflict);
    EXPECT_EQ(Everything(), documents);
    EXPECT_EQ(Marks(), marks);
    if (Chance(50)) {
      ResolveAll(request);
    } else {
      request.rule = Chance(50) ? ConflictRule::kMine : ConflictRule::kTheirs;
    }
  }
  const UpgradePlan resolved = PlanOf(request);
  for (const std::string& line : ConflictsOf(resolved)) EXPECT_FALSE(line.ends_with("open"));
  request.fingerprint = resolved.fingerprint;
  const UpgradeOutcome upgraded = MustUpgrade(request);
  if (::testing::Test::HasFailure()) return;
  ExpectIdsCarried(before, *Find(request.installation));
  ExpectNothingDangles();
  // Once is enough.
  UpgradeRequest again = For(request.installation);
  again.version = request.version;
  EXPECT_FALSE(MustUpgrade(again).step);
  if (upgraded.step) RollBackAndForth(request.installation, documents, marks);
}

// One by one; how one ends may bring others up.
void UpgradeProperty::ResolveAll(UpgradeRequest& request) {
  constexpr int kMostRounds = 5;
  for (int round = 0; round < kMostRounds; ++round) {
    const UpgradePlan plan = PlanOf(request);
    for (const UpgradeConflict& conflict : plan.conflicts) {
      if (conflict.resolution) continue;
      Resolution& resolution =
          request.resolutions[conflict.template_id.Text()][conflict.places.path];
      const bool removed = conflict.kind == UpgradeConflictKind::kDeletedThere ||
                           conflict.kind == UpgradeConflictKind::kStillUsed;
      resolution.side = removed ? Side::kMine : Side::kTheirs;
      if (conflict.kind == UpgradeConflictKind::kField && Chance(50)) {
        resolution.side = Side::kMine;
      }
    }
  }
}

// `documents` and `marks` are how all was before the upgrade.
void UpgradeProperty::RollBackAndForth(InstallationId id, const Documents& documents,
                                       const std::map<Id, Hash>& marks) {
  const Documents after = Everything();
  const auto marks_after = Marks();
  const auto back = RollBack(id);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(Everything(), documents);
  EXPECT_EQ(Marks(), marks);
  ASSERT_TRUE(RollBack(id));
  EXPECT_EQ(Everything(), after);
  EXPECT_EQ(Marks(), marks_after);
  ASSERT_TRUE(RollBack(id, 1));
  EXPECT_EQ(Everything(), documents);
  EXPECT_EQ(Marks(), marks);
}

}  // namespace imprint::test
