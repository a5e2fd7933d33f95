#include <fmt/format.h>

#include "app/history.h"
#include "app/testing/upgrade_fixture.h"

namespace imprint {
namespace {

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

class UpgradeConflicts : public UpgradeFixture {
 protected:
  TemplateId template_ =
      world_.Publish(partner_, SmallWith(Model::kExport, kSmallExport, R"("a":1,"b":1)"));
  Installed installed_ = InstallSmall(template_);
  InstallationId id_ = installed_.installation.id;

  Id In(unsigned n) const { return test::TestWorld::IdIn(installed_, n); }
  void Next(const test::BundleBuilder& bundle) { PublishNext(template_, bundle); }
  /// Both sides change the export's a; each one changes another member too.
  void Disagree() {
    Set(Model::kExport, In(kSmallExport), "a", "2");
    Set(Model::kExport, In(kSmallExport), "mine", "true");
    Next(SmallWith(Model::kExport, kSmallExport, R"("a":3,"b":4)"));
  }
  UpgradeRequest By(ConflictRule rule) const {
    UpgradeRequest request = For(id_);
    request.rule = rule;
    return request;
  }
  UpgradeRequest With(unsigned n, const std::string& path, Resolution resolution) const {
    UpgradeRequest request = For(id_);
    request.resolutions[SourceId(n)][path] = std::move(resolution);
    return request;
  }
  std::string Export() const { return Read(Model::kExport, In(kSmallExport)); }
  bool Says(const std::string& member) const { return Export().find(member) != std::string::npos; }
  std::vector<Problem> ProblemsIn(const UpgradeRequest& request) const {
    return PlanOf(request).problems;
  }
  static Lines Only(ErrorCode code, const std::string& field) {
    return ProblemsOf(Error(code, "", field));
  }
  /// A flow of the account's own that uses the import.
  Id UseImport() {
    return world_.Make(
        account_, Model::kFlow,
        fmt::format(R"("pageProcessors":[{{"_importId":"{}"}}])", In(kSmallImport).Text()));
  }
  static test::BundleBuilder WithoutImport() {
    auto bundle = SmallWith(Model::kExport, kSmallExport, R"("a":1,"b":1)");
    bundle.Add(Model::kFlow, kSmallFlow, Ref("_integrationId", kSmallIntegration));
    bundle.Remove(Model::kImport, kSmallImport);
    return bundle;
  }
};

// ---- fields ----

TEST_F(UpgradeConflicts, StandOpenAndNothingIsWritten) {
  Disagree();
  const auto before = Rows();
  const UpgradePlan plan = PlanOf(For(id_));
  EXPECT_FALSE(plan.applicable);
  EXPECT_EQ(ConflictsOf(plan), (Lines{"field Export 3 a -> open"}));
  EXPECT_EQ(plan.conflicts[0].places, (MergeConflict{"a", "1", "2", "3"}));
  const Error refused = MustRefuse(For(id_));
  EXPECT_EQ(ProblemsOf(refused),
            Only(ErrorCode::kMergeConflict, "resolutions." + SourceId(kSmallExport) + ".a"));
  EXPECT_TRUE(Rows() == before);
}

TEST_F(UpgradeConflicts, EndByARule) {
  Disagree();
  const struct {
    ConflictRule rule;
    const char* name;
    const char* says;
  } cases[] = {{ConflictRule::kMine, "mine", R"("a":2)"},
               {ConflictRule::kTheirs, "theirs", R"("a":3)"}};
  for (const auto& c : cases) {
    const UpgradeOutcome outcome = MustUpgrade(By(c.rule));
    EXPECT_EQ(ConflictsOf(outcome.plan), (Lines{fmt::format("field Export 3 a -> {}", c.name)}));
    EXPECT_TRUE(Says(c.says)) << Export();
    EXPECT_TRUE(Says(R"("b":4)") && Says(R"("mine":true)"));
    ASSERT_TRUE(RollBack(id_));
    EXPECT_TRUE(Says(R"("a":2)") && Says(R"("b":1)"));
  }
}

TEST_F(UpgradeConflicts, EndAsToldForOnePlaceOrAll) {
  Disagree();
  const struct {
    const char* path;
    Resolution resolution;
    const char* says;
  } cases[] = {{"a", {Side::kMine}, R"("a":2)"},
               {"a", {Side::kTheirs}, R"("a":3)"},
               {"a", {Side::kBase}, R"("a":1)"},
               {"a", {Side::kMine, R"({"own":[null]})"}, R"("a":{"own":[null]})"},
               {"", {Side::kTheirs}, R"("a":3)"},
               {"*", {Side::kMine}, R"("a":2)"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.path) + c.says);
    EXPECT_TRUE(MustUpgrade(With(kSmallExport, c.path, c.resolution)).step);
    EXPECT_TRUE(Says(c.says) && Says(R"("b":4)") && Says(R"("mine":true)")) << Export();
    ASSERT_TRUE(RollBack(id_));
  }
  // What is told about a place counts more than what is told about all, and that more than a rule.
  UpgradeRequest request = With(kSmallExport, "*", {Side::kTheirs});
  request.resolutions[SourceId(kSmallExport)]["a"] = {Side::kBase};
  request.rule = ConflictRule::kMine;
  MustUpgrade(request);
  EXPECT_TRUE(Says(R"("a":1)"));
}

TEST_F(UpgradeConflicts, EndWithADocumentOfTheirOwn) {
  Disagree();
  const auto whole = [&](const std::string& value) {
    return With(kSmallExport, "", {Side::kMine, value});
  };
  const std::string connection = connection_.Text();
  MustUpgrade(
      whole(fmt::format(R"({{"_id":"{}","name":"Own","_connectionId":"{}","createdAt":"x"}})",
                        id_.Text(), connection)));
  EXPECT_EQ(TextAt(Export(), "_id"), In(kSmallExport).Text());
  EXPECT_EQ(TextAt(Export(), "name"), "Own");
  EXPECT_EQ(TextAt(Export(), "createdAt"), "2026-03-01T12:00:00.000Z");
  EXPECT_FALSE(Says("\"b\"") || Says("mine"));
  EXPECT_EQ(world_.Row(account_, In(kSmallExport))->references, std::vector<Id>{connection_});
  ASSERT_TRUE(RollBack(id_));

  const std::string place = "resources." + SourceId(kSmallExport);
  EXPECT_EQ(ProblemsOf(Error(ProblemsIn(whole(R"({"a":1})")))),
            Only(ErrorCode::kMissingField, place + ".name"));
  EXPECT_EQ(ProblemsOf(Error(ProblemsIn(whole(
                fmt::format(R"({{"name":"n","_connectionId":"{}"}})", In(kSmallFlow).Text()))))),
            Only(ErrorCode::kInvalidReference, place + "._connectionId"));
  for (const char* bad : {"[]", "5", "\"x\"", "null", "{", "", "{\"a\":1,\"a\":2}"}) {
    EXPECT_EQ(ProblemsOf(Error(ProblemsIn(whole(bad)))),
              Only(ErrorCode::kInvalidField, "resolutions." + SourceId(kSmallExport)))
        << bad;
  }
}

TEST_F(UpgradeConflicts, AResolutionWithoutAConflictIsAMistake) {
  Disagree();
  UpgradeRequest request = With(kSmallExport, "a", {Side::kMine});
  request.resolutions[SourceId(kSmallExport)]["b"] = {Side::kMine};
  request.resolutions["nonsense"][""] = {Side::kTheirs};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)),
            (Lines{Only(ErrorCode::kInvalidField, "resolutions." + SourceId(3) + ".b")[0],
                   Only(ErrorCode::kInvalidField, "resolutions.nonsense")[0]}));
}

