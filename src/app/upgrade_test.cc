#include "app/upgrade.h"

#include <fmt/format.h>

#include "app/history.h"
#include "app/templates.h"
#include "app/testing/upgrade_fixture.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::kSmallConnection;
using test::kSmallExport;
using test::kSmallFlow;
using test::kSmallImport;
using test::kSmallIntegration;
using test::kSmallScript;
using test::ProblemsOf;
using test::Ref;
using test::SmallBundle;
using test::SmallWith;
using test::SourceId;
using test::TextAt;
using test::UpgradeFixture;

using Lines = std::vector<std::string>;

// Version 2: the export is described, the flow does without the import, an export and a flow of it
// are new.
test::BundleBuilder NextBundle() {
  auto bundle = SmallWith(Model::kExport, kSmallExport, R"("description":"new")");
  bundle.Add(Model::kFlow, kSmallFlow,
             fmt::format(R"({},"pageGenerators":[{{{}}}])",
                         Ref("_integrationId", kSmallIntegration), Ref("_exportId", kSmallExport)));
  bundle.Remove(Model::kImport, kSmallImport);
  bundle.Add(Model::kExport, 10, Ref("_connectionId", kSmallConnection));
  return bundle.Add(Model::kFlow, 11,
                    fmt::format(R"({},"pageGenerators":[{{{}}}])",
                                Ref("_integrationId", kSmallIntegration), Ref("_exportId", 10)));
}

class UpgradeTest : public UpgradeFixture {
 protected:
  TemplateId template_ = world_.Publish(partner_, SmallBundle());
  Installed installed_ = InstallSmall(template_);
  InstallationId id_ = installed_.installation.id;

  Id In(unsigned n) const { return test::TestWorld::IdIn(installed_, n); }
  void Next(const test::BundleBuilder& bundle) { PublishNext(template_, bundle); }
};

TEST_F(UpgradeTest, BringsWhatTheNewVersionHasUnderTheOldIds) {
  Next(NextBundle());
  const UpgradePlan plan = PlanOf(For(id_));
  EXPECT_TRUE(plan.applicable);
  EXPECT_TRUE(plan.changes_anything);
  EXPECT_EQ(plan.from.number, 1u);
  EXPECT_EQ(plan.to.number, 2u);
  EXPECT_EQ(Added(plan), (Lines{"Export 10", "Flow 11"}));
  EXPECT_EQ(Removed(plan), (Lines{"Import 4"}));
  EXPECT_EQ(Changed(plan), (Lines{"Export 3 description", "Flow 5 pageProcessors"}));
  EXPECT_EQ(plan.untouched, 2u);  // integration, script

  const UpgradeOutcome outcome = MustUpgrade(For(id_));
  EXPECT_EQ(outcome.step, 1u);
  EXPECT_EQ(TextAt(Read(Model::kExport, In(kSmallExport)), "description"), "new");
  EXPECT_EQ(Read(Model::kImport, In(kSmallImport)), "");
  const std::string flow = Read(Model::kFlow, IdNow(id_, 11));
  EXPECT_EQ(TextAt(flow, "_integrationId"), id_.Text());
  EXPECT_NE(flow.find(IdNow(id_, 10).Text()), std::string::npos);
  EXPECT_EQ(world_.All(account_, Model::kFlow).size(), 2u);
  EXPECT_EQ(LastAudit(), "7 integration " + id_.Text());

  const auto history = ListHistory(services_, account_.id, id_);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 1u);
  EXPECT_EQ((*history)[0].step.change, InstallationChange::kUpgrade);
  EXPECT_EQ((*history)[0].number_before, 1u);
  EXPECT_EQ((*history)[0].number_after, 2u);
}

TEST_F(UpgradeTest, ToTheSameVersionChangesNothing) {
  Set(Model::kFlow, In(kSmallFlow), "description", R"("mine")");
  Delete(Model::kFlow, world_.Make(account_, Model::kFlow));
  const auto before = Rows();
  const UpgradeOutcome outcome = MustUpgrade(For(id_));
  EXPECT_FALSE(outcome.step);
  EXPECT_FALSE(outcome.plan.changes_anything);
  EXPECT_TRUE(Rows() == before);
}

TEST_F(UpgradeTest, TakesALowerVersionToo) {
  const auto before = Everything();
  Next(NextBundle());
  MustUpgrade(For(id_));
  UpgradeRequest back = For(id_);
  back.version = 1;
  const UpgradeOutcome outcome = MustUpgrade(back);
  EXPECT_EQ(outcome.step, 2u);
  EXPECT_EQ(Added(outcome.plan), (Lines{"Import 4"}));
  EXPECT_EQ(IdNow(id_, kSmallExport), In(kSmallExport));
  EXPECT_NE(IdNow(id_, kSmallImport), In(kSmallImport));  // it was gone
  EXPECT_EQ(Everything().at(In(kSmallExport)), before.at(In(kSmallExport)));
}

