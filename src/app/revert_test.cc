#include "app/revert.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "app/diga_tools.h"
#include "app/history.h"
#include "app/install.h"
#include "app/resources.h"
#include "app/rollback.h"
#include "app/testing/lifecycle_fixture.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::LifecycleFixture;
using test::ProblemsOf;
using test::Ref;
using test::SmallBundle;
using test::TestWorld;
using test::TextAt;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RevertTest : public LifecycleFixture {
 protected:
  Id Of(unsigned n) const { return TestWorld::IdIn(installed_, n); }
  InstallationId It() const { return installed_.installation.id; }
  std::size_t Steps(InstallationId id) const {
    return ListHistory(services_, account_.id, id)->size();
  }
  static std::string Line(ErrorCode code, const std::string& field) {
    return fmt::format("{} {}", static_cast<int>(code), field);
  }

  Installed installed_ = world_.InstallBundle(account_, SmallBundle(), connection_);
};

TEST_F(RevertTest, PutsAWholeResourceBack) {
  const Id id = Of(test::kSmallExport);
  const std::string fresh = Read(Model::kExport, id);
  world_.clock.Advance(std::chrono::hours(1));
  Edit(Model::kExport, id, R"({"name":"Mine","x":{"y":1}})");
  const auto reverted = Revert(It(), id);
  ASSERT_TRUE(reverted) << reverted.error().message();
  EXPECT_EQ(Read(Model::kExport, id), fresh);
  EXPECT_FALSE(world_.Row(account_, id));
  EXPECT_THAT(DriftOf(It()), IsEmpty());
  EXPECT_EQ(reverted->step, 1u);
  EXPECT_EQ(reverted->resource.resource.state, InstalledState::kEdited);
  EXPECT_EQ(reverted->resource.resource.name, "Mine");
  EXPECT_EQ(reverted->resource.fields.size(), 4u);  // name, x, _connectionId, hooks
  EXPECT_EQ(LastAudit(), fmt::format("{} export {} name x _connectionId hooks",
                                     static_cast<int>(AuditEvent::kRevert), id.Text()));
}

TEST_F(RevertTest, PutsOneFieldBack) {
  const Id id = Of(test::kSmallExport);
  Set(Model::kExport, id, "name", R"("Mine")");
  Set(Model::kExport, id, "hooks", R"({"other":1})");
  const auto reverted = Revert(It(), id, "hooks");
  ASSERT_TRUE(reverted);
  EXPECT_THAT(DriftOf(It()), ElementsAre("edited Export \"Mine\": name"));
  std::vector<std::string> paths;
  for (const auto& field : reverted->resource.fields) paths.push_back(field.path);
  EXPECT_THAT(paths, ::testing::UnorderedElementsAre("hooks.other", "hooks.preSavePage"));
  // What the document refers to again keeps that from going.
  EXPECT_EQ(CodeOf(DeleteResource(services_, account_.id, Model::kScript, Of(test::kSmallScript))),
            ErrorCode::kInUse);
  EXPECT_EQ(LastAudit(),
            fmt::format("{} export {} hooks", static_cast<int>(AuditEvent::kRevert), id.Text()));
  ASSERT_TRUE(Revert(It(), id, "name"));
  EXPECT_FALSE(world_.Row(account_, id));
}

TEST_F(RevertTest, KeepsTheServersFieldsOfTheOverride) {
  const Id id = Of(test::kSmallExport);
  Set(Model::kExport, id, "name", R"("Mine")");
  Set(Model::kExport, id, "x", "1");
  world_.clock.Advance(std::chrono::hours(1));
  ASSERT_TRUE(Revert(It(), id, "x"));
  const std::string document = Read(Model::kExport, id);
  EXPECT_EQ(TextAt(document, "_id"), id.Text());
  EXPECT_EQ(TextAt(document, "_sourceId"), test::SourceId(test::kSmallExport));
  EXPECT_EQ(TextAt(document, "createdAt"), "2026-03-01T12:00:00.000Z");
  EXPECT_EQ(TextAt(document, "lastModified"), "2026-03-01T13:00:00.000Z");
  EXPECT_EQ(world_.Row(account_, id)->installation, It());
}

