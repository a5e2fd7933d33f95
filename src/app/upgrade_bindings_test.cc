#include <fmt/format.h>

#include "app/planned_install.h"
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

class UpgradeBindings : public UpgradeFixture {
 protected:
  /// SmallBundle and an export of a connection of its own.
  static test::BundleBuilder WithSecondConnection() {
    auto bundle = SmallBundle();
    bundle.Add(Model::kConnection, 10, R"("type":"ftp","ftp":{"hostURI":"files.test"})");
    return bundle.Add(Model::kExport, 11, Ref("_connectionId", 10));
  }
  static Lines Only(ErrorCode code, const std::string& field) {
    return ProblemsOf(Error(code, "", field));
  }
  Installation InstallByPlan(PlanRequest request) {
    request.account = account_.id;
    const auto plan = MakePlan(services_, request);
    EXPECT_TRUE(plan);
    PlannedInstall install;
    install.request = request;
    install.fingerprint = plan->fingerprint;
    const auto outcome = imprint::InstallByPlan(services_, install);
    EXPECT_TRUE(outcome);
    EXPECT_TRUE(outcome->installed);
    for (const Problem& problem : plan->problems) ADD_FAILURE() << problem.message;
    return outcome->installed->installation;
  }
};

// ---- connections ----

TEST_F(UpgradeBindings, ANewConnectionHasToBeBound) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const InstallationId installation = InstallSmall(id).installation.id;
  PublishNext(id, WithSecondConnection());
  const Id files =
      world_.Make(account_, Model::kConnection, R"("type":"ftp","ftp":{"hostURI":"files.test"})");
  UpgradeRequest request = For(installation);
  const UpgradePlan plan = PlanOf(request);
  const std::string field = "connections." + SourceId(10);
  EXPECT_EQ(ProblemsOf(Error(plan.problems)), Only(ErrorCode::kMissingConnectionMap, field));
  ASSERT_EQ(plan.connections.size(), 1u);
  EXPECT_EQ(plan.connections[0].name, "Connection 10");
  ASSERT_EQ(plan.connections[0].candidates.size(), 1u);
  EXPECT_EQ(plan.connections[0].candidates[0].id.id, files);

  request.connections = {{SourceId(10), connection_.Text()}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)), Only(ErrorCode::kConnectionMismatch, field));
  request.connections = {{SourceId(10), files.Text()}, {SourceId(99), files.Text()}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)),
            Only(ErrorCode::kConnectionMismatch, "connections." + SourceId(99)));
  // What is bound stays bound.
  request.connections = {{SourceId(10), files.Text()},
                         {SourceId(kSmallConnection), world_.MakeConnection(account_).Text()}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)),
            Only(ErrorCode::kConnectionMismatch, "connections." + SourceId(kSmallConnection)));

  request.connections[SourceId(kSmallConnection)] = connection_.Text();
  MustUpgrade(request);
  EXPECT_EQ(TextAt(Read(Model::kExport, IdNow(installation, 11)), "_connectionId"), files.Text());
  EXPECT_EQ(IdNow(installation, 10), files);
}

TEST_F(UpgradeBindings, ANewConnectionCanBeCreated) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const InstallationId installation = InstallSmall(id).installation.id;
  PublishNext(id, WithSecondConnection());
  UpgradeRequest request = For(installation);
  request.create_connections = true;
  const UpgradeOutcome outcome = MustUpgrade(request);
  EXPECT_EQ(Added(outcome.plan), (Lines{"Connection 10", "Export 11"}));
  EXPECT_TRUE(outcome.plan.connections[0].created);
  EXPECT_EQ(TextAt(Read(Model::kConnection, IdNow(installation, 10)), "type"), "ftp");
  // Bound ones are still the account's own.
  EXPECT_EQ(IdNow(installation, kSmallConnection), connection_);
  EXPECT_EQ(world_.All(account_, Model::kConnection).size(), 2u);
}

