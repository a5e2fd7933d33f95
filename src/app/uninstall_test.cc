#include "app/uninstall.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "app/diga_tools.h"
#include "app/install.h"
#include "app/resources.h"
#include "app/testing/lifecycle_fixture.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::LifecycleFixture;
using test::MapTo;
using test::NamesOf;
using test::ProblemsOf;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class UninstallTest : public LifecycleFixture {
 protected:
  Id Of(unsigned n) const { return TestWorld::IdIn(installed_, n); }
  InstallationId It() const { return installed_.installation.id; }
  Result<Uninstalled> Remove(InstallationId id, bool discard = false, bool break_them = false,
                             bool dry_run = false) const {
    return Uninstall(services_, {account_.id, id, discard, break_them, dry_run});
  }
  std::string Here() const { return R"("_integrationId":")" + Of(1).Text() + "\""; }
  static std::string Line(ErrorCode code, const Id& id) {
    return fmt::format("{} {}", static_cast<int>(code), id.Text());
  }

  // Once before, so that the bundle's version is known.
  Status known_ = [&]() -> Status {
    const auto first = world_.InstallBundle(account_, SmallBundle(), connection_);
    return services_.store.Write([&](StoreWriter& writer) {
      return writer.RemoveInstallation(account_.id, first.installation.id);
    });
  }();
  RowDigests before_ = Rows();
  Installed installed_ = world_.InstallBundle(account_, SmallBundle(), connection_);
};

TEST_F(UninstallTest, LeavesNothingBehind) {
  const auto gone = Remove(It());
  ASSERT_TRUE(gone) << gone.error().message();
  EXPECT_THAT(NamesOf(gone->removed),
              ElementsAre("Integration \"Integration 1\"", "Export \"Export 3\"",
                          "Import \"Import 4\"", "Flow \"Flow 5\"", "Script \"Script 6\""));
  EXPECT_THAT(gone->edited, IsEmpty());
  EXPECT_THAT(gone->users, IsEmpty());
  RowDigests after = Rows();
  after[4] = before_[4];  // the upload of the second install
  EXPECT_EQ(after, before_);
  EXPECT_EQ(Read(Model::kExport, Of(test::kSmallExport)), "");
  EXPECT_NE(Read(Model::kConnection, connection_), "");
  EXPECT_EQ(LastAudit(),
            fmt::format("{} integration {}", static_cast<int>(AuditEvent::kDelete), It().Text()));
  EXPECT_EQ(CodeOf(Remove(It())), ErrorCode::kNotFound);
}

TEST_F(UninstallTest, RefusesEditsWithTheWholeList) {
  Set(Model::kExport, Of(test::kSmallExport), "name", R"("Mine")");
  Set(Model::kImport, Of(test::kSmallImport), "name", R"("Import 4")");  // as it was
  Set(Model::kScript, Of(test::kSmallScript), "x", "1");
  const auto rows = Rows();
  const auto refused = Remove(It());
  ASSERT_EQ(CodeOf(refused), ErrorCode::kEdited);
  EXPECT_THAT(ProblemsOf(refused.error()),
              ElementsAre(Line(ErrorCode::kEdited, Of(test::kSmallExport)),
                          Line(ErrorCode::kEdited, Of(test::kSmallScript))));
  EXPECT_THAT(refused.error().message(), HasSubstr("Export \"Mine\""));
  EXPECT_EQ(CodeOf(Remove(It(), false, true)), ErrorCode::kEdited);
  EXPECT_EQ(Rows(), rows);
  const auto gone = Remove(It(), true);
  ASSERT_TRUE(gone);
  EXPECT_THAT(NamesOf(gone->edited), ElementsAre("Export \"Mine\"", "Script \"Script 6\""));
  EXPECT_EQ(gone->removed.size(), 5u);
}

TEST_F(UninstallTest, TakesDeletedResourcesForNothing) {
  Delete(Model::kFlow, Of(test::kSmallFlow));
  const auto gone = Remove(It());
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->removed.size(), 4u);
  EXPECT_FALSE(world_.Row(account_, Of(test::kSmallFlow)));
}

TEST_F(UninstallTest, RefusesWhatIsUsedWithTheWholeList) {
  const Id flow = world_.Make(
      account_, Model::kFlow,
      Here() + R"(,"pageGenerators":[{"_exportId":")" + Of(test::kSmallExport).Text() + "\"}]");
  const Id script_user = world_.Make(
      account_, Model::kExport,
      R"("hooks":{"preSavePage":{"_scriptId":")" + Of(test::kSmallScript).Text() + "\"}}");
  const auto rows = Rows();
  const auto refused = Remove(It(), true);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInUse);
  EXPECT_THAT(ProblemsOf(refused.error()),
              ElementsAre(Line(ErrorCode::kInUse, script_user), Line(ErrorCode::kInUse, flow)));
  EXPECT_EQ(Rows(), rows);
  const auto gone = Remove(It(), false, true);
  ASSERT_TRUE(gone);
  EXPECT_THAT(NamesOf(gone->users), ElementsAre("Export \"N\"", "Flow \"N\""));
  // What the account made stays as it was.
  EXPECT_NE(Read(Model::kFlow, flow), "");
}

