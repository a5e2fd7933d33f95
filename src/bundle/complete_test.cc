#include "bundle/complete.h"

#include <gtest/gtest.h>

#include "bundle/compile.h"

namespace imprint {
namespace {

constexpr const char* kFlows = R"([
  {"_id":"5f0000000000000000000001","name":"One","_integrationId":"5f00000000000000000000aa",
   "pageGenerators":[{"_exportId":"5f00000000000000000000e1"}],
   "pageProcessors":[{"type":"import","_importId":"5f00000000000000000000f1"}]},
  {"_id":"5f0000000000000000000002","name":"Two","_integrationId":"5f00000000000000000000bb",
   "pageGenerators":[{"_exportId":"5f00000000000000000000e1"}],"_runNextFlowIds":["5f0000000000000000000009"]},
  {"_id":"5f0000000000000000000003","name":"Three","_integrationId":"5f00000000000000000000aa","n":1.0}
])";

TEST(BundleFromList, MakesUpWhatTheFlowsNeed) {
  const auto files = BundleFromList(Model::kFlow, kFlows, true, Limits{});
  ASSERT_TRUE(files);
  const auto version = Compile(*files, Limits{});
  ASSERT_TRUE(version) << version.error().message();
  // One integration, a connection, an export, an import and three flows.
  EXPECT_EQ(version->resources.size(), 7u);
  EXPECT_EQ(version->resources[0].template_id.Text(), "5f00000000000000000000aa");
  EXPECT_EQ(version->OrdinalsOf(Model::kConnection).size(), 1u);
  ASSERT_EQ(version->warnings.size(), 1u);
  EXPECT_EQ(version->warnings[0].code, "reference_omitted");
}

TEST(BundleFromList, WithoutFillingGivesWhatIsThere) {
  const auto files = BundleFromList(Model::kFlow, kFlows, false, Limits{});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->size(), 3u);
  EXPECT_FALSE(Compile(*files, Limits{}));
}

TEST(BundleFromList, RefusesWhatIsNoList) {
  EXPECT_FALSE(BundleFromList(Model::kFlow, "{}", true, Limits{}));
  EXPECT_FALSE(BundleFromList(Model::kFlow, "[{\"name\":\"x\"}]", true, Limits{}));
  EXPECT_FALSE(BundleFromList(Model::kFlow, "[", true, Limits{}));
}

}  // namespace
}  // namespace imprint