TEST_F(UpgradeConflicts, WithoutConflictsOfItAWholeResourceIsAMistakeToo) {
  Next(SmallWith(Model::kExport, kSmallExport, R"("a":3,"b":4)"));
  EXPECT_EQ(ProblemsOf(MustRefuse(With(kSmallExport, "*", {Side::kMine}))),
            Only(ErrorCode::kInvalidField, "resolutions." + SourceId(3) + ".*"));
}

// ---- what the new version has no more ----

TEST_F(UpgradeConflicts, EditedHereAndRemovedThere) {
  Set(Model::kImport, In(kSmallImport), "mine", "1");
  const std::string edited = Read(Model::kImport, In(kSmallImport));
  Next(WithoutImport());
  EXPECT_EQ(ConflictsOf(PlanOf(For(id_))), (Lines{"deletedThere Import 4 -> open"}));
  EXPECT_EQ(MustRefuse(For(id_)).code(), ErrorCode::kMergeConflict);

  EXPECT_EQ(Removed(MustUpgrade(By(ConflictRule::kTheirs)).plan), (Lines{"Import 4"}));
  EXPECT_EQ(Read(Model::kImport, In(kSmallImport)), "");
  ASSERT_TRUE(RollBack(id_));
  EXPECT_EQ(Read(Model::kImport, In(kSmallImport)), edited);

  EXPECT_EQ(Removed(MustUpgrade(With(kSmallImport, "", {Side::kMine})).plan),
            (Lines{"Import 4 (kept)"}));
  EXPECT_EQ(Read(Model::kImport, In(kSmallImport)), edited);
  EXPECT_EQ(world_.Row(account_, In(kSmallImport))->origin, ResourceOrigin::kMade);
  EXPECT_FALSE(world_.Row(account_, In(kSmallImport))->installation);
  Delete(Model::kImport, In(kSmallImport));  // it is the account's to delete
}