TEST_F(UpgradeBindings, AConnectionThatIsGoneLosesItsBinding) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const InstallationId installation = InstallSmall(id).installation.id;
  test::BundleBuilder bundle;
  bundle.Add(Model::kIntegration, kSmallIntegration);
  PublishNext(id, bundle);
  MustUpgrade(For(installation));
  EXPECT_TRUE(Find(installation)->bindings.connections.empty());
  Delete(Model::kConnection, connection_);
  // Now it cannot be rolled back: what it was bound to is gone.
  const auto rolled = RollBack(installation);
  ASSERT_FALSE(rolled);
  EXPECT_EQ(ProblemsOf(rolled.error()), Only(ErrorCode::kInvalidReference, connection_.Text()));
}

TEST_F(UpgradeBindings, TwoConnectionsCannotBecomeOneKey) {
  const auto keyed = [](bool two) {
    auto bundle = two ? WithSecondConnection() : SmallBundle();
    if (!two) return bundle;
    return bundle.Add(
        Model::kScript, 12,
        fmt::format(R"("by":{{"{}":1,"{}":2}})", SourceId(kSmallConnection), SourceId(10)));
  };
  const TemplateId id = world_.Publish(partner_, keyed(false));
  const InstallationId installation = InstallSmall(id).installation.id;
  auto bundle = keyed(true);
  bundle.Add(Model::kConnection, 10, R"("type":"http")");
  PublishNext(id, bundle);
  UpgradeRequest request = For(installation);
  request.connections = {{SourceId(10), connection_.Text()}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)), Only(ErrorCode::kConnectionMismatch, "connections"));
}

// ---- variables ----

TEST_F(UpgradeBindings, NewVariablesMayBeGiven) {
  const TemplateId id = world_.Publish(
      partner_, SmallWith(Model::kScript, kSmallScript, R"("a":"<<shop>>","b":"<<gone>>")"));
  InstallRequest install;
  install.account = account_.id;
  install.from_template = id;
  install.connection_map = test::MapTo(connection_);
  install.variables = {{"shop", R"("acme")"}, {"gone", "1"}};
  const auto installed = Install(services_, install);
  ASSERT_TRUE(installed);
  const InstallationId installation = installed->installation.id;
  PublishNext(id, SmallWith(Model::kScript, kSmallScript,
                            R"("a":"<<shop>>","n":"<<limit>>","t":"<<api_token>>")"));
  UpgradeRequest request = For(installation);
  const UpgradePlan plan = PlanOf(request);
  EXPECT_TRUE(plan.applicable);
  ASSERT_EQ(plan.variables.size(), 2u);
  EXPECT_EQ(plan.variables[0].name, "limit");
  EXPECT_FALSE(plan.variables[0].filled);

  request.variables = {{"limit", "[1]"}, {"nonsense", "1"}, {"api_token", R"("s3cret")"}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)),
            (Lines{Only(ErrorCode::kInvalidField, "variables.limit")[0],
                   Only(ErrorCode::kInvalidField, "variables.nonsense")[0]}));
  request.variables = {{"limit", "7"}, {"api_token", R"("s3cret")"}};
  const UpgradeOutcome outcome = MustUpgrade(request);
  EXPECT_TRUE(outcome.plan.variables[0].filled);
  EXPECT_EQ(outcome.plan.variables[1].type, VariableType::kSecret);
  EXPECT_FALSE(outcome.plan.variables[1].value);
  EXPECT_EQ(TextAt(Read(Model::kScript, IdNow(installation, kSmallScript)), "a"), "acme");
  EXPECT_NE(Read(Model::kScript, IdNow(installation, kSmallScript)).find("\"n\":7"),
            std::string::npos);
  EXPECT_EQ(Find(installation)->bindings.variables.count("gone"), 0u);
}

TEST_F(UpgradeBindings, VariablesAreBoundedAsInAnInstall) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const InstallationId installation = InstallSmall(id).installation.id;
  PublishNext(id, SmallWith(Model::kScript, kSmallScript, R"("a":"<<x>><<x>><<x>>")"));
  world_.limits.installed_bytes = 10000;
  UpgradeRequest request = For(installation);
  request.variables = {{"x", "\"" + std::string(5000, 'x') + "\""}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)), Only(ErrorCode::kInvalidField, "variables"));
}

// ---- selection ----