TEST_F(UninstallTest, NamesEditedResourcesOfOtherInstallationsAsUsers) {
  const auto other = world_.InstallBundle(account_, SmallBundle(), connection_);
  const Id theirs = TestWorld::IdIn(other, test::kSmallFlow);
  Set(Model::kFlow, theirs, "_integrationId", "\"" + Of(1).Text() + "\"");
  EXPECT_THAT(ProblemsOf(Remove(It()).error()), ElementsAre(Line(ErrorCode::kInUse, theirs)));
  // The other one is free to go: its own rows are no users from outside.
  EXPECT_EQ(CodeOf(Remove(other.installation.id)), ErrorCode::kEdited);
  EXPECT_TRUE(Remove(other.installation.id, true));
  EXPECT_TRUE(Remove(It()));
}

TEST_F(UninstallTest, NamesInstallationsInTheSameIntegration) {
  const Installation into = InstallInto(Of(1));
  const auto refused = Remove(It());
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInUse);
  ASSERT_EQ(refused.error().problems.size(), 1u);
  EXPECT_THAT(refused.error().message(), HasSubstr("Flow \"Flow 5\""));
  // One without a resource that says where it belongs stands for itself.
  const auto view = ReadInstallation(services_, account_.id, into.id);
  for (const auto& resource : view->resources) {
    if (resource.model == Model::kFlow) Delete(Model::kFlow, resource.id.id);
  }
  EXPECT_THAT(ProblemsOf(Remove(It()).error()), ElementsAre(Line(ErrorCode::kInUse, into.id.id)));
  ASSERT_TRUE(Remove(into.id));
  EXPECT_TRUE(Remove(It()));
}

TEST_F(UninstallTest, LeavesTheIntegrationThatItWasPutInto) {
  const Id own = world_.Make(account_, Model::kIntegration);
  const Installation into = InstallInto(own);
  world_.Make(account_, Model::kFlow, R"("_integrationId":")" + own.Text() + "\"");
  const auto gone = Remove(into.id);
  ASSERT_TRUE(gone) << gone.error().message();
  EXPECT_EQ(gone->removed.size(), 4u);
  EXPECT_NE(Read(Model::kIntegration, own), "");
}

TEST_F(UninstallTest, NamesInstallationsBoundToItsConnections) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  const auto created = Install(services_, request);
  ASSERT_TRUE(created);
  const Id connection = TestWorld::IdIn(*created, test::kSmallConnection);
  const auto user = world_.InstallBundle(account_, SmallBundle(), connection);
  const auto refused = Remove(created->installation.id);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInUse);
  EXPECT_THAT(ProblemsOf(refused.error()),
              ElementsAre(Line(ErrorCode::kInUse, TestWorld::IdIn(user, test::kSmallExport)),
                          Line(ErrorCode::kInUse, TestWorld::IdIn(user, test::kSmallImport))));
  ASSERT_TRUE(Remove(created->installation.id, false, true));
  EXPECT_EQ(Read(Model::kConnection, connection), "");
  EXPECT_TRUE(Find(user.installation.id));
}

TEST_F(UninstallTest, NamesUsersOfFlowGroupings) {
  const std::string grouping = test::SourceId(50);
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kIntegration, test::kSmallIntegration,
             R"("flowGroupings":[{"_id":")" + grouping + R"(","name":"G"}])");
  const auto installed = world_.InstallBundle(account_, bundle, connection_);
  const auto document =
      test::Parse(Read(Model::kIntegration, TestWorld::IdIn(installed, test::kSmallIntegration)));
  const std::string id = document.root()["flowGroupings"].items()[0].StringMember("_id").value();
  const Id user = world_.Make(account_, Model::kFlow, R"("_flowGroupingId":")" + id + "\"");
  EXPECT_THAT(ProblemsOf(Remove(installed.installation.id).error()),
              ElementsAre(Line(ErrorCode::kInUse, user)));
}