TEST_F(UpgradeConflicts, OnlyMineOrTheirsForAWholeResource) {
  Set(Model::kImport, In(kSmallImport), "mine", "1");
  Next(WithoutImport());
  for (const Resolution& bad : {Resolution{Side::kBase}, Resolution{Side::kMine, "{}"}}) {
    EXPECT_EQ(ProblemsOf(Error(ProblemsIn(With(kSmallImport, "", bad)))),
              Only(ErrorCode::kInvalidField, "resolutions." + SourceId(kSmallImport)));
  }
}

TEST_F(UpgradeConflicts, WhatIsStillUsedFromOutsideStays) {
  const Id flow = UseImport();
  const std::string import = Read(Model::kImport, In(kSmallImport));
  Next(WithoutImport());
  const UpgradePlan plan = PlanOf(For(id_));
  EXPECT_EQ(ConflictsOf(plan), (Lines{"stillUsed Import 4 -> open"}));
  ASSERT_EQ(plan.conflicts[0].users.size(), 1u);
  EXPECT_EQ(plan.conflicts[0].users[0].id.id, flow);
  EXPECT_EQ(ProblemsOf(MustRefuse(With(kSmallImport, "", {Side::kTheirs}))),
            Only(ErrorCode::kInUse, "resolutions." + SourceId(kSmallImport)));

  // No rule breaks what the account made itself.
  for (const ConflictRule rule : {ConflictRule::kTheirs, ConflictRule::kMine}) {
    const UpgradeOutcome outcome = MustUpgrade(By(rule));
    EXPECT_EQ(ConflictsOf(outcome.plan), (Lines{"stillUsed Import 4 -> mine"}));
    EXPECT_EQ(Removed(outcome.plan), (Lines{"Import 4 (kept)"}));
    EXPECT_EQ(Read(Model::kImport, In(kSmallImport)), import);
    EXPECT_EQ(world_.Row(account_, In(kSmallImport))->references, std::vector<Id>{connection_});
    ASSERT_TRUE(RollBack(id_));
    EXPECT_EQ(Read(Model::kImport, In(kSmallImport)), import);
    EXPECT_FALSE(world_.Row(account_, In(kSmallImport)));
  }
}

TEST_F(UpgradeConflicts, WhatAMergedDocumentUsesStays) {
  // The flow was edited: it is still to use the import, whatever the new version says.
  Set(Model::kFlow, In(kSmallFlow), "aliases",
      fmt::format(R"([{{"_importId":"{}"}}])", In(kSmallImport).Text()));
  Next(WithoutImport());
  const UpgradeOutcome outcome = MustUpgrade(By(ConflictRule::kTheirs));
  EXPECT_EQ(ConflictsOf(outcome.plan), (Lines{"stillUsed Import 4 -> mine"}));
  EXPECT_EQ(outcome.plan.conflicts[0].users[0].id.id, In(kSmallFlow));
  EXPECT_EQ(TextAt(Read(Model::kImport, In(kSmallImport)), "name"), "Import 4");
}