TEST_F(UpgradeTest, MergesWhatWasEditedHere) {
  Set(Model::kExport, In(kSmallExport), "mine", "[1]");
  Set(Model::kScript, In(kSmallScript), "mine", "1");
  const std::string script = Read(Model::kScript, In(kSmallScript));
  Next(NextBundle());
  const UpgradeOutcome outcome = MustUpgrade(For(id_));
  EXPECT_EQ(Changed(outcome.plan),
            (Lines{"Export 3 (edited) description", "Flow 5 pageProcessors"}));
  const std::string document = Read(Model::kExport, In(kSmallExport));
  EXPECT_EQ(TextAt(document, "description"), "new");
  EXPECT_NE(document.find("\"mine\":[1]"), std::string::npos);
  EXPECT_EQ(TextAt(document, "_id"), In(kSmallExport).Text());
  EXPECT_EQ(TextAt(document, "_sourceId"), SourceId(kSmallExport));
  EXPECT_EQ(TextAt(document, "_templateId"), template_.Text());
  EXPECT_EQ(world_.Row(account_, In(kSmallExport))->references,
            (std::vector<Id>{connection_, In(kSmallScript)}));
  // What the new version has no change for stays byte for byte.
  EXPECT_EQ(Read(Model::kScript, In(kSmallScript)), script);
}

TEST_F(UpgradeTest, LetsAnEditGoThatTheNewVersionHasToo) {
  Set(Model::kExport, In(kSmallExport), "description", R"("new")");
  Next(NextBundle());
  MustUpgrade(For(id_));
  EXPECT_FALSE(world_.Row(account_, In(kSmallExport)));
  EXPECT_EQ(TextAt(Read(Model::kExport, In(kSmallExport)), "description"), "new");
}

TEST_F(UpgradeTest, ADryRunDoesItAllAndKeepsNothing) {
  Set(Model::kExport, In(kSmallExport), "mine", "1");
  Next(NextBundle());
  const auto before = Rows();
  UpgradeRequest request = For(id_);
  request.dry_run = true;
  const UpgradeOutcome outcome = MustUpgrade(request);
  EXPECT_EQ(outcome.step, 1u);
  EXPECT_TRUE(outcome.plan.applicable);
  EXPECT_TRUE(Rows() == before);
  EXPECT_FALSE(LastAudit().starts_with("7 "));
}

TEST_F(UpgradeTest, NeedsATemplateThatIsThereToSee) {
  const auto from_file = world_.InstallBundle(account_, SmallBundle(), connection_);
  EXPECT_EQ(CodeOf(PlanUpgrade(services_, For(from_file.installation.id))), ErrorCode::kNotFound);
  UpgradeRequest foreign = For(id_);
  foreign.account = other_.id;
  EXPECT_EQ(CodeOf(Upgrade(services_, foreign)), ErrorCode::kNotFound);
  UpgradeRequest unknown = For(id_);
  unknown.version = 7;
  const auto missing = Upgrade(services_, unknown);
  ASSERT_FALSE(missing);
  EXPECT_EQ(ProblemsOf(missing.error()), ProblemsOf(Error(ErrorCode::kNotFound, "", "version")));
  ASSERT_TRUE(SetPublished(services_, partner_, template_, false));
  EXPECT_EQ(CodeOf(Upgrade(services_, For(id_))), ErrorCode::kNotFound);
  ASSERT_TRUE(DeleteTemplate(services_, partner_, template_));
  EXPECT_EQ(CodeOf(Upgrade(services_, For(id_))), ErrorCode::kNotFound);
}

TEST_F(UpgradeTest, AModelThatChangesIsAnotherResource) {
  auto bundle = SmallBundle();
  bundle.Remove(Model::kScript, kSmallScript);
  bundle.Add(Model::kExport, kSmallExport, Ref("_connectionId", kSmallConnection));
  bundle.Add(Model::kExport, kSmallScript, Ref("_connectionId", kSmallConnection));
  Next(bundle);
  const UpgradeOutcome outcome = MustUpgrade(For(id_));
  EXPECT_EQ(Added(outcome.plan), (Lines{"Export 6"}));
  EXPECT_EQ(Removed(outcome.plan), (Lines{"Script 6"}));
  EXPECT_NE(IdNow(id_, kSmallScript), In(kSmallScript));
}

TEST_F(UpgradeTest, OfThousandsOfResourcesStoresNoneOfThem) {
  constexpr unsigned kFlows = 5000;
  const TemplateId large = world_.Publish(partner_, test::LargeBundle(kFlows));
  const Installed installed = InstallSmall(large);
  const Id flow = test::TestWorld::IdIn(installed, 1000);
  Set(Model::kFlow, flow, "mine", "1");
  auto bundle = test::LargeBundle(kFlows + 1000);
  for (unsigned n = 1000; n < 3000; ++n) {
    bundle.Add(Model::kFlow, n, Ref("_integrationId", kSmallIntegration) + R"(,"v":2)");
  }
  PublishNext(large, bundle);
  const std::size_t rows = world_.CountRows(account_);
  const UpgradeOutcome outcome = MustUpgrade(For(installed.installation.id));
  EXPECT_EQ(outcome.plan.added.size(), 1000u);
  EXPECT_EQ(outcome.plan.changed.size(), 2000u);
  EXPECT_EQ(world_.CountRows(account_), rows);
  EXPECT_EQ(world_.All(account_, Model::kFlow).size(), kFlows + 1002);
  EXPECT_EQ(IdNow(installed.installation.id, 1000), flow);
  EXPECT_LE(Find(installed.installation.id)->blocks.size(), 4u);
  ASSERT_TRUE(RollBack(installed.installation.id));
  EXPECT_EQ(world_.All(account_, Model::kFlow).size(), kFlows + 2);
}