TEST_F(UninstallTest, CountsWhatTheListHasNoRoomFor) {
  world_.limits.bundle_problems = 3;
  Set(Model::kExport, Of(test::kSmallExport), "name", R"("Mine")");
  for (int i = 0; i < 6; ++i) world_.Make(account_, Model::kFlow, Here());
  const auto refused = Remove(It());
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().problems.size(), 4u);
  EXPECT_EQ(refused.error().code(), ErrorCode::kEdited);
  EXPECT_EQ(refused.error().problems[1].code, ErrorCode::kInUse);
  EXPECT_EQ(refused.error().problems[3].message, "And 4 more.");
  EXPECT_EQ(refused.error().problems[3].field, "");
}

TEST_F(UninstallTest, OnlyTriedWritesNothing) {
  Set(Model::kExport, Of(test::kSmallExport), "name", R"("Mine")");
  world_.Make(account_, Model::kFlow, Here());
  const auto rows = Rows();
  const auto audit = LastAudit();
  EXPECT_EQ(Remove(It(), false, false, true).error().problems.size(), 2u);
  const auto tried = Remove(It(), true, true, true);
  ASSERT_TRUE(tried);
  EXPECT_EQ(tried->removed.size(), 5u);
  EXPECT_EQ(tried->edited.size(), 1u);
  EXPECT_EQ(tried->users.size(), 1u);
  EXPECT_EQ(Rows(), rows);
  EXPECT_EQ(LastAudit(), audit);
  EXPECT_FALSE(test::CodeOf(Remove(It(), true, true)));
}

TEST_F(UninstallTest, RemembersItsBindings) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  InstallRequest request;
  request.account = account_.id;
  request.from_template = id;
  request.connection_map = MapTo(connection_);
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed);
  ASSERT_TRUE(Remove(installed->installation.id));
  std::optional<SavedBindings> saved;
  ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    saved = *reader.FindSavedBindings(account_.id, id);
    return {};
  }));
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->connections.at(*Id::FromObjectIdText(test::SourceId(test::kSmallConnection))),
            connection_);
}

TEST_F(UninstallTest, SeesWhatCameMeanwhile) {
  world_.store.BeforeNextWrite([&] { world_.Make(account_, Model::kFlow, Here()); });
  EXPECT_EQ(CodeOf(Remove(It())), ErrorCode::kInUse);
  EXPECT_TRUE(Find(It()));
}

TEST_F(UninstallTest, OfOthersIsNotThere) {
  EXPECT_EQ(CodeOf(Uninstall(services_, {other_.id, It(), true, true, false})),
            ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(Remove(InstallationId(Of(test::kSmallExport)), true, true)),
            ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(Remove(InstallationId(), true, true)), ErrorCode::kNotFound);
  // What another account refers to by chance is no user.
  world_.Make(other_, Model::kScript, R"("content":")" + Of(1).Text() + "\"");
  EXPECT_TRUE(Remove(It()));
}

TEST_F(UninstallTest, OfDigaTakesAddedToolsAlong) {
  const TemplateId source = NewDigaTemplate();
  const Id copy = CopyDiga(source, "k-123");
  const auto rows = Rows();
  EXPECT_FALSE(CodeOf(Remove(InstallationId(copy), false, false, true)));
  AddTool(copy, "own");
  Resource mcp = *world_.Row(account_, ToolOf(copy, "own"));
  mcp.id = ResourceId(*Id::FromUuidText("01890000-0000-7000-8000-000000000001"));
  mcp.document = R"({"id":"01890000-0000-7000-8000-000000000001","type":"MCP","name":"m"})";
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) { return writer.PutResource(mcp); }));
  PatchTool(copy, ToolOf(copy, "list"), R"({"timeout":9})");
  const auto refused = Remove(InstallationId(copy));
  ASSERT_FALSE(refused);
  EXPECT_THAT(ProblemsOf(refused.error()),
              UnorderedElementsAre(Line(ErrorCode::kEdited, ToolOf(copy, "list")),
                                   Line(ErrorCode::kInUse, ToolOf(copy, "own")),
                                   Line(ErrorCode::kInUse, mcp.id.id)));
  const auto gone = Remove(InstallationId(copy), true, true);
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->removed.size(), 5u);
  EXPECT_FALSE(world_.Row(account_, mcp.id.id));
  const Id again = CopyDiga(source, "k-123");
  EXPECT_EQ(Rows()[6], rows[6]);  // resources
  EXPECT_EQ(Rows()[5].rows, rows[5].rows);
  EXPECT_TRUE(Remove(InstallationId(again)));
}

// A key that was entered since is no edit that would be lost.
TEST_F(UninstallTest, OfDigaDoesNotMindItsKey) {
  const Id copy = CopyDiga(NewDigaTemplate());
  PatchDiga(copy, R"({"auth_key":"k-456"})");
  EXPECT_TRUE(Remove(InstallationId(copy)));
  EXPECT_FALSE(world_.Row(account_, copy));
}

}  // namespace
}  // namespace imprint