TEST_F(UpgradeConflicts, WhatIsKeptKeepsWhatItUses) {
  // The flow goes with all that it uses; the export was edited and uses a script.
  Set(Model::kExport, In(kSmallExport), "mine", "1");
  test::BundleBuilder bundle;
  bundle.Add(Model::kIntegration, kSmallIntegration);
  bundle.Add(Model::kConnection, kSmallConnection, R"("type":"http")");
  Next(bundle);
  const UpgradeOutcome outcome = MustUpgrade(By(ConflictRule::kMine));
  EXPECT_EQ(Removed(outcome.plan),
            (Lines{"Export 3 (kept)", "Import 4", "Flow 5", "Script 6 (kept)"}));
  EXPECT_EQ(ConflictsOf(outcome.plan),
            (Lines{"deletedThere Export 3 -> mine", "stillUsed Script 6 -> mine"}));
  EXPECT_NE(Read(Model::kScript, In(kSmallScript)), "");
  ASSERT_TRUE(RollBack(id_));
  MustUpgrade(By(ConflictRule::kTheirs));
  EXPECT_TRUE(world_.All(account_, Model::kScript).empty());
}

TEST_F(UpgradeConflicts, AConnectionThatAnotherInstallationIsBoundToStays) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  auto creating = Install(services_, request);
  ASSERT_TRUE(creating);
  // As if it had come from the template.
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) {
    creating->installation.from_template = template_;
    return writer.ReplaceInstallation(creating->installation);
  }));
  const Id connection = test::TestWorld::IdIn(*creating, kSmallConnection);
  InstallTemplate(template_, test::MapTo(connection));
  test::BundleBuilder bundle;
  bundle.Add(Model::kIntegration, kSmallIntegration);
  Next(bundle);
  UpgradeRequest upgrade = For(creating->installation.id);
  EXPECT_EQ(ConflictsOf(PlanOf(upgrade)), (Lines{"stillUsed Connection 2 -> open"}));
  upgrade.rule = ConflictRule::kTheirs;
  MustUpgrade(upgrade);
  EXPECT_EQ(world_.Row(account_, connection)->origin, ResourceOrigin::kMade);
}

// ---- what was deleted here ----

TEST_F(UpgradeConflicts, DeletedHereAndNotChangedThere) {
  Delete(Model::kFlow, In(kSmallFlow));
  Next(SmallWith(Model::kExport, kSmallExport, R"("a":3)"));
  const UpgradeOutcome outcome = MustUpgrade(For(id_));
  EXPECT_TRUE(outcome.plan.conflicts.empty());
  EXPECT_EQ(Read(Model::kFlow, In(kSmallFlow)), "");
}

TEST_F(UpgradeConflicts, DeletedHereAndChangedThere) {
  Delete(Model::kFlow, In(kSmallFlow));
  Next(SmallWith(Model::kFlow, kSmallFlow, R"("new":1)"));
  EXPECT_EQ(ConflictsOf(PlanOf(For(id_))), (Lines{"deletedHere Flow 5 -> open"}));
  MustUpgrade(By(ConflictRule::kMine));
  EXPECT_EQ(Read(Model::kFlow, In(kSmallFlow)), "");
  ASSERT_TRUE(RollBack(id_));
  MustUpgrade(With(kSmallFlow, "", {Side::kTheirs}));
  EXPECT_NE(Read(Model::kFlow, In(kSmallFlow)).find("\"new\":1"), std::string::npos);
  ASSERT_TRUE(RollBack(id_));
  EXPECT_EQ(Read(Model::kFlow, In(kSmallFlow)), "");
}

TEST_F(UpgradeConflicts, DeletedHereAndNeededThere) {
  Delete(Model::kFlow, In(kSmallFlow));
  Delete(Model::kImport, In(kSmallImport));
  auto bundle = SmallWith(Model::kExport, kSmallExport, R"("a":1,"b":1)");
  bundle.Add(Model::kFlow, 10,
             fmt::format(R"({},"pageProcessors":[{{{}}}])",
                         Ref("_integrationId", kSmallIntegration), Ref("_importId", kSmallImport)));
  Next(bundle);
  const UpgradePlan plan = PlanOf(For(id_));
  EXPECT_EQ(ConflictsOf(plan), (Lines{"deletedHere Import 4 -> open"}));
  EXPECT_EQ(plan.conflicts[0].users[0].name, "Flow 10");
  EXPECT_EQ(ProblemsOf(MustRefuse(With(kSmallImport, "", {Side::kMine}))),
            Only(ErrorCode::kInvalidReference, "resolutions." + SourceId(kSmallImport)));
  const UpgradeOutcome outcome = MustUpgrade(By(ConflictRule::kMine));
  EXPECT_EQ(ConflictsOf(outcome.plan), (Lines{"deletedHere Import 4 -> theirs"}));
  EXPECT_NE(Read(Model::kImport, In(kSmallImport)), "");
  EXPECT_EQ(Read(Model::kFlow, In(kSmallFlow)), "");
}

