#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/diga_integrations.h"
#include "app/diga_tools.h"
#include "app/testing/plan_case.h"

namespace imprint {
namespace {

using test::Line;
using test::Lines;
using test::NamesOf;
using test::PlanCase;
using test::TextAt;
using test::VariableIn;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class PlanDigaTest : public ::testing::Test {
 protected:
  std::string IdOfTool(std::size_t n) {
    return case_.PlanOf(case_.For(template_)).resources.at(1 + n).template_id.Text();
  }
  std::vector<std::string> ProblemsOf(const PlanRequest& request) {
    return Lines(case_.PlanOf(request).problems);
  }

  PlanCase case_;
  TemplateId template_ = case_.PublishDiga(
      R"({"integration_type":"HTTP","base_url":"https://<<host>>","auth_type":"API_KEY","tools":[)"
      R"({"name":"find","description":"d","endpoint_path":"/find","method":"GET",)"
      R"("query":[{"name":"n","data_type":"integer","fixed_value":"<<most>>"},)"
      R"({"name":"<<field>>","data_type":"string"}]},)"
      R"({"name":"<<prefix>>send","description":"d","endpoint_path":"/send","method":"POST"},)"
      R"({"name":"send","description":"<<text>>","endpoint_path":"/send","method":"POST"}]})");
};

TEST_F(PlanDigaTest, TellsEverythingAboutACopy) {
  PlanRequest request = case_.For(template_);
  request.name = "Mine";
  request.variables = {{"host", R"("a.test")"}, {"most", "5"}, {"text", "null"}};
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_EQ(plan.dialect, Dialect::kDiga);
  EXPECT_EQ(plan.version_number, 1u);
  EXPECT_THAT(NamesOf(plan), ElementsAre("Mine", "find", "<<prefix>>send", "send"));
  EXPECT_EQ(VariableIn(plan, "host")->type, VariableType::kUrl);
  EXPECT_EQ(VariableIn(plan, "most")->type, VariableType::kNumber);
  EXPECT_FALSE(VariableIn(plan, "text")->filled);
  ASSERT_THAT(plan.secrets, SizeIs(1));
  EXPECT_EQ(plan.secrets[0].name, "auth_key");
  EXPECT_THAT(plan.connections, IsEmpty());
  request.secrets = {{"auth_key", "k"}};
  EXPECT_THAT(case_.PlanOf(request).secrets, IsEmpty());
}

TEST_F(PlanDigaTest, ReportsEveryProblemAtOnce) {
  PlanRequest request = case_.For(template_);
  request.into = test::SourceId(1);
  request.stack = test::SourceId(2);
  request.sandbox = true;
  request.create_connections = true;
  request.base_url = "ftp://a.test";
  request.secrets = {{"password", "p"}};
  request.connections = {{test::SourceId(3), test::SourceId(4)}};
  request.variables = {{"unknown", "1"}, {"prefix", R"("")"}, {"field", R"("n")"}};
  request.select = {test::SourceId(5)};
  EXPECT_THAT(
      ProblemsOf(request),
      UnorderedElementsAre(
          Line(ErrorCode::kWrongType, "into"), Line(ErrorCode::kWrongType, "stack"),
          Line(ErrorCode::kWrongType, "sandbox"), Line(ErrorCode::kWrongType, "createConnections"),
          Line(ErrorCode::kInvalidField, "baseUrl"),
          Line(ErrorCode::kInvalidField, "secrets.password"),
          Line(ErrorCode::kConnectionMismatch, "connections." + test::SourceId(3)),
          Line(ErrorCode::kInvalidField, "variables.unknown"),
          Line(ErrorCode::kInvalidField, "select[0]")));
  request.select.clear();
  const auto lines = ProblemsOf(request);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), Line(ErrorCode::kInvalidField, "variables")), 2);
}

TEST_F(PlanDigaTest, HoldsVariablesToTheRulesOfToolsAndUrls) {
  PlanRequest request = case_.For(template_);
  request.variables = {{"host", R"("/nowhere")"}};
  EXPECT_THAT(ProblemsOf(request), ElementsAre(Line(ErrorCode::kInvalidField, "variables")));
  request.base_url = "https://b.test";
  EXPECT_THAT(ProblemsOf(request), IsEmpty());
  request.variables = {{"prefix", R"("")"}};
  const Plan plan = case_.PlanOf(request);
  ASSERT_THAT(Lines(plan.problems), ElementsAre(Line(ErrorCode::kInvalidField, "variables")));
  EXPECT_EQ(plan.problems[0].message, "two tools would be called 'send'");
  request.select = {IdOfTool(1)};
  EXPECT_THAT(ProblemsOf(request), IsEmpty());
}

TEST_F(PlanDigaTest, SelectedToolsAreThoseThatAreThere) {
  PlanRequest request = case_.For(template_);
  request.variables = {{"host", R"("a.test")"}, {"most", "1"}, {"field", R"("f")"}};
  request.secrets = {{"auth_key", "k"}};
  request.select = {IdOfTool(0)};
  EXPECT_THAT(NamesOf(case_.PlanOf(request)), ElementsAre("Shop", "find"));
  const Installed installed = case_.MustInstall(request);
  const Id id = installed.installation.id.id;
  EXPECT_TRUE(id.is_uuid());
  const auto tools = ListDigaTools(case_.world.services(), case_.installer.id, id);
  ASSERT_TRUE(tools);
  ASSERT_THAT(tools->ids, SizeIs(1));
  const auto tool = ReadDigaTool(case_.world.services(), case_.installer.id, id, tools->ids[0]);
  ASSERT_TRUE(tool);
  EXPECT_EQ(TextAt(*tool, "name"), "find");
  const Id absent = IdOf(installed.installation, 2);
  EXPECT_FALSE(ReadDigaTool(case_.world.services(), case_.installer.id, id, absent));
  // Variables of the other tools are nothing that is left to be set up.
  const auto view = ReadDigaIntegration(case_.world.services(), case_.installer.id, id);
  ASSERT_TRUE(view);
  EXPECT_FALSE(view->requires_setup);
  EXPECT_TRUE(view->has_key);
}

TEST_F(PlanDigaTest, ACopyByPlanIsTheCopyOfTheDialect) {
  PlanRequest request = case_.For(template_);
  request.name = "Mine";
  request.base_url = "https://b.test";
  request.variables = {{"most", "5"}};
  const Installed installed = case_.MustInstall(request);
  const auto view =
      ReadDigaIntegration(case_.world.services(), case_.installer.id, installed.installation.id.id);
  ASSERT_TRUE(view);
  EXPECT_EQ(TextAt(view->document, "name"), "Mine");
  EXPECT_EQ(TextAt(view->document, "base_url"), "https://b.test");
  EXPECT_EQ(view->source_template, template_);
  EXPECT_TRUE(view->requires_setup);
  EXPECT_FALSE(view->has_key);
  EXPECT_EQ(case_.world.TemplateRow(template_)->installs, 1);
}

}  // namespace
}  // namespace imprint
