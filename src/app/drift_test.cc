#include "app/drift.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "app/diga_tools.h"
#include "app/install.h"
#include "app/testing/lifecycle_fixture.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::LifecycleFixture;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DriftTest : public LifecycleFixture {
 protected:
  Id Of(unsigned n) const { return TestWorld::IdIn(installed_, n); }
  InstallationId It() const { return installed_.installation.id; }

  Installed installed_ = world_.InstallBundle(account_, SmallBundle(), connection_);
};

TEST_F(DriftTest, IsNothingAtFirst) {
  EXPECT_THAT(DriftOf(It()), IsEmpty());
  EXPECT_THAT(DriftOf(InstallationId(CopyDiga(NewDigaTemplate(), "k"))), IsEmpty());
}

TEST_F(DriftTest, NamesEachFieldWithBothValues) {
  Edit(
      Model::kFlow, Of(test::kSmallFlow),
      fmt::format(
          R"({{"name":"Mine","disabled":true,"_integrationId":"{}","pageGenerators":[{{"_exportId":"{}",)"
          R"("skipRetries":true}}]}})",
          Of(test::kSmallIntegration).Text(), Of(test::kSmallExport).Text()));
  const auto drift = ReadDrift(services_, account_.id, It());
  ASSERT_TRUE(drift);
  ASSERT_EQ(drift->resources.size(), 1u);
  const DriftedResource& flow = drift->resources[0];
  EXPECT_EQ(flow.resource.id.id, Of(test::kSmallFlow));
  EXPECT_EQ(flow.resource.template_id.Text(), test::SourceId(test::kSmallFlow));
  EXPECT_EQ(flow.resource.state, InstalledState::kEdited);
  EXPECT_EQ(flow.resource.name, "Mine");
  ASSERT_EQ(flow.fields.size(), 3u);
  EXPECT_EQ(flow.fields[0].path, "name");
  EXPECT_EQ(flow.fields[0].from, R"("Flow 5")");
  EXPECT_EQ(flow.fields[0].to, R"("Mine")");
  EXPECT_TRUE(flow.fields[1].path.starts_with("pageGenerators["));
  EXPECT_EQ(flow.fields[1].from, std::nullopt);
  EXPECT_EQ(flow.fields[1].to, "true");
  EXPECT_EQ(flow.fields[2].path, "pageProcessors");
  EXPECT_EQ(flow.fields[2].to, std::nullopt);
}

TEST_F(DriftTest, IsNotWhatTheServerSets) {
  world_.clock.Advance(std::chrono::hours(5));
  Edit(Model::kExport, Of(test::kSmallExport), Read(Model::kExport, Of(test::kSmallExport)));
  ASSERT_TRUE(world_.Row(account_, Of(test::kSmallExport)));
  EXPECT_THAT(DriftOf(It()), IsEmpty());
}

TEST_F(DriftTest, ShowsWhatWasDeletedAndAdded) {
  Delete(Model::kFlow, Of(test::kSmallFlow));
  const std::string here = R"("_integrationId":")" + Of(test::kSmallIntegration).Text() + "\"";
  world_.Make(account_, Model::kFlow, here);
  world_.Make(account_, Model::kFlow);  // in no integration
  // Refers to it in another way.
  world_.Make(account_, Model::kExport, R"("description":")" + Of(1).Text() + "\"");
  EXPECT_THAT(DriftOf(It()), ElementsAre("deleted Flow \"Flow 5\"", "added Flow \"N\""));
}

TEST_F(DriftTest, LeavesOthersInTheSameIntegrationOut) {
  const Installation into = InstallInto(Of(test::kSmallIntegration));
  EXPECT_THAT(DriftOf(It()), IsEmpty());
  const std::string here = R"("_integrationId":")" + Of(test::kSmallIntegration).Text() + "\"";
  world_.Make(account_, Model::kFlow, here);
  EXPECT_THAT(DriftOf(It()), ElementsAre("added Flow \"N\""));
  EXPECT_THAT(DriftOf(into.id), IsEmpty());
  // An edited resource of the other installation is that one's drift.
  const auto view = ReadInstallation(services_, account_.id, into.id);
  for (const auto& resource : view->resources) {
    if (resource.model == Model::kFlow) Set(Model::kFlow, resource.id.id, "name", R"("X")");
  }
  EXPECT_THAT(DriftOf(It()), ElementsAre("added Flow \"N\""));
  EXPECT_THAT(DriftOf(into.id), ElementsAre("edited Flow \"X\": name"));
}

TEST_F(DriftTest, MasksCredentials) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  const auto created = Install(services_, request);
  ASSERT_TRUE(created);
  const Id connection = TestWorld::IdIn(*created, test::kSmallConnection);
  Set(Model::kConnection, connection, "http",
      R"({"auth":{"type":"basic","basic":{"username":"u","password":"hunter2"}}})");
  const auto drift = ReadDrift(services_, account_.id, created->installation.id);
  ASSERT_TRUE(drift);
  ASSERT_EQ(drift->resources.size(), 1u);
  ASSERT_EQ(drift->resources[0].fields.size(), 1u);
  EXPECT_EQ(drift->resources[0].fields[0].to,
            R"({"auth":{"type":"basic","basic":{"username":"u","password":"******"}}})");
}