TEST_F(UpgradeConflicts, WhatComesBackBringsWhatItUses) {
  Delete(Model::kFlow, In(kSmallFlow));
  Delete(Model::kExport, In(kSmallExport));
  Delete(Model::kScript, In(kSmallScript));
  Next(SmallWith(Model::kFlow, kSmallFlow, R"("new":1)"));
  const UpgradeOutcome outcome = MustUpgrade(By(ConflictRule::kTheirs));
  EXPECT_EQ(ConflictsOf(outcome.plan),
            (Lines{"deletedHere Export 3 -> theirs", "deletedHere Flow 5 -> theirs",
                   "deletedHere Script 6 -> theirs"}));
  EXPECT_NE(Read(Model::kScript, In(kSmallScript)), "");
}

TEST_F(UpgradeConflicts, DeletedOnBothSides) {
  Delete(Model::kFlow, In(kSmallFlow));
  Delete(Model::kImport, In(kSmallImport));
  Next(WithoutImport());
  UpgradeRequest request = With(kSmallFlow, "", {Side::kMine});
  const UpgradeOutcome outcome = MustUpgrade(request);
  EXPECT_EQ(ConflictsOf(outcome.plan), (Lines{"deletedHere Flow 5 -> mine"}));
  EXPECT_FALSE(world_.Row(account_, In(kSmallImport)));
}

// What is said of a resource that goes or was deleted counts, conflict or not.
TEST_F(UpgradeConflicts, AWordOnARemovedOrDeletedResourceHolds) {
  Delete(Model::kFlow, In(kSmallFlow));
  auto bundle = SmallWith(Model::kExport, kSmallExport, R"("a":1,"b":1)");
  Next(bundle.Remove(Model::kFlow, kSmallFlow)
           .Add(Model::kFlow, kSmallFlow,
                fmt::format(R"({},"pageGenerators":[{{{}}}],"pageProcessors":[{{{}}}])",
                            Ref("_integrationId", kSmallIntegration),
                            Ref("_exportId", kSmallExport), Ref("_importId", kSmallImport)))
           .Add(Model::kFlow, 10, Ref("_integrationId", kSmallIntegration)));
  const UpgradeOutcome back = MustUpgrade(With(kSmallFlow, "", {Side::kTheirs}));
  EXPECT_EQ(ConflictsOf(back.plan), (Lines{"deletedHere Flow 5 -> theirs"}));
  EXPECT_NE(Read(Model::kFlow, In(kSmallFlow)), "");

  Next(SmallWith(Model::kExport, kSmallExport, R"("a":1,"b":1)"));
  const Id flow = IdNow(id_, 10);
  const UpgradeOutcome kept = MustUpgrade(With(10, "*", {Side::kMine}));
  EXPECT_EQ(Removed(kept.plan), (Lines{"Flow 10 (kept)"}));
  EXPECT_EQ(world_.Row(account_, flow)->origin, ResourceOrigin::kMade);
}

// ---- secrets ----

TEST_F(UpgradeConflicts, CredentialsStayWithTheirPlaceAndAreNeverShown) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallWith(Model::kConnection, kSmallConnection,
                                                      R"("http":{"baseURI":"https://a.test"})")
                                                .Zip());
  auto creating = Install(services_, request);
  ASSERT_TRUE(creating);
  creating->installation.from_template = template_;
  ASSERT_TRUE(services_.store.Write(
      [&](StoreWriter& writer) { return writer.ReplaceInstallation(creating->installation); }));
  const Id connection = test::TestWorld::IdIn(*creating, kSmallConnection);
  Edit(Model::kConnection, connection,
       R"({"name":"Mine","type":"http","offline":false,"http":{"baseURI":"https://a.test",)"
       R"("auth":{"token":{"token":"hidden-credential"}}}})");
  const std::string sealed = world_.Row(account_, connection)->sealed_secrets;
  Next(SmallWith(Model::kConnection, kSmallConnection, R"("http":{"baseURI":"https://b.test"})"));
  UpgradeRequest upgrade = For(creating->installation.id);
  upgrade.rule = ConflictRule::kTheirs;
  const UpgradeOutcome outcome = MustUpgrade(upgrade);
  const auto row = world_.Row(account_, connection);
  EXPECT_EQ(TextAt(row->document, "http.baseURI"), "https://b.test");
  EXPECT_EQ(TextAt(row->document, "http.auth.token.token"), "******");
  EXPECT_NE(row->document.find(R"("offline":false)"), std::string::npos);
  EXPECT_EQ(services_.secrets.Open(row->sealed_secrets).value(),
            services_.secrets.Open(sealed).value());
  ASSERT_TRUE(RollBack(creating->installation.id));
  EXPECT_EQ(world_.Row(account_, connection)->sealed_secrets, sealed);
  const auto steps = ListHistory(services_, account_.id, creating->installation.id);
  ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    auto step = reader.FindStep(account_.id, creating->installation.id, 1);
    EXPECT_EQ((*step)->before.find("hidden-credential"), std::string::npos);
    return {};
  }));
}

