#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/plan_case.h"

namespace imprint {
namespace {

using test::Line;
using test::Lines;
using test::MapTo;
using test::NamesOf;
using test::PlanCase;
using test::SmallBundle;
using test::SourceId;
using test::VariableIn;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kConnectionField = "connections." + SourceId(test::kSmallConnection);

class PlanConnectionsTest : public ::testing::Test {
 protected:
  PlanRequest For(const test::BundleBuilder& bundle) {
    return case_.For(case_.world.Publish(case_.owner, bundle));
  }
  PlanRequest Good(const test::BundleBuilder& bundle) {
    PlanRequest request = For(bundle);
    request.connections = MapTo(connection_);
    return request;
  }
  Id Connection(std::string_view members) {
    return case_.world.Make(case_.installer, Model::kConnection, members);
  }
  std::vector<std::string> ProblemsOf(const PlanRequest& request) {
    return Lines(case_.PlanOf(request).problems);
  }

  PlanCase case_;
  Id connection_ = case_.world.MakeConnection(case_.installer);
};

TEST_F(PlanConnectionsTest, GuessesNoBinding) {
  const auto bundle = SmallBundle().Add(Model::kConnection, test::kSmallConnection,
                                        R"("type":"http","http":{"baseURI":"https://a.test"})");
  PlanRequest request = For(bundle);
  const Id same_host = Connection(R"("type":"http","http":{"baseURI":"https://a.test/x"})");
  Connection(R"("type":"ftp","ftp":{"hostURI":"a.test"})");
  const Plan plan = case_.PlanOf(request);
  EXPECT_THAT(Lines(plan.problems),
              ElementsAre(Line(ErrorCode::kMissingConnectionMap, kConnectionField)));
  ASSERT_THAT(plan.connections, SizeIs(1));
  EXPECT_FALSE(plan.connections[0].bound);
  EXPECT_EQ(plan.connections[0].host, "a.test");
  const auto& candidates = plan.connections[0].candidates;
  ASSERT_THAT(candidates, SizeIs(2));
  EXPECT_EQ(candidates[0].id.id, same_host);
  EXPECT_THAT(candidates[0].reasons, ElementsAre(CandidateReason::kSameHost));
  EXPECT_EQ(candidates[1].id.id, connection_);
  EXPECT_THAT(candidates[1].reasons, IsEmpty());

  request.bind = BindRule::kUnambiguous;
  const Plan bound = case_.PlanOf(request);
  EXPECT_TRUE(bound.installable);
  EXPECT_EQ(bound.connections[0].bound->id.id, same_host);
  EXPECT_EQ(bound.connections[0].bound->by, BoundBy::kUnambiguous);

  Connection(R"("type":"http","http":{"baseURI":"https://a.test/y"})");
  const Plan twice = case_.PlanOf(request);
  EXPECT_FALSE(twice.installable);
  EXPECT_NE(twice.fingerprint, bound.fingerprint);
}

TEST_F(PlanConnectionsTest, TheHostMayComeFromAVariable) {
  const auto bundle = SmallBundle().Add(Model::kConnection, test::kSmallConnection,
                                        R"("type":"http","http":{"baseURI":"https://<<host>>/x"})");
  PlanRequest request = For(bundle);
  request.bind = BindRule::kUnambiguous;
  const Id own = Connection(R"("type":"http","http":{"baseURI":"https://a.test"})");
  EXPECT_EQ(case_.PlanOf(request).connections[0].host, "");
  EXPECT_FALSE(case_.PlanOf(request).installable);
  request.variables = {{"host", R"("A.test")"}};
  const Plan plan = case_.PlanOf(request);
  ASSERT_TRUE(plan.connections[0].bound);
  EXPECT_EQ(plan.connections[0].bound->id.id, own);
  EXPECT_EQ(VariableIn(plan, "host")->type, VariableType::kUrl);
}

TEST_F(PlanConnectionsTest, TakesWhatWasSavedWhereThatIsAsked) {
  const auto bundle = SmallBundle().Add(Model::kScript, 20, R"("x":"<<shop>> <<other>>")");
  PlanRequest request = Good(bundle);
  request.variables = {{"shop", R"("north")"}};
  case_.MustInstall(request);

  PlanRequest next = case_.For(*request.from_template);
  const Plan offered = case_.PlanOf(next);
  EXPECT_FALSE(offered.installable);
  EXPECT_FALSE(VariableIn(offered, "shop")->filled);
  EXPECT_EQ(VariableIn(offered, "shop")->default_value, R"("north")");
  EXPECT_EQ(VariableIn(offered, "other")->default_value, std::nullopt);
  EXPECT_THAT(offered.connections[0].candidates[0].reasons,
              ElementsAre(CandidateReason::kMappedBefore));

  next.use_saved = true;
  const Plan taken = case_.PlanOf(next);
  EXPECT_TRUE(taken.installable);
  EXPECT_EQ(taken.connections[0].bound->by, BoundBy::kSaved);
  EXPECT_TRUE(VariableIn(taken, "shop")->saved);
  EXPECT_EQ(VariableIn(taken, "shop")->value, R"("north")");

  next.variables = {{"shop", R"("south")"}};
  next.connections = MapTo(case_.world.MakeConnection(case_.installer));
  const Plan said = case_.PlanOf(next);
  EXPECT_EQ(said.connections[0].bound->by, BoundBy::kRequest);
  EXPECT_EQ(VariableIn(said, "shop")->value, R"("south")");
  EXPECT_FALSE(VariableIn(said, "shop")->saved);
}

TEST_F(PlanConnectionsTest, ASavedConnectionThatIsGoneIsNotTaken) {
  PlanRequest request = Good(SmallBundle().Remove(Model::kFlow, test::kSmallFlow));
  case_.MustInstall(request);
  ASSERT_TRUE(case_.world.store.Write([&](StoreWriter& writer) {
    return writer.RemoveResource(case_.installer.id, ResourceId(connection_));
  }));
  PlanRequest next = case_.For(*request.from_template);
  next.use_saved = true;
  EXPECT_THAT(ProblemsOf(next),
              ElementsAre(Line(ErrorCode::kMissingConnectionMap, kConnectionField)));
}

TEST_F(PlanConnectionsTest, ConnectionsCanBeCreated) {
  const auto bundle =
      SmallBundle().Add(Model::kConnection, 20, R"("type":"ftp")").Add(Model::kIClient, 21);
  PlanRequest request = Good(bundle);
  request.create_connections = true;
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_THAT(NamesOf(plan), ElementsAre("Integration 1", "Connection 20", "Export 3", "Import 4",
                                         "Flow 5", "Script 6", "IClient 21"));
  EXPECT_FALSE(plan.connections[0].created);
  EXPECT_TRUE(plan.connections[1].created);
  ASSERT_THAT(plan.secrets, SizeIs(2));
  EXPECT_EQ(plan.secrets[0].template_id.Text(), SourceId(20));
  EXPECT_EQ(plan.secrets[1].name, "IClient 21");
}

TEST_F(PlanConnectionsTest, TwoConnectionsThatADocumentTellsApartCannotBeOne) {
  const auto bundle =
      SmallBundle()
          .Add(Model::kConnection, 20, R"("type":"http")")
          .Add(Model::kScript, 21,
               fmt::format(R"("{}":1,"{}":2)", SourceId(test::kSmallConnection), SourceId(20)));
  PlanRequest request = Good(bundle);
  request.connections[SourceId(20)] = connection_.Text();
  EXPECT_THAT(ProblemsOf(request),
              ElementsAre(Line(ErrorCode::kConnectionMismatch, "connections")));
}

}  // namespace
}  // namespace imprint
