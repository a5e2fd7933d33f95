#include "app/plan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/templates.h"
#include "app/testing/plan_case.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::Line;
using test::Lines;
using test::MapTo;
using test::NamesOf;
using test::PlanCase;
using test::SmallBundle;
using test::SourceId;
using test::VariableIn;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const std::string kConnectionField = "connections." + SourceId(test::kSmallConnection);

class PlanTest : public ::testing::Test {
 protected:
  TemplateId Publish(const BundleBuilder& bundle) {
    return case_.world.Publish(case_.owner, bundle);
  }
  // A plan of the small bundle that nothing is wrong with.
  PlanRequest Good(const BundleBuilder& bundle = SmallBundle()) {
    PlanRequest request = case_.For(Publish(bundle));
    request.connections = MapTo(connection_);
    return request;
  }
  std::vector<std::string> ProblemsOf(const PlanRequest& request) {
    const Plan plan = case_.PlanOf(request);
    EXPECT_EQ(plan.installable, plan.problems.empty());
    return Lines(plan.problems);
  }

  PlanCase case_;
  Id connection_ = case_.world.MakeConnection(case_.installer);
};

TEST_F(PlanTest, TellsEverythingAboutAGoodInstall) {
  const auto bundle = SmallBundle().Add(Model::kScript, 20, R"("x":"<<shop>> <<other>>")");
  PlanRequest request = Good(bundle);
  request.variables = {{"shop", R"("north")"}};
  request.name = "Mine";
  const auto before = case_.Digests();
  const Plan plan = case_.PlanOf(request);
  EXPECT_EQ(case_.Digests(), before);
  EXPECT_TRUE(plan.installable);
  EXPECT_THAT(Lines(plan.problems), IsEmpty());
  EXPECT_EQ(plan.dialect, Dialect::kIntegrator);
  EXPECT_EQ(plan.from_template->id, *request.from_template);
  EXPECT_EQ(plan.from_template->name, "Template");
  EXPECT_EQ(plan.version_number, 1u);
  EXPECT_EQ(plan.version, *case_.world.TemplateRow(*request.from_template)->version);
  EXPECT_THAT(NamesOf(plan),
              ElementsAre("Mine", "Export 3", "Import 4", "Flow 5", "Script 6", "Script 20"));
  EXPECT_EQ(plan.resources[3].model, Model::kFlow);
  EXPECT_EQ(plan.resources[3].template_id.Text(), SourceId(test::kSmallFlow));
  ASSERT_THAT(plan.connections, SizeIs(1));
  EXPECT_EQ(plan.connections[0].bound->id.id, connection_);
  EXPECT_EQ(plan.connections[0].bound->by, BoundBy::kRequest);
  EXPECT_FALSE(plan.connections[0].created);
  EXPECT_THAT(plan.connections[0].candidates, SizeIs(1));
  EXPECT_EQ(VariableIn(plan, "shop")->value, R"("north")");
  EXPECT_TRUE(VariableIn(plan, "shop")->filled);
  EXPECT_FALSE(VariableIn(plan, "other")->filled);
  EXPECT_EQ(VariableIn(plan, "other")->uses.uses[0].path, "x");
  EXPECT_EQ(plan.into, std::nullopt);
}

TEST_F(PlanTest, NeedsAThingToPlan) {
  EXPECT_EQ(CodeOf(MakePlan(case_.world.services(), case_.For(TemplateId(connection_)))),
            ErrorCode::kNotFound);
  const TemplateId hidden = case_.world.NewTemplate(case_.owner);
  EXPECT_EQ(CodeOf(MakePlan(case_.world.services(), case_.For(hidden))), ErrorCode::kNotFound);
  PlanRequest unknown = case_.For(TemplateId());
  unknown.from_template.reset();
  unknown.run_key = "unknown";
  EXPECT_EQ(CodeOf(MakePlan(case_.world.services(), unknown)), ErrorCode::kUploadNotFound);
  PlanRequest later = Good();
  later.version = 7;
  EXPECT_EQ(CodeOf(MakePlan(case_.world.services(), later)), ErrorCode::kNotFound);
}

