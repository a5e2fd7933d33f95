#include "app/version_resource.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"
#include "bundle/compile.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::SmallBundle;
using test::SourceId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

CompiledVersion Small() {
  return std::move(*Compile(SmallBundle().files(), Limits()));
}

VersionResource Describe(const CompiledVersion& version, unsigned n) {
  const auto resource = DescribeResource(version, *Id::FromObjectIdText(SourceId(n)));
  EXPECT_TRUE(resource && *resource) << n;
  return **resource;
}

std::vector<std::string> Lines(const CompiledVersion& version,
                               const std::vector<VersionResource::Place>& places) {
  std::vector<std::string> lines;
  for (const auto& place : places) {
    lines.push_back(fmt::format("{}: {}", version.resources[place.ordinal].name, place.path));
  }
  return lines;
}

TEST(DescribeResource, TellsWhatItRefersToAndWhatRefersToIt) {
  const auto version = Small();
  const VersionResource exported = Describe(version, test::kSmallExport);
  EXPECT_THAT(Lines(version, exported.references),
              ElementsAre("Connection 2: _connectionId", "Script 6: hooks.preSavePage._scriptId"));
  EXPECT_THAT(Lines(version, exported.used_by), ElementsAre("Flow 5: pageGenerators[0]._exportId"));
  const VersionResource connection = Describe(version, test::kSmallConnection);
  EXPECT_THAT(connection.references, IsEmpty());
  EXPECT_THAT(Lines(version, connection.used_by),
              ElementsAre("Export 3: _connectionId", "Import 4: _connectionId"));
}

TEST(DescribeResource, ShowsTheDocumentAsThePreviewDoes) {
  EXPECT_EQ(Describe(Small(), test::kSmallScript).document,
            fmt::format(R"({{"_id":"{}","name":"Script 6","content":"function f() {{}}"}})",
                        SourceId(test::kSmallScript)));
  EXPECT_EQ(Describe(Small(), test::kSmallImport).document,
            fmt::format(R"({{"_id":"{}","name":"Import 4","_connectionId":"{}"}})",
                        SourceId(test::kSmallImport), SourceId(test::kSmallConnection)));
}

TEST(DescribeResource, HasNoCredential) {
  test::BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kConnection, test::kSmallConnection,
             R"("type":"http","http":{"auth":{"token":{"token":"******","location":"header"}}})");
  const auto version = Compile(bundle.files(), Limits());
  ASSERT_TRUE(version);
  EXPECT_EQ(Describe(*version, test::kSmallConnection).document,
            fmt::format(R"({{"_id":"{}","name":"Connection 2","type":"http",)"
                        R"("http":{{"auth":{{"token":{{"location":"header"}}}}}}}})",
                        SourceId(test::kSmallConnection)));
}

TEST(DescribeResource, KnowsNoIdThatIsEmbeddedOrOfNothing) {
  test::BundleBuilder bundle;
  bundle.Add(Model::kIntegration, 1, "\"flowGroupings\":[{\"_id\":\"" + SourceId(20) + "\"}]");
  const auto version = Compile(bundle.files(), Limits());
  for (const unsigned n : {20u, 21u}) {
    const auto found = DescribeResource(*version, *Id::FromObjectIdText(SourceId(n)));
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found) << n;
  }
}

TEST(DescribeResource, OfDigaLeadsFromToolsToTheIntegration) {
  const auto document = test::Parse(
      R"({"name":"D","template":{"integration_type":"HTTP","base_url":"https://a.test","tools":[)"
      R"({"name":"a","description":"d","endpoint_path":"/a","method":"GET"}]}})");
  const auto compiled = CompileDigaTemplate(document.root(), json::Location("body"));
  ASSERT_TRUE(compiled);
  const CompiledVersion& version = compiled->version;
  const auto integration = DescribeResource(version, version.resources[0].template_id);
  EXPECT_THAT((*integration)->document, StartsWith(R"({"id":")"));
  EXPECT_THAT(Lines(version, (*integration)->used_by), ElementsAre("a: "));
  const auto tool = DescribeResource(version, version.resources[1].template_id);
  EXPECT_THAT(Lines(version, (*tool)->references), ElementsAre("D: "));
  EXPECT_THAT((*tool)->used_by, IsEmpty());
}

TEST(DescribeResource, EndsListsWhereThereIsNoMoreRoom) {
  const auto bundle = test::LargeBundle(500);
  const auto version = Compile(bundle.files(), Limits());
  const Id integration = *Id::FromObjectIdText(SourceId(test::kSmallIntegration));
  EXPECT_EQ((*DescribeResource(*version, integration))->used_by.size(), 501u);
  const std::size_t some = (*DescribeResource(*version, integration, 20'000))->used_by.size();
  EXPECT_GT(some, 50u);
  EXPECT_LT(some, 200u);
}

TEST(LoadResource, IsForThoseWhoSeeTheTemplate) {
  test::TestWorld world;
  const Account owner = world.NewAccount("owner", true);
  const Account other = world.NewAccount("other");
  const TemplateId id = world.NewTemplate(owner);
  world.Upload(owner, SmallBundle().Zip(), id);
  const auto load = [&](const Account& account, unsigned n, std::optional<std::uint32_t> number) {
    return LoadResource(world.services(), account.id, id, number,
                        *Id::FromObjectIdText(SourceId(n)));
  };
  EXPECT_EQ(load(owner, test::kSmallFlow, {})->resource.references.size(), 3u);
  const auto hidden = load(other, test::kSmallFlow, {});
  EXPECT_EQ(CodeOf(hidden), ErrorCode::kNotFound);
  EXPECT_EQ(hidden.error().problems[0].field, "template");
  EXPECT_EQ(load(owner, test::kSmallFlow, 2).error().problems[0].field, "version");
  EXPECT_EQ(load(owner, 99, 1).error().problems[0].field, "resource");
}

}  // namespace
}  // namespace imprint