TEST_F(RevertTest, BringsBackWhatWasDeleted) {
  const Id id = Of(test::kSmallFlow);
  const std::string fresh = Read(Model::kFlow, id);
  Delete(Model::kFlow, id);
  EXPECT_EQ(CodeOf(Revert(It(), id, "name")), ErrorCode::kInvalidField);
  const auto reverted = Revert(It(), id);
  ASSERT_TRUE(reverted);
  EXPECT_EQ(reverted->resource.resource.state, InstalledState::kDeleted);
  EXPECT_EQ(Read(Model::kFlow, id), fresh);
}

TEST_F(RevertTest, RefusesWhatWouldLeadNowhere) {
  Delete(Model::kFlow, Of(test::kSmallFlow));
  Delete(Model::kExport, Of(test::kSmallExport));
  Delete(Model::kImport, Of(test::kSmallImport));
  const auto rows = Rows();
  const auto refused = Revert(It(), Of(test::kSmallFlow));
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInvalidReference);
  EXPECT_THAT(ProblemsOf(refused.error()),
              ElementsAre(Line(ErrorCode::kInvalidReference, "pageGenerators[0]._exportId"),
                          Line(ErrorCode::kInvalidReference, "pageProcessors[0]._importId")));
  EXPECT_EQ(Rows(), rows);
  ASSERT_TRUE(Revert(It(), Of(test::kSmallExport)));
  ASSERT_TRUE(Revert(It(), Of(test::kSmallImport)));
  ASSERT_TRUE(Revert(It(), Of(test::kSmallFlow)));
  EXPECT_THAT(DriftOf(It()), IsEmpty());
}

TEST_F(RevertTest, RefusesAFieldThatWouldLeadNowhere) {
  const Id id = Of(test::kSmallExport);
  Edit(Model::kExport, id, R"({"name":"Mine"})");
  Delete(Model::kScript, Of(test::kSmallScript));
  EXPECT_EQ(CodeOf(Revert(It(), id)), ErrorCode::kInvalidReference);
  EXPECT_EQ(CodeOf(Revert(It(), id, "hooks")), ErrorCode::kInvalidReference);
  EXPECT_TRUE(Revert(It(), id, "name"));
}

// A resource that refers to itself is not deleted once it is there again.
TEST_F(RevertTest, TakesReferencesToTheResourceItself) {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kFlow, 20, R"("_runNextFlowIds":[")" + test::SourceId(20) + "\"]");
  const auto installed = world_.InstallBundle(account_, bundle, connection_);
  const Id flow = TestWorld::IdIn(installed, 20);
  Delete(Model::kFlow, flow);
  EXPECT_TRUE(Revert(installed.installation.id, flow));
}

TEST_F(RevertTest, RefusesToTakeFlowGroupingsThatAreUsed) {
  const Id id = Of(test::kSmallIntegration);
  const std::string grouping = "5f0000000000000000000001";
  Set(Model::kIntegration, id, "flowGroupings", R"([{"_id":")" + grouping + R"(","name":"G"}])");
  const Id user = world_.Make(account_, Model::kFlow, R"("_flowGroupingId":")" + grouping + "\"");
  const auto refused = Revert(It(), id);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInUse);
  EXPECT_THAT(ProblemsOf(refused.error()), ElementsAre(Line(ErrorCode::kInUse, user.Text())));
  EXPECT_THAT(refused.error().message(), HasSubstr("Flow \"N\""));
  Delete(Model::kFlow, user);
  EXPECT_TRUE(Revert(It(), id));
}