TEST_F(PlanTest, ReportsEveryProblemAtOnce) {
  const auto bundle = SmallBundle()
                          .Add(Model::kConnection, 20, R"("type":"ftp")")
                          .Add(Model::kConnection, 21, R"("type":"http")")
                          .Add(Model::kScript, 22, R"("x":"<<shop>> <<list>>")");
  PlanRequest request = case_.For(Publish(bundle));
  request.connections = {{SourceId(test::kSmallConnection), "nonsense"},
                         {SourceId(20), connection_.Text()},
                         {SourceId(99), connection_.Text()}};
  request.variables = {{"unknown", "1"}, {"list", "[1]"}, {"shop", R"("a")"}};
  request.base_url = "https://a.test";
  request.secrets = {{"auth_key", "k"}};
  request.stack = "short";
  request.into = SourceId(1);
  const auto lines = ProblemsOf(request);
  EXPECT_THAT(
      lines,
      UnorderedElementsAre(
          Line(ErrorCode::kConnectionMismatch, kConnectionField),
          Line(ErrorCode::kConnectionMismatch, "connections." + SourceId(20)),
          Line(ErrorCode::kMissingConnectionMap, "connections." + SourceId(21)),
          Line(ErrorCode::kConnectionMismatch, "connections." + SourceId(99)),
          Line(ErrorCode::kInvalidField, "variables.unknown"),
          Line(ErrorCode::kInvalidField, "variables.list"), Line(ErrorCode::kWrongType, "baseUrl"),
          Line(ErrorCode::kWrongType, "secrets"), Line(ErrorCode::kInvalidField, "stack"),
          Line(ErrorCode::kInvalidReference, "into")));
}

TEST_F(PlanTest, RefusesSelectionsThatNameNothing) {
  PlanRequest request = Good();
  request.select = {SourceId(test::kSmallFlow), SourceId(99), "nonsense",
                    SourceId(test::kSmallConnection)};
  EXPECT_THAT(ProblemsOf(request), ElementsAre(Line(ErrorCode::kInvalidField, "select[1]"),
                                               Line(ErrorCode::kInvalidField, "select[2]"),
                                               Line(ErrorCode::kInvalidField, "select[3]")));
}

TEST_F(PlanTest, CountsProblemsBeyondTheLimit) {
  case_.world.limits.bundle_problems = 3;
  PlanRequest request = Good();
  for (int i = 0; i < 10; ++i) request.variables.emplace(fmt::format("v{}", i), "1");
  const Plan plan = case_.PlanOf(request);
  ASSERT_THAT(plan.problems, SizeIs(4));
  EXPECT_THAT(plan.problems[3].message, HasSubstr("7 more"));
}

TEST_F(PlanTest, AnOthersConnectionIsNone) {
  const Account stranger = case_.world.NewAccount("stranger");
  PlanRequest request = Good();
  request.connections = MapTo(case_.world.MakeConnection(stranger));
  EXPECT_THAT(ProblemsOf(request),
              ElementsAre(Line(ErrorCode::kConnectionMismatch, kConnectionField)));
  request.connections = MapTo(case_.world.Make(case_.installer, Model::kScript));
  EXPECT_THAT(ProblemsOf(request), SizeIs(1));
}

TEST_F(PlanTest, AnUploadedFileHasNoVersions) {
  PlanRequest request = case_.ForZip(SmallBundle());
  request.connections = MapTo(connection_);
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_EQ(plan.version_number, std::nullopt);
  EXPECT_FALSE(plan.from_template);
  request.version = 1;
  EXPECT_THAT(ProblemsOf(request), ElementsAre(Line(ErrorCode::kInvalidField, "version")));
}

