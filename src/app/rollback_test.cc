#include "app/rollback.h"

#include <fmt/format.h>

#include "app/history.h"
#include "app/testing/upgrade_fixture.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::kSmallConnection;
using test::kSmallExport;
using test::kSmallFlow;
using test::kSmallImport;
using test::kSmallIntegration;
using test::NamesOf;
using test::ProblemsOf;
using test::Ref;
using test::SmallBundle;
using test::SmallWith;
using test::UpgradeFixture;

using Lines = std::vector<std::string>;

class RollbackTest : public UpgradeFixture {
 protected:
  TemplateId template_ = world_.Publish(partner_, SmallBundle());
  Installed installed_ = InstallSmall(template_);
  InstallationId id_ = installed_.installation.id;

  Id In(unsigned n) const { return test::TestWorld::IdIn(installed_, n); }
  /// A version with another export, and flow n beside the first one.
  void NextWithFlow(unsigned n) {
    auto bundle = SmallWith(Model::kExport, kSmallExport, fmt::format(R"("v":{})", n));
    PublishNext(template_, bundle.Add(Model::kFlow, n, Ref("_integrationId", kSmallIntegration)));
    MustUpgrade(For(id_));
  }
  void NextWithoutImport() {
    auto bundle = SmallBundle();
    bundle.Add(Model::kFlow, kSmallFlow, Ref("_integrationId", kSmallIntegration));
    PublishNext(template_, bundle.Remove(Model::kImport, kSmallImport));
  }
  static Lines Only(ErrorCode code, const Id& id) { return ProblemsOf(Error(code, "", id.Text())); }
  std::size_t CountSteps() const { return ListHistory(services_, account_.id, id_)->size(); }
};

TEST_F(RollbackTest, RestoresEveryDocument) {
  Set(Model::kExport, In(kSmallExport), "mine", "1.0");
  Delete(Model::kFlow, In(kSmallFlow));
  const auto before = Everything();
  NextWithFlow(20);
  const auto after = Everything();
  ASSERT_NE(before, after);
  const auto rolled = RollBack(id_);
  ASSERT_TRUE(rolled) << rolled.error().message();
  EXPECT_EQ(rolled->step, 2u);
  EXPECT_TRUE(rolled->edited.empty());
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(LastAudit(), "8 integration " + id_.Text());
  // It is a step itself.
  ASSERT_TRUE(RollBack(id_));
  EXPECT_EQ(Everything(), after);
  const auto history = ListHistory(services_, account_.id, id_);
  ASSERT_EQ(history->size(), 3u);
  EXPECT_EQ((*history)[2].step.change, InstallationChange::kRollback);
  EXPECT_EQ((*history)[2].number_before, 1u);
  EXPECT_EQ((*history)[2].number_after, 2u);
  EXPECT_TRUE((*history)[2].step.before.empty());
}

TEST_F(RollbackTest, GoesBackOverSeveralSteps) {
  const auto first = Everything();
  NextWithFlow(20);
  const auto second = Everything();
  NextWithFlow(21);
  NextWithFlow(22);
  ASSERT_TRUE(RollBack(id_, 2));
  EXPECT_EQ(Everything(), second);
  ASSERT_TRUE(RollBack(id_, 1));
  EXPECT_EQ(Everything(), first);
  EXPECT_EQ(CountSteps(), 5u);
}

TEST_F(RollbackTest, IsRefusedForWhatIsNotThere) {
  EXPECT_EQ(CodeOf(RollBack(id_)), ErrorCode::kNotFound);  // no step yet
  NextWithFlow(20);
  for (const std::uint32_t step : {0u, 2u, 4294967295u}) {
    EXPECT_EQ(CodeOf(RollBack(id_, step)), ErrorCode::kNotFound) << step;
  }
  EXPECT_EQ(CodeOf(Rollback(services_, {other_.id, id_, {}, false, false})), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(ListHistory(services_, other_.id, id_)), ErrorCode::kNotFound);
  EXPECT_EQ(CountSteps(), 1u);
}

TEST_F(RollbackTest, NamesWhatWasEditedSince) {
  Set(Model::kExport, In(kSmallExport), "mine", "1");
  const auto before = Everything();
  NextWithFlow(20);
  Set(Model::kExport, In(kSmallExport), "mine", "2");  // its time is the same
  Set(Model::kScript, In(test::kSmallScript), "mine", "1");
  Delete(Model::kFlow, IdNow(id_, 20));
  const auto edited = Rows();
  const auto refused = RollBack(id_);
  ASSERT_FALSE(refused);
  Lines expected = Only(ErrorCode::kEdited, In(kSmallExport));
  expected.push_back(Only(ErrorCode::kEdited, In(test::kSmallScript))[0]);
  expected.push_back(Only(ErrorCode::kEdited, IdNow(id_, 20))[0]);
  EXPECT_EQ(ProblemsOf(refused.error()), expected);
  EXPECT_TRUE(Rows() == edited);

  const auto dry = RollBack(id_, {}, true, true);
  ASSERT_TRUE(dry);
  EXPECT_EQ(NamesOf(dry->edited),
            (Lines{"Export \"Export 3\"", "Script \"Script 6\"", "Flow \"Flow 20\""}));
  EXPECT_EQ(dry->step, 2u);
  EXPECT_TRUE(Rows() == edited);
  const auto rolled = RollBack(id_, {}, true);
  ASSERT_TRUE(rolled);
  EXPECT_EQ(rolled->edited.size(), 3u);
  EXPECT_EQ(Everything(), before);
  ASSERT_TRUE(RollBack(id_));  // the edits come back with the step before
  EXPECT_NE(Read(Model::kExport, In(kSmallExport)).find("\"mine\":2"), std::string::npos);
}

