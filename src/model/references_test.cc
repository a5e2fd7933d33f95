#include "model/references.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

std::vector<std::string> PathsIn(Model model, const char* text) {
  const auto document = json::Document::Parse(text, 50);
  std::vector<std::string> paths;
  for (const auto& found : FindReferences(model, *document)) paths.push_back(found.path);
  return paths;
}

TEST(FindReferences, FollowsEveryShapeOfPath) {
  EXPECT_EQ(
      PathsIn(Model::kFlow, R"({"_integrationId":"a","_runNextFlowIds":["b","c"],
      "pageProcessors":[{"_importId":"d","hooks":{"preMap":{"_scriptId":"e"}}}],
      "routers":[{"branches":[{"pageProcessors":[{"_exportId":"f"}]}],"script":{"_scriptId":"g"}}],
      "settings":{"_exportId":"no reference"}})"),
      (std::vector<std::string>{
          "_integrationId", "_runNextFlowIds[0]", "_runNextFlowIds[1]",
          "pageProcessors[0]._importId", "pageProcessors[0].hooks.preMap._scriptId",
          "routers[0].branches[0].pageProcessors[0]._exportId", "routers[0].script._scriptId"}));
}

TEST(FindReferences, PassesOverOtherTypesAndModels) {
  EXPECT_TRUE(
      PathsIn(Model::kFlow, R"({"_integrationId":5,"_runNextFlowIds":"x","pageProcessors":{}})")
          .empty());
  EXPECT_TRUE(PathsIn(Model::kScript, R"({"_integrationId":"a"})").empty());
  EXPECT_TRUE(PathsIn(Model::kFlow, R"({"_integrationId":""})").empty());
}

TEST(FindReferences, SeesThroughEscapedKeys) {
  EXPECT_EQ(PathsIn(Model::kExport, R"({"_connecti\u006fnId":"a"})").size(), 1u);
}

TEST(ReferenceRules, NameKnownTargets) {
  for (const auto& rule : ReferenceRules()) {
    SCOPED_TRACE(std::string(rule.path));
    if (rule.policy == ReferencePolicy::kRemap && rule.target != kFlowGrouping) {
      EXPECT_TRUE(ModelByName(rule.target));
    }
    if (rule.missing != MissingTarget::kOmitField) {
      EXPECT_EQ(rule.policy, ReferencePolicy::kRemap);
    }
    if (rule.missing == MissingTarget::kOmitItem) {
      EXPECT_NE(rule.path.find("[]"), std::string::npos);
    }
  }
}

TEST(Models, RoundTripTheirNames) {
  for (std::size_t i = 0; i < kModels.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kModels[i].model), i);
    EXPECT_EQ(ModelByName(kModels[i].name), kModels[i].model);
    if (kModels[i].dialect == Dialect::kIntegrator) {
      EXPECT_EQ(ModelByCollection(kModels[i].collection), kModels[i].model);
    }
  }
}

}  // namespace
}  // namespace imprint