TEST_F(PlanTest, AnOlderVersionCanBePlanned) {
  const TemplateId id = Publish(SmallBundle());
  case_.world.Upload(case_.owner, test::LargeBundle(3).Zip(), id);
  PlanRequest request = case_.For(id);
  request.connections = MapTo(connection_);
  EXPECT_EQ(case_.PlanOf(request).version_number, 2u);
  EXPECT_THAT(case_.PlanOf(request).resources, SizeIs(8));
  request.version = 1;
  EXPECT_EQ(case_.PlanOf(request).version_number, 1u);
  EXPECT_THAT(case_.PlanOf(request).resources, SizeIs(5));
}

// ---- variables ----

TEST_F(PlanTest, NeverShowsASecret) {
  const auto bundle =
      SmallBundle().Add(Model::kScript, 20, R"("a":"<<api_key>>","b":"Bearer <<code>>")");
  PlanRequest request = Good(bundle);
  request.variables = {{"api_key", R"("k")"}, {"code", R"("c")"}};
  const Plan plan = case_.PlanOf(request);
  for (const PlannedVariable& variable : plan.variables) {
    EXPECT_EQ(variable.type, VariableType::kSecret);
    EXPECT_TRUE(variable.filled);
    EXPECT_EQ(variable.value, std::nullopt);
  }
}

