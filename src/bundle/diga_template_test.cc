#include "bundle/diga_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/render.h"

namespace imprint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<DigaTemplate> CompileText(const std::string& text) {
  const auto document = json::Document::Parse(text, 100);
  return CompileDigaTemplate(document->root(), json::Location("body"));
}

std::string WithTools(const std::string& tools, const std::string& more = "") {
  return R"({"name":"T","template":{"integration_type":"HTTP","base_url":"https://a.example")" +
         more + R"(,"tools":[)" + tools + "]}}";
}

std::vector<std::string> FaultsOf(const std::string& text) {
  const auto compiled = CompileText(text);
  std::vector<std::string> faults;
  if (compiled) return faults;
  for (const Problem& problem : compiled.error().problems)
    faults.push_back(problem.field + " " + problem.reason);
  return faults;
}

const std::string kTool = R"({"name":"a","description":"d","endpoint_path":"/x","method":"GET"})";

TEST(CompileDigaTemplate, MakesOneIntegrationAndItsTools) {
  const auto compiled = CompileText(WithTools(kTool));
  ASSERT_TRUE(compiled);
  EXPECT_EQ(compiled->language, "es");
  ASSERT_EQ(compiled->version.resources.size(), 2u);
  std::string tool;
  RenderTemplate(compiled->version, 1, tool);
  EXPECT_THAT(
      tool,
      HasSubstr(
          R"("type":"HTTP","name":"a","description":"d","endpoint_path":"/x","query":[],"body":[],)"
          R"("path":[],"headers":null,"method":"GET","timeout":5,"approval_required":false,)"
          R"("execution_audio":null,"pre_speech":"auto"})"));
}

TEST(CompileDigaTemplate, KnowsToolsByTheirNamesBetweenVersions) {
  const auto one = CompileText(WithTools(kTool));
  const auto two = CompileText(
      WithTools(R"({"name":"b","description":"d","endpoint_path":"/y","method":"GET"},)" + kTool));
  EXPECT_EQ(one->version.resources[1].template_id, two->version.resources[2].template_id);
  EXPECT_NE(two->version.resources[1].template_id, two->version.resources[2].template_id);
}

TEST(CompileDigaTemplate, TakesTypedValuesOnlyWhereTheSchemaDoes) {
  const auto compiled = CompileText(
      WithTools(R"({"name":"a","description":"<<v>>","endpoint_path":"/x","method":"GET",)"
                R"("query":[{"name":"q","data_type":"integer","fixed_value":"<<v>>"}]})"));
  ASSERT_TRUE(compiled);
  Installation installation;
  installation.blocks = {{*Id::FromUuidText("01890000-0000-7000-8000-000000000000"), 2, 0}};
  EXPECT_TRUE(HasUnfilledVariable(compiled->version, installation, 1));
  EXPECT_FALSE(HasUnfilledVariable(compiled->version, installation, 0));
  installation.bindings.variables = {{"v", "7"}};
  EXPECT_FALSE(HasUnfilledVariable(compiled->version, installation, 1));
  std::string tool;
  RenderInstalled(compiled->version, installation, 1, tool);
  EXPECT_THAT(tool, HasSubstr(R"("description":"7")"));
  EXPECT_THAT(tool, HasSubstr(R"("fixed_value":7)"));
}

TEST(CompileDigaTemplate, ReplacesNameAndBaseUrlWithTheirPlaceholders) {
  const auto compiled = CompileText(
      R"({"name":"N <<who>>","template":{"integration_type":"HTTP","base_url":"https://<<host>>/v1"}})");
  ASSERT_TRUE(compiled);
  Installation installation;
  installation.blocks = {{*Id::FromUuidText("01890000-0000-7000-8000-000000000000"), 1, 0}};
  installation.bindings.name = "Mine";
  installation.bindings.base_url = "https://b.example";
  EXPECT_FALSE(HasUnfilledVariable(compiled->version, installation, 0));
  std::string text;
  RenderInstalled(compiled->version, installation, 0, text);
  EXPECT_THAT(text, HasSubstr(R"("name":"Mine")"));
  EXPECT_THAT(text, HasSubstr(R"("base_url":"https://b.example")"));
}

TEST(CompileDigaTemplate, NamesEveryFault) {
  EXPECT_THAT(FaultsOf("{}"),
              ElementsAre(R"(["body","name"] missing)", R"(["body","template"] missing)"));
  EXPECT_THAT(FaultsOf(R"({"name":"T","template":{"integration_type":"FTP","base_url":5}})"),
              ElementsAre(R"(["body","template","integration_type"] enum)",
                          R"(["body","template","base_url"] string_type)"));
  EXPECT_THAT(
      FaultsOf(R"({"name":"T","template":{"integration_type":"HTTP","base_url":"ftp://x"}})"),
      ElementsAre(R"(["body","template","base_url"] url_parsing)"));
  EXPECT_THAT(FaultsOf(WithTools(kTool + "," + kTool)),
              ElementsAre(R"(["body","template","tools",1,"name"] value_error)"));
  EXPECT_THAT(FaultsOf(WithTools(kTool, R"(,"auth_key":"k")")),
              ElementsAre(R"(["body","template","auth_key"] value_error)"));
  EXPECT_THAT(FaultsOf(WithTools(
                  R"({"name":"a","description":"d","endpoint_path":"/{x}/{y}","method":"GET",)"
                  R"("path":[{"name":"x"},{"name":"z"}]})")),
              ElementsAre(R"(["body","template","tools",0,"path"] value_error)",
                          R"(["body","template","tools",0,"path"] value_error)"));
  EXPECT_THAT(
      FaultsOf(
          R"({"name":"T","template":{"integration_type":"MCP","base_url":"https://a.example","tools":[)" +
          kTool + "]}}"),
      ElementsAre(R"(["body","template","tools"] value_error)"));
}

TEST(IsBaseUrl, TakesHttpAndPlaceholders) {
  for (const char* good : {"https://a.example", "http://a", "<<url>>", "https://<<host>>/v1"}) {
    EXPECT_TRUE(IsBaseUrl(good)) << good;
  }
  for (const char* bad : {"", "a.example", "ftp://a", "https://", "https:///x", "https://a b"}) {
    EXPECT_FALSE(IsBaseUrl(bad)) << bad;
  }
}

}  // namespace
}  // namespace imprint