TEST_F(UpgradeBindings, ASelectionStaysWithWhatItNeedsNow) {
  const auto bundle = [](bool next) {
    auto both = SmallBundle();
    both.Add(Model::kFlow, 20,
             fmt::format(R"({},"pageGenerators":[{{{}}}])", Ref("_integrationId", 1),
                         Ref("_exportId", next ? 21 : kSmallExport)));
    if (!next) return both;
    both.Add(Model::kExport, 21,
             fmt::format(R"({},"hooks":{{"a":{{"function":"f",{}}}}})",
                         Ref("_connectionId", kSmallConnection), Ref("_scriptId", 22)));
    both.Add(Model::kScript, 22);
    return both.Add(Model::kFlow, 23, Ref("_integrationId", 1));
  };
  const TemplateId id = world_.Publish(partner_, bundle(false));
  PlanRequest wanted;
  wanted.from_template = id;
  wanted.select = {SourceId(20)};
  wanted.connections = test::MapTo(connection_);
  const InstallationId installation = InstallByPlan(wanted).id;
  EXPECT_EQ(world_.All(account_, Model::kFlow).size(), 1u);
  PublishNext(id, bundle(true));
  const UpgradeOutcome outcome = MustUpgrade(For(installation));
  EXPECT_EQ(Added(outcome.plan), (Lines{"Export 21", "Script 22"}));
  // What was selected stays, also where nothing needs it any more.
  EXPECT_TRUE(outcome.plan.removed.empty());
  EXPECT_EQ(world_.All(account_, Model::kFlow).size(), 1u);
  EXPECT_EQ(world_.All(account_, Model::kImport).size(), 0u);

  test::BundleBuilder nothing;
  nothing.Add(Model::kIntegration, kSmallIntegration);
  nothing.Add(Model::kFlow, 50, Ref("_integrationId", 1));
  PublishNext(id, nothing);
  MustUpgrade(For(installation));
  EXPECT_EQ(world_.All(account_, Model::kFlow).size(), 0u);
}

TEST_F(UpgradeBindings, IntoAnIntegrationThatWasThereBefore) {
  const auto grouped = [](bool next) {
    auto bundle =
        SmallWith(Model::kIntegration, kSmallIntegration,
                  fmt::format(R"("flowGroupings":[{{{},"name":"one"}},{{{},"name":"two"}}])",
                              Ref("_id", 30), Ref("_id", 31)));
    bundle.Add(Model::kFlow, kSmallFlow,
               Ref("_integrationId", 1) + "," + Ref("_flowGroupingId", 30));
    if (!next) return bundle;
    return bundle.Add(Model::kFlow, 40,
                      Ref("_integrationId", 1) + "," + Ref("_flowGroupingId", 31));
  };
  const std::string there_one = "5f00000000000000aaaaaa01";
  const std::string there_two = "5f00000000000000aaaaaa02";
  const Id target =
      world_.Make(account_, Model::kIntegration,
                  fmt::format(R"("flowGroupings":[{{"_id":"{}","name":"one"}}])", there_one));
  const TemplateId id = world_.Publish(partner_, grouped(false));
  PlanRequest wanted;
  wanted.from_template = id;
  wanted.into = target.Text();
  wanted.connections = test::MapTo(connection_);
  const InstallationId installation = InstallByPlan(wanted).id;
  PublishNext(id, grouped(true));
  const Error refused = MustRefuse(For(installation));
  EXPECT_EQ(ProblemsOf(refused), Only(ErrorCode::kInvalidReference, "into"));
  EXPECT_EQ(refused.problems[0].reason, "flow_grouping_not_carried");

  Edit(Model::kIntegration, target,
       fmt::format(R"({{"name":"N","flowGroupings":[{{"_id":"{}","name":"one, renamed"}},)"
                   R"({{"_id":"{}","name":"two"}}]}})",
                   there_one, there_two));
  MustUpgrade(For(installation));
  const std::string fresh = Read(Model::kFlow, IdNow(installation, 40));
  EXPECT_EQ(TextAt(fresh, "_integrationId"), target.Text());
  EXPECT_EQ(TextAt(fresh, "_flowGroupingId"), there_two);
  // What was bound stays bound, whatever it is called now.
  EXPECT_EQ(TextAt(Read(Model::kFlow, IdNow(installation, kSmallFlow)), "_flowGroupingId"),
            there_one);
  EXPECT_EQ(world_.All(account_, Model::kIntegration).size(), 1u);
}

}  // namespace
}  // namespace imprint