TEST_F(PlanTest, RefusesWhatWouldBeTooLarge) {
  case_.world.limits.installed_bytes = 100'000;
  const auto bundle =
      SmallBundle()
          .File("integration.json", R"({"_id":")" + SourceId(1) + R"(","name":"<<a>>"})")
          .Add(Model::kScript, 20, R"("x":"<<a>><<a>><<a>><<a>><<a>><<a>><<a>><<a>>")");
  PlanRequest request = Good(bundle);
  const auto give = [&](std::size_t bytes) {
    request.variables = {{"a", "\"" + std::string(bytes, 'x') + "\""}};
  };
  give(10'000);
  EXPECT_THAT(ProblemsOf(request), IsEmpty());
  EXPECT_THAT(NamesOf(case_.PlanOf(request))[0], SizeIs(10'000));
  give(20'000);
  EXPECT_THAT(ProblemsOf(request), ElementsAre(Line(ErrorCode::kInvalidField, "variables")));
  EXPECT_EQ(NamesOf(case_.PlanOf(request))[0], "<<a>>");  // nothing is rendered then
  // Without the script there is place enough.
  request.select = {SourceId(test::kSmallFlow)};
  EXPECT_THAT(ProblemsOf(request), IsEmpty());
}

TEST_F(PlanTest, NamesAreThoseThatTheInstallGives) {
  const auto bundle = SmallBundle().File(
      "integration.json", fmt::format(R"({{"_id":"{}","name":"<<shop>> orders"}})", SourceId(1)));
  PlanRequest request = Good(bundle);
  EXPECT_EQ(case_.PlanOf(request).resources[0].name, "<<shop>> orders");
  request.variables = {{"shop", R"("n\u00f6rd")"}};
  EXPECT_EQ(case_.PlanOf(request).resources[0].name, "nörd orders");
  request.name = "Mine";
  EXPECT_EQ(case_.PlanOf(request).resources[0].name, "Mine");
  EXPECT_EQ(VariableIn(case_.PlanOf(request), "shop")->uses.count, 0u);
}

// ---- notes ----

TEST_F(PlanTest, TellsWhatCannotBeFollowed) {
  const auto bundle = SmallBundle().Add(Model::kImport, test::kSmallImport,
                                        test::Ref("_connectionId", test::kSmallConnection) +
                                            R"(,"hooks":{"preMap":{)" + test::Ref("_stackId", 77) +
                                            "}}," + test::Ref("_ediProfileId", 78));
  PlanRequest request = Good(bundle);
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_TRUE(plan.stack_required);
  ASSERT_THAT(plan.not_followed, SizeIs(2));
  EXPECT_EQ(plan.not_followed[0].template_id.Text(), SourceId(test::kSmallImport));
  EXPECT_EQ(plan.not_followed[0].path, "hooks.preMap._stackId");
  EXPECT_EQ(plan.not_followed[1].code, "reference_omitted");
  request.stack = "aaaaaaaaaaaaaaaaaaaaaaaa";
  EXPECT_FALSE(case_.PlanOf(request).stack_required);
  EXPECT_THAT(case_.PlanOf(request).not_followed, SizeIs(1));
}

TEST_F(PlanTest, TellsThatAVersionIsDeprecatedOrSigned) {
  PlanRequest request = Good();
  EXPECT_EQ(case_.PlanOf(request).deprecated, std::nullopt);
  case_.ChangeVersion(*request.from_template, [](TemplateVersion& row) {
    row.deprecated = "loses refunds";
    row.signature.emplace().public_key[0] = 7;
  });
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_EQ(plan.deprecated, "loses refunds");
  EXPECT_EQ(plan.signature->public_key[0], 7);
  ASSERT_THAT(plan.warnings, SizeIs(1));
  EXPECT_THAT(plan.warnings[0].message, HasSubstr("loses refunds"));
}

TEST_F(PlanTest, WhatNobodyTrustedSignedIsAProblemWhereThatIsAsked) {
  Publishers publishers;
  publishers.required = true;
  Services services = case_.world.services();
  services.publishers = &publishers;
  const auto plan = MakePlan(services, Good());
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->installable);
  EXPECT_THAT(Lines(plan->problems), ElementsAre(Line(ErrorCode::kUnsigned, "")));
}

// ---- selections ----

TEST_F(PlanTest, ASelectionBringsWhatItNeeds) {
  const auto bundle = SmallBundle()
                          .Add(Model::kConnection, 20, R"("type":"ftp")")
                          .Add(Model::kExport, 21, test::Ref("_connectionId", 20))
                          .Add(Model::kScript, 22, R"("x":"<<unused>>")");
  PlanRequest request = Good(bundle);
  request.select = {SourceId(test::kSmallFlow)};
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_THAT(NamesOf(plan),
              ElementsAre("Integration 1", "Export 3", "Import 4", "Flow 5", "Script 6"));
  EXPECT_THAT(plan.connections, SizeIs(1));
  EXPECT_THAT(plan.resources[0].needed_by, IsEmpty());
  EXPECT_THAT(plan.resources[1].needed_by,
              ElementsAre(*Id::FromObjectIdText(SourceId(test::kSmallFlow))));
  EXPECT_THAT(plan.resources[3].needed_by, IsEmpty());
  EXPECT_THAT(plan.resources[4].needed_by,
              ElementsAre(*Id::FromObjectIdText(SourceId(test::kSmallExport))));
  EXPECT_EQ(VariableIn(plan, "unused")->uses.count, 0u);
}

TEST_F(PlanTest, WarnsOfIdsInTextsThatAreNotThere) {
  const auto bundle = SmallBundle()
                          .Add(Model::kScript, test::kSmallScript,
                               fmt::format(R"("content":"run {}")", SourceId(30)))
                          .Add(Model::kFlow, 30);
  PlanRequest request = Good(bundle);
  EXPECT_THAT(case_.PlanOf(request).warnings, SizeIs(1));  // that it is rewritten
  request.select = {SourceId(test::kSmallFlow)};
  const Plan plan = case_.PlanOf(request);
  ASSERT_THAT(plan.warnings, SizeIs(2));
  EXPECT_EQ(plan.warnings[1].code, "text_id_not_installed");
  EXPECT_THAT(plan.warnings[1].message, HasSubstr(SourceId(30)));
}

TEST_F(PlanTest, ASelectedConnectionIsInstalledOnlyWhereItIsCreated) {
  PlanRequest request = case_.ForZip(SmallBundle());
  request.create_connections = true;
  request.select = {SourceId(test::kSmallConnection)};
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_THAT(NamesOf(plan), ElementsAre("Integration 1", "Connection 2"));
}

}  // namespace
}  // namespace imprint