TEST_F(UpgradeTest, OfMoreEditsThanFitIntoMemoryIsRefused) {
  Next(NextBundle());
  Resource row;
  row.account = account_.id;
  row.model = Model::kFlow;
  row.origin = ResourceOrigin::kOverride;
  row.installation = id_;
  row.document = "\"" + std::string(kMostStateBytes / 2, 'x') + "\"";
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) -> Status {
    for (const unsigned n : {kSmallFlow, kSmallScript}) {
      row.id = ResourceId(In(n));
      if (auto put = writer.PutResource(row); !put) return put;
    }
    return {};
  }));
  EXPECT_EQ(CodeOf(PlanUpgrade(services_, For(id_))), ErrorCode::kTooLarge);
  EXPECT_EQ(CodeOf(Upgrade(services_, For(id_))), ErrorCode::kTooLarge);
}

TEST_F(UpgradeTest, WarnsOfADeprecatedVersion) {
  Next(NextBundle());
  VersionChange change;
  change.deprecated = std::optional<std::string>("broken");
  ASSERT_TRUE(ChangeVersion(services_, partner_, template_, 2, change));
  const UpgradePlan plan = PlanOf(For(id_));
  ASSERT_EQ(plan.warnings.size(), 1u);
  EXPECT_EQ(plan.warnings[0].code, "version_deprecated");
}

// ---- the fingerprint ----

TEST_F(UpgradeTest, TheFingerprintIsOfWhatItReliesOn) {
  Next(NextBundle());
  const UpgradePlan plan = PlanOf(For(id_));
  EXPECT_EQ(PlanOf(For(id_)).fingerprint, plan.fingerprint);
  world_.MakeConnection(account_);
  world_.Make(account_, Model::kScript);
  EXPECT_EQ(PlanOf(For(id_)).fingerprint, plan.fingerprint);

  UpgradeRequest other = For(id_);
  other.rule = ConflictRule::kMine;
  EXPECT_NE(PlanOf(other).fingerprint, plan.fingerprint);
  Set(Model::kFlow, In(kSmallFlow), "x", "1");
  const Hash edited = PlanOf(For(id_)).fingerprint;
  EXPECT_NE(edited, plan.fingerprint);
  world_.Make(account_, Model::kFlow,
              fmt::format(R"("pageProcessors":[{{"_importId":"{}"}}])", In(kSmallImport).Text()));
  EXPECT_NE(PlanOf(For(id_)).fingerprint, edited);  // the import is used now
}

TEST_F(UpgradeTest, IsRefusedWhenThePlanHasChanged) {
  Next(NextBundle());
  UpgradeRequest request = For(id_);
  request.fingerprint = PlanOf(request).fingerprint;
  Set(Model::kFlow, In(kSmallFlow), "x", "1");
  const auto before = Rows();
  EXPECT_EQ(MustRefuse(request).code(), ErrorCode::kPlanChanged);
  EXPECT_TRUE(Rows() == before);
  request.fingerprint = PlanOf(request).fingerprint;
  EXPECT_EQ(MustUpgrade(request).step, 1u);
}

TEST_F(UpgradeTest, IsRefusedWhenThePlanChangesRightBeforeTheWrite) {
  Next(NextBundle());
  UpgradeRequest request = For(id_);
  request.fingerprint = PlanOf(request).fingerprint;
  world_.store.BeforeNextWrite([&] { Set(Model::kFlow, In(kSmallFlow), "x", "1"); });
  EXPECT_EQ(MustRefuse(request).code(), ErrorCode::kPlanChanged);
}

TEST_F(UpgradeTest, WithoutAFingerprintTakesWhatChangesRightBeforeTheWrite) {
  Next(NextBundle());
  world_.store.BeforeNextWrite([&] { Set(Model::kExport, In(kSmallExport), "mine", "1"); });
  EXPECT_EQ(MustUpgrade(For(id_)).step, 1u);
  const std::string document = Read(Model::kExport, In(kSmallExport));
  EXPECT_EQ(TextAt(document, "description"), "new");
  EXPECT_NE(document.find("\"mine\":1"), std::string::npos);
}

TEST_F(UpgradeTest, OfTwoAtOnceTheSecondSeesTheFirst) {
  Next(NextBundle());
  world_.store.BeforeNextWrite([&] { MustUpgrade(For(id_)); });
  const UpgradeOutcome second = MustUpgrade(For(id_));
  EXPECT_FALSE(second.step);
  EXPECT_FALSE(second.plan.changes_anything);
  EXPECT_EQ(ListHistory(services_, account_.id, id_)->size(), 1u);
}

}  // namespace
}  // namespace imprint