TEST_F(RevertTest, RefusesAFlowWhoseGroupingIsGone) {
  const std::string grouping = test::SourceId(50);
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kIntegration, test::kSmallIntegration,
             R"("flowGroupings":[{"_id":")" + grouping + R"(","name":"G"}])");
  bundle.Add(
      Model::kFlow, test::kSmallFlow,
      Ref("_integrationId", test::kSmallIntegration) + R"(,"_flowGroupingId":")" + grouping + "\"");
  const auto installed = world_.InstallBundle(account_, bundle, connection_);
  const InstallationId it = installed.installation.id;
  const Id flow = TestWorld::IdIn(installed, test::kSmallFlow);
  const Id integration = TestWorld::IdIn(installed, test::kSmallIntegration);
  Delete(Model::kFlow, flow);
  Set(Model::kIntegration, integration, "flowGroupings", "[]");
  const auto refused = Revert(it, flow);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInvalidReference);
  EXPECT_EQ(refused.error().problems[0].field, "_flowGroupingId");
  ASSERT_TRUE(Revert(it, integration));
  EXPECT_TRUE(Revert(it, flow));
}

TEST_F(RevertTest, SaysWhereThereIsNothingToRevert) {
  const Id id = Of(test::kSmallExport);
  const auto expect = [&](const Id& resource, const std::string& field, ErrorCode code,
                          const std::string& where) {
    const auto refused = Revert(It(), resource, field);
    ASSERT_FALSE(refused);
    EXPECT_THAT(ProblemsOf(refused.error()), ElementsAre(Line(code, where)));
  };
  expect(id, "", ErrorCode::kInvalidField, "resource");
  expect(id, "name", ErrorCode::kInvalidField, "resource");
  Set(Model::kExport, id, "name", R"("Mine")");
  expect(id, "hooks", ErrorCode::kInvalidField, "field");
  expect(id, "nam", ErrorCode::kInvalidField, "field");
  expect(id, "name.x", ErrorCode::kInvalidField, "field");
  expect(id, std::string(100000, '['), ErrorCode::kInvalidField, "field");
  const auto made =
      world_.Make(account_, Model::kFlow, fmt::format(R"("_integrationId":"{}")", Of(1).Text()));
  expect(made, "", ErrorCode::kNotFound, "resource");
  expect(connection_, "", ErrorCode::kNotFound, "resource");
  expect(Id(), "", ErrorCode::kNotFound, "resource");
  expect(Of(test::kSmallConnection), "", ErrorCode::kNotFound, "resource");
  const Id copy = CopyDiga(NewDigaTemplate());
  expect(copy, "", ErrorCode::kNotFound, "resource");
  EXPECT_EQ(Steps(It()), 0u);
}

TEST_F(RevertTest, OfOthersIsNotThere) {
  const Id id = Of(test::kSmallExport);
  Set(Model::kExport, id, "name", R"("Mine")");
  EXPECT_EQ(CodeOf(RevertResource(services_, {other_.id, It(), id, {}, false})),
            ErrorCode::kNotFound);
  const auto theirs = world_.InstallBundle(other_, SmallBundle(), world_.MakeConnection(other_));
  EXPECT_EQ(CodeOf(RevertResource(services_, {other_.id, theirs.installation.id, id, {}, false})),
            ErrorCode::kNotFound);
  EXPECT_THAT(DriftOf(It()), ElementsAre("edited Export \"Mine\": name"));
}

TEST_F(RevertTest, OnlyTriedWritesNothing) {
  const Id id = Of(test::kSmallExport);
  Set(Model::kExport, id, "name", R"("Mine")");
  Set(Model::kExport, id, "x", "1");
  const auto rows = Rows();
  const auto audit = LastAudit();
  for (const char* field : {"", "name"}) {
    const auto tried = Revert(It(), id, field, true);
    ASSERT_TRUE(tried);
    EXPECT_EQ(tried->step, 1u);
    EXPECT_EQ(tried->resource.fields.size(), *field ? 1u : 2u);
  }
  EXPECT_EQ(CodeOf(Revert(It(), id, "y", true)), ErrorCode::kInvalidField);
  EXPECT_EQ(Rows(), rows);
  EXPECT_EQ(LastAudit(), audit);
}