TEST_F(DriftTest, MasksTheValuesOfSecretVariables) {
  test::BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kScript, test::kSmallScript, R"("content":"<<domain>> Bearer <<api_key>>")");
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, bundle.Zip());
  request.variables = {{"domain", R"("a.example")"}, {"api_key", R"("k-12345")"}};
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed) << installed.error().message();
  const Id script = TestWorld::IdIn(*installed, test::kSmallScript);
  Set(Model::kScript, script, "content", R"("a.example x=\u006b-12345")");
  const auto drift = ReadDrift(services_, account_.id, installed->installation.id);
  ASSERT_TRUE(drift);
  ASSERT_EQ(drift->resources.size(), 1u);
  ASSERT_EQ(drift->resources[0].fields.size(), 1u);
  EXPECT_EQ(drift->resources[0].fields[0].from, R"("a.example Bearer ******")");
  EXPECT_EQ(drift->resources[0].fields[0].to, R"("a.example x=******")");
  // A revert tells the same, and puts back what the template has.
  const auto reverted = Revert(installed->installation.id, script, "content");
  ASSERT_TRUE(reverted);
  ASSERT_EQ(reverted->resource.fields.size(), 1u);
  EXPECT_EQ(reverted->resource.fields[0].from, R"("a.example Bearer ******")");
  EXPECT_EQ(reverted->resource.fields[0].to, R"("a.example x=******")");
  EXPECT_EQ(test::TextAt(Read(Model::kScript, script), "content"), "a.example Bearer k-12345");
}

TEST_F(DriftTest, OfDigaIsNeitherBindingsNorItsKey) {
  const Id copy = CopyDiga(NewDigaTemplate(), "k-123");
  PatchDiga(copy, R"({"auth_key":"k-456"})");
  EXPECT_THAT(DriftOf(InstallationId(copy)), IsEmpty());
  PatchDiga(copy, R"({"base_url":"https://b.example","auth_key":""})");
  PatchTool(copy, ToolOf(copy, "list"), R"({"query":[{"name":"q","data_type":"integer"}]})");
  const auto deleted = ToolOf(copy, "get");
  ASSERT_TRUE(DeleteDigaTool(services_, account_.id, copy, deleted));
  AddTool(copy, "own");
  EXPECT_THAT(DriftOf(InstallationId(copy)),
              ElementsAre("edited DigaIntegration \"Mine\": base_url",
                          "edited DigaTool \"list\": query[name=q].data_type, query[name=page]",
                          "deleted DigaTool \"get\"", "added DigaTool \"own\""));
}

TEST_F(DriftTest, LeavesToolsOfAnMcpServerOut) {
  const Id copy = CopyDiga(NewDigaTemplate());
  Resource tool;
  tool.id = ResourceId(*Id::FromUuidText("01890000-0000-7000-8000-000000000001"));
  tool.account = account_.id;
  tool.model = Model::kDigaTool;
  tool.document = R"({"id":"01890000-0000-7000-8000-000000000001","type":"MCP","name":"m"})";
  tool.references = {copy};
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) { return writer.PutResource(tool); }));
  EXPECT_THAT(DriftOf(InstallationId(copy)), IsEmpty());
}

TEST_F(DriftTest, NamesEveryResourceWhereThereIsNoRoomForFields) {
  const std::string text(2000, 'x');
  Set(Model::kExport, Of(test::kSmallExport), "description", "\"" + text + "\"");
  Set(Model::kImport, Of(test::kSmallImport), "name", "\"I\"");
  world_.limits.page_bytes = 1000;
  const auto drift = ReadDrift(services_, account_.id, It());
  ASSERT_TRUE(drift);
  ASSERT_EQ(drift->resources.size(), 2u);
  EXPECT_TRUE(drift->resources[0].fields_left_out);
  EXPECT_THAT(drift->resources[0].fields, IsEmpty());
  EXPECT_FALSE(drift->resources[1].fields_left_out);
  EXPECT_EQ(drift->resources[1].fields.size(), 1u);
}

TEST_F(DriftTest, TakesMemoryForWhatIsLarge) {
  const std::string text(300 * 1024, 'x');
  Set(Model::kExport, Of(test::kSmallExport), "description", "\"" + text + "\"");
  ByteBudget budget(64 << 20);
  Services services = services_;
  services.work = &budget;
  const auto drift = ReadDrift(services, account_.id, It());
  ASSERT_TRUE(drift);
  ASSERT_EQ(drift->resources.size(), 1u);
  EXPECT_FALSE(drift->resources[0].fields_left_out);
  ASSERT_TRUE(drift->held);
  EXPECT_GE(drift->held->bytes(), text.size());
}

TEST_F(DriftTest, OfOthersIsNotThere) {
  Set(Model::kExport, Of(test::kSmallExport), "name", "\"X\"");
  EXPECT_EQ(CodeOf(ReadDrift(services_, other_.id, It())), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(ReadDrift(services_, account_.id, InstallationId())), ErrorCode::kNotFound);
  EXPECT_EQ(
      CodeOf(ReadDrift(services_, account_.id,
                       InstallationId(*Id::FromUuidText("ffffffff-ffff-ffff-ffff-ffffffffffff")))),
      ErrorCode::kNotFound);
}

}  // namespace
}  // namespace imprint