// ---- flow groupings ----

TEST_F(UpgradeConflicts, AFlowWhoseGroupingIsGoneFallsBack) {
  const auto grouped = [](std::string_view flow, std::string_view groupings) {
    auto bundle = SmallWith(Model::kIntegration, kSmallIntegration,
                            fmt::format(R"("flowGroupings":[{}])", groupings));
    return bundle.Add(Model::kFlow, kSmallFlow, flow);
  };
  const std::string one = fmt::format(R"({{{},"name":"one"}})", Ref("_id", 20));
  const std::string two = fmt::format(R"({{{},"name":"two"}})", Ref("_id", 21));
  const TemplateId id =
      world_.Publish(partner_, grouped(Ref("_flowGroupingId", 20), one + "," + two));
  const Installed installed = InstallSmall(id);
  const Id flow = test::TestWorld::IdIn(installed, kSmallFlow);
  const Id first = test::TestWorld::IdIn(installed, 20);
  const Id second = test::TestWorld::IdIn(installed, 21);
  Set(Model::kFlow, flow, "_flowGroupingId", "\"" + second.Text() + "\"");
  PublishNext(id, grouped(Ref("_flowGroupingId", 20), one));
  const UpgradeOutcome outcome = MustUpgrade(For(installed.installation.id));
  ASSERT_EQ(outcome.plan.warnings.size(), 1u);
  EXPECT_EQ(outcome.plan.warnings[0].code, "flow_grouping_gone");
  // That made the flow what the template has.
  EXPECT_FALSE(world_.Row(account_, flow));
  EXPECT_EQ(TextAt(Read(Model::kFlow, flow), "_flowGroupingId"), first.Text());

  // One that the account's own integration document still has is there.
  ASSERT_TRUE(RollBack(installed.installation.id));
  Set(Model::kIntegration, installed.installation.id.id, "flowGroupings",
      fmt::format(R"([{{"_id":"{}","name":"one"}},{{"_id":"{}","name":"renamed"}}])", first.Text(),
                  second.Text()));
  UpgradeRequest request = For(installed.installation.id);
  request.rule = ConflictRule::kMine;
  MustUpgrade(request);
  EXPECT_EQ(TextAt(Read(Model::kFlow, flow), "_flowGroupingId"), second.Text());
}

TEST_F(UpgradeConflicts, WarnsOfAFlowWhoseGroupingWasTakenOut) {
  const auto grouped = [](unsigned flows) {
    auto bundle =
        SmallWith(Model::kIntegration, kSmallIntegration,
                  fmt::format(R"("flowGroupings":[{{{},"name":"one"}}])", Ref("_id", 20)));
    for (unsigned n = 30; n < 30 + flows; ++n) {
      bundle.Add(Model::kFlow, n, Ref("_integrationId", 1) + "," + Ref("_flowGroupingId", 20));
    }
    return bundle;
  };
  const TemplateId id = world_.Publish(partner_, grouped(1));
  const InstallationId installation = InstallSmall(id).installation.id;
  Set(Model::kIntegration, installation.id, "flowGroupings", "[]");
  PublishNext(id, grouped(2));
  const UpgradePlan plan = PlanOf(For(installation));
  ASSERT_EQ(plan.warnings.size(), 1u);  // of the new one: the other did so before
  EXPECT_EQ(plan.warnings[0].code, "flow_grouping_gone");
  EXPECT_EQ(plan.warnings[0].template_id.Text(), SourceId(31));
  EXPECT_TRUE(plan.applicable);
}

}  // namespace
}  // namespace imprint