TEST_F(RevertTest, IsAStepOfItsInstallation) {
  const Id id = Of(test::kSmallExport);
  Set(Model::kExport, id, "name", R"("One")");
  ASSERT_TRUE(Revert(It(), id));
  Set(Model::kExport, id, "name", R"("Two")");
  const auto second = Revert(It(), id);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->step, 2u);
  const auto history = ListHistory(services_, account_.id, It());
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ((*history)[1].step.change, InstallationChange::kRevert);
  EXPECT_EQ((*history)[1].step.version_before, installed_.installation.version);
}

TEST_F(RevertTest, CanBeRolledBack) {
  const Id id = Of(test::kSmallExport);
  Set(Model::kExport, id, "name", R"("Mine")");
  Set(Model::kExport, id, "x", "1");
  Delete(Model::kFlow, Of(test::kSmallFlow));
  const std::string mine = Read(Model::kExport, id);
  const auto drift = DriftOf(It());
  ASSERT_TRUE(Revert(It(), id, "x"));
  ASSERT_TRUE(Revert(It(), id));
  ASSERT_TRUE(Revert(It(), Of(test::kSmallFlow)));
  const auto back = Rollback(services_, {account_.id, It(), 1, false, false});
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(Read(Model::kExport, id), mine);
  EXPECT_EQ(DriftOf(It()), drift);
}

// ---- credentials ----

class RevertedConnection : public RevertTest {
 protected:
  RevertedConnection() {
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, SmallBundle().Zip());
    created_ = *Install(services_, request);
    id_ = TestWorld::IdIn(created_, test::kSmallConnection);
    fresh_ = Read(Model::kConnection, id_);
    Edit(Model::kConnection, id_,
         R"({"name":"Mine","type":"http","offline":false,"http":{"baseURI":"https://a.example",)"
         R"("auth":{"type":"basic","basic":{"username":"u","password":"hunter2"}}}})");
  }
  std::string Secret() {
    const auto row = world_.Row(account_, id_);
    return row && !row->sealed_secrets.empty() ? *services_.secrets.Open(row->sealed_secrets) : "";
  }

  Installed created_;
  Id id_;
  std::string fresh_;
};

TEST_F(RevertedConnection, KeepsItsCredentialsBesideAField) {
  ASSERT_TRUE(Revert(created_.installation.id, id_, "name"));
  EXPECT_THAT(Secret(), HasSubstr("hunter2"));
  EXPECT_THAT(Read(Model::kConnection, id_), HasSubstr(R"("password":"******")"));
  EXPECT_THAT(Read(Model::kConnection, id_), HasSubstr(R"("offline":false)"));
  EXPECT_THAT(Read(Model::kConnection, id_), Not(HasSubstr("hunter2")));
}

TEST_F(RevertedConnection, LosesThemWithTheirPlace) {
  ASSERT_TRUE(Revert(created_.installation.id, id_, "http"));
  EXPECT_EQ(Secret(), "");
  EXPECT_EQ(TextAt(Read(Model::kConnection, id_), "name"), "Mine");
  // What is left beside the template's content is that it is in use.
  ASSERT_TRUE(Revert(created_.installation.id, id_, "name"));
  EXPECT_TRUE(world_.Row(account_, id_));
  EXPECT_THAT(DriftOf(created_.installation.id), IsEmpty());
  ASSERT_TRUE(Revert(created_.installation.id, id_));
  EXPECT_EQ(Read(Model::kConnection, id_), fresh_);
}

TEST_F(RevertedConnection, LosesThemAsAWhole) {
  const auto reverted = Revert(created_.installation.id, id_);
  ASSERT_TRUE(reverted);
  EXPECT_FALSE(world_.Row(account_, id_));
  EXPECT_EQ(Read(Model::kConnection, id_), fresh_);
  for (const auto& field : reverted->resource.fields) {
    EXPECT_THAT(field.to.value_or(""), Not(HasSubstr("hunter2")));
  }
}

// ---- Diga ----

class RevertedDiga : public RevertTest {
 protected:
  std::string Document() const {
    return ReadDigaIntegration(services_, account_.id, copy_)->document;
  }
  std::string Tool(const Id& id) const { return *ReadDigaTool(services_, account_.id, copy_, id); }