TEST_F(RollbackTest, IsRefusedWhileSomethingUsesWhatWouldGo) {
  NextWithFlow(20);
  const Id flow = IdNow(id_, 20);
  const Id user =
      world_.Make(account_, Model::kFlow, fmt::format(R"("_runNextFlowIds":["{}"])", flow.Text()));
  const auto refused = RollBack(id_, {}, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(ProblemsOf(refused.error()), Only(ErrorCode::kInUse, user));
  Delete(Model::kFlow, user);
  EXPECT_TRUE(RollBack(id_));
}

TEST_F(RollbackTest, TakesBackWhatBecameTheAccountsOwn) {
  const Id flow = world_.Make(
      account_, Model::kFlow,
      fmt::format(R"("pageProcessors":[{{"_importId":"{}"}}])", In(kSmallImport).Text()));
  const auto before = Everything();
  NextWithoutImport();
  UpgradeRequest request = For(id_);
  request.rule = ConflictRule::kMine;
  MustUpgrade(request);
  const auto after = Everything();
  EXPECT_EQ(world_.Row(account_, In(kSmallImport))->origin, ResourceOrigin::kMade);
  ASSERT_TRUE(RollBack(id_));  // the flow still has what it refers to
  EXPECT_FALSE(world_.Row(account_, In(kSmallImport)));
  EXPECT_EQ(Everything(), before);
  // There and back again, also over both steps.
  ASSERT_TRUE(RollBack(id_));
  EXPECT_EQ(Everything(), after);
  EXPECT_EQ(world_.Row(account_, In(kSmallImport))->origin, ResourceOrigin::kMade);
  ASSERT_TRUE(RollBack(id_, 1));
  EXPECT_EQ(Everything(), before);
  ASSERT_TRUE(RollBack(id_));

  Set(Model::kImport, In(kSmallImport), "mine", "1");
  EXPECT_EQ(ProblemsOf(RollBack(id_, 1).error()), Only(ErrorCode::kEdited, In(kSmallImport)));
  Delete(Model::kFlow, flow);
  Delete(Model::kImport, In(kSmallImport));
  EXPECT_EQ(ProblemsOf(RollBack(id_, 1).error()), Only(ErrorCode::kEdited, In(kSmallImport)));
  EXPECT_TRUE(RollBack(id_, 1, true));
  EXPECT_NE(Read(Model::kImport, In(kSmallImport)), "");
}

TEST_F(RollbackTest, NeedsWhatItsEditsReferTo) {
  const Id script = world_.Make(account_, Model::kScript);
  Set(Model::kExport, In(kSmallExport), "hooks",
      fmt::format(R"({{"a":{{"_scriptId":"{}"}}}})", script.Text()));
  PublishNext(template_, SmallWith(Model::kExport, kSmallExport, R"("v":1)"));
  UpgradeRequest request = For(id_);
  MustUpgrade(request);
  // The edit goes, and then what it used.
  Set(Model::kExport, In(kSmallExport), "hooks", "{}");
  Delete(Model::kScript, script);
  const auto refused = RollBack(id_, {}, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(ProblemsOf(refused.error()),
            ProblemsOf(Error(ErrorCode::kInvalidReference, "",
                             In(kSmallExport).Text() + ".hooks.a._scriptId")));
}

TEST_F(RollbackTest, CanBeRolledBackWithoutTheTemplate) {
  const auto before = Everything();
  NextWithFlow(20);
  ASSERT_TRUE(
      services_.store.Write([&](StoreWriter& writer) { return writer.RemoveTemplate(template_); }));
  ASSERT_TRUE(RollBack(id_));
  EXPECT_EQ(Everything(), before);
  const auto history = ListHistory(services_, account_.id, id_);
  EXPECT_FALSE((*history)[0].number_before);
}

TEST_F(RollbackTest, RefusesADamagedHistory) {
  NextWithFlow(20);
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) -> Status {
    auto step = writer.FindStep(account_.id, id_, 1);
    InstallationStep damaged = **step;
    damaged.number = 2;
    damaged.before.pop_back();
    return writer.AddStep(damaged);
  }));
  const auto before = Rows();
  EXPECT_EQ(CodeOf(RollBack(id_)), ErrorCode::kInternal);
  EXPECT_EQ(CodeOf(RollBack(id_, 1)), ErrorCode::kInternal);
  EXPECT_TRUE(Rows() == before);
}

}  // namespace
}  // namespace imprint