  Id copy_ = CopyDiga(NewDigaTemplate(), "k-123");
  InstallationId of_copy_{copy_};
  Id list_ = ToolOf(copy_, "list");
  Id get_ = ToolOf(copy_, "get");
};

TEST_F(RevertedDiga, IntegrationKeepsItsKey) {
  const std::string fresh = Document();
  PatchDiga(copy_, R"({"name":"X","base_url":"https://b.example","auth_key":"k-456"})");
  ASSERT_TRUE(Revert(of_copy_, copy_, "name"));
  EXPECT_EQ(TextAt(Document(), "base_url"), "https://b.example");
  EXPECT_EQ(KeyOfDiga(copy_), "k-456");
  ASSERT_TRUE(Revert(of_copy_, copy_));
  EXPECT_EQ(Document(), fresh);
  EXPECT_FALSE(world_.Row(account_, copy_));
  EXPECT_EQ(KeyOfDiga(copy_), "k-456");
  // One that was taken away does not come back.
  PatchDiga(copy_, R"({"name":"X","auth_key":""})");
  ASSERT_TRUE(Revert(of_copy_, copy_, "name"));
  EXPECT_FALSE(world_.Row(account_, copy_));
  EXPECT_EQ(KeyOfDiga(copy_), "");
}

TEST_F(RevertedDiga, CanBeRolledBack) {
  PatchDiga(copy_, R"({"name":"X","auth_key":"k-456"})");
  const std::string mine = Document();
  ASSERT_TRUE(Revert(of_copy_, copy_));
  ASSERT_TRUE(Rollback(services_, {account_.id, of_copy_, {}, false, false}));
  EXPECT_EQ(Document(), mine);
  EXPECT_EQ(KeyOfDiga(copy_), "k-456");
}

TEST_F(RevertedDiga, ToolsKeepToTheirRules) {
  const std::string fresh = Tool(get_);
  PatchTool(copy_, get_, R"({"endpoint_path":"/x/{a}","path":[{"name":"a"}],"timeout":9})");
  // The path and its parameters belong together.
  EXPECT_EQ(CodeOf(Revert(of_copy_, get_, "endpoint_path")), ErrorCode::kInvalidField);
  ASSERT_TRUE(Revert(of_copy_, get_, "timeout"));
  ASSERT_TRUE(Revert(of_copy_, get_));
  EXPECT_EQ(Tool(get_), fresh);
}

TEST_F(RevertedDiga, ToolsHaveNamesOfTheirOwn) {
  PatchTool(copy_, list_, R"({"name":"all"})");
  AddTool(copy_, "list");
  for (const char* field : {"", "name"}) {
    const auto refused = Revert(of_copy_, list_, field);
    ASSERT_EQ(CodeOf(refused), ErrorCode::kConflict);
    EXPECT_THAT(refused.error().message(), HasSubstr("'list'"));
  }
  ASSERT_TRUE(DeleteDigaTool(services_, account_.id, copy_, get_));
  PatchTool(copy_, list_, R"({"name":"get"})");
  EXPECT_EQ(CodeOf(Revert(of_copy_, get_)), ErrorCode::kConflict);
  PatchTool(copy_, list_, R"({"name":"all"})");
  EXPECT_TRUE(Revert(of_copy_, get_));
  EXPECT_EQ(ToolOf(copy_, "get"), get_);
}

TEST_F(RevertedDiga, ToolsAreFoundAsBefore) {
  PatchTool(copy_, list_, R"({"name":"all","timeout":9})");
  ASSERT_TRUE(Revert(of_copy_, list_, "name"));
  EXPECT_EQ(ToolOf(copy_, "list"), list_);
  EXPECT_THAT(world_.Row(account_, list_)->references, ElementsAre(copy_));
  EXPECT_THAT(DriftOf(of_copy_), ElementsAre("edited DigaTool \"list\": timeout"));
}

}  // namespace
}  // namespace imprint
