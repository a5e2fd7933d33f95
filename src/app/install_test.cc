#include "app/install.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/resources.h"
#include "app/templates.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::LargeBundle;
using test::MapTo;
using test::ProblemsOf;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using test::TextAt;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InstallTest : public ::testing::Test {
 protected:
  InstallRequest FromTemplate(TemplateId id) {
    InstallRequest request;
    request.account = installer_.id;
    request.from_template = id;
    request.connection_map = MapTo(connection_);
    return request;
  }
  InstallRequest FromZip(const BundleBuilder& bundle) {
    InstallRequest request;
    request.account = installer_.id;
    request.run_key = world_.Upload(installer_, bundle.Zip());
    return request;
  }
  Result<Installed> Run(const InstallRequest& request) {
    return Install(world_.services(), request);
  }
  Error Refused(const InstallRequest& request) {
    const auto installed = Run(request);
    EXPECT_FALSE(installed);
    EXPECT_EQ(world_.CountInstallations(installer_), 0u);
    return installed ? Error(ErrorCode::kInternal, "installed") : installed.error();
  }
  std::string Read(Model model, const Id& id) {
    const auto document = ReadResource(world_.services(), installer_.id, model, id);
    return document ? *document : "";
  }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  Account installer_ = world_.NewAccount("installer");
  Id connection_ = world_.MakeConnection(installer_);
};

std::string CodeAndField(ErrorCode code, const std::string& field) {
  return fmt::format("{} {}", static_cast<int>(code), field);
}

TEST_F(InstallTest, MakesEveryDocumentWithItsOwnIdAndTheAccountsConnection) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  const auto installed = Run(FromTemplate(id));
  ASSERT_TRUE(installed);
  const auto id_of = [&](unsigned n) { return TestWorld::IdIn(*installed, n); };
  EXPECT_EQ(installed->installation.id.id, id_of(test::kSmallIntegration));
  EXPECT_EQ(id_of(test::kSmallConnection), connection_);

  const std::string flow = Read(Model::kFlow, id_of(test::kSmallFlow));
  EXPECT_EQ(TextAt(flow, "_integrationId"), id_of(test::kSmallIntegration).Text());
  EXPECT_EQ(TextAt(flow, "_sourceId"), SourceId(test::kSmallFlow));
  EXPECT_EQ(TextAt(flow, "_templateId"), id.Text());
  EXPECT_EQ(TextAt(flow, "createdAt"), "2026-03-01T12:00:00.000Z");
  EXPECT_THAT(flow, HasSubstr(R"("disabled":true)"));
  EXPECT_THAT(flow, HasSubstr(id_of(test::kSmallExport).Text()));
  const std::string an_export = Read(Model::kExport, id_of(test::kSmallExport));
  EXPECT_EQ(TextAt(an_export, "_connectionId"), connection_.Text());
  EXPECT_EQ(TextAt(an_export, "hooks.preSavePage._scriptId"), id_of(test::kSmallScript).Text());
  EXPECT_EQ(world_.All(installer_, Model::kConnection).size(), 1u);
  EXPECT_EQ(world_.TemplateRow(id)->installs, 1);
}

TEST_F(InstallTest, WritesOneInstallationWhateverTheSize) {
  for (const unsigned flows : {0u, 500u}) {
    SCOPED_TRACE(flows);
    const std::size_t rows = world_.CountRows(installer_);
    const std::size_t installations = world_.CountInstallations(installer_);
    const auto installed = Run(FromTemplate(world_.Publish(owner_, LargeBundle(flows))));
    ASSERT_TRUE(installed);
    EXPECT_EQ(world_.CountInstallations(installer_), installations + 1);
    EXPECT_EQ(world_.CountRows(installer_), rows);
    ASSERT_EQ(installed->installation.blocks.size(), 1u);
    EXPECT_EQ(installed->installation.blocks[0].count, 6 + flows);
  }
  EXPECT_EQ(world_.All(installer_, Model::kFlow).size(), 502u);
}

TEST_F(InstallTest, TwoInstallsOfOneTemplateShareNothing) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  const auto one = Run(FromTemplate(id));
  const auto two = Run(FromTemplate(id));
  ASSERT_TRUE(one && two);
  EXPECT_NE(TestWorld::IdIn(*one, test::kSmallFlow), TestWorld::IdIn(*two, test::kSmallFlow));
  EXPECT_EQ(world_.All(installer_, Model::kFlow).size(), 2u);
  EXPECT_EQ(world_.TemplateRow(id)->installs, 2);
}

TEST_F(InstallTest, WhatIsInstalledOutlivesItsTemplate) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  const auto installed = Run(FromTemplate(id));
  ASSERT_TRUE(DeleteTemplate(world_.services(), owner_, id));
  EXPECT_NE(Read(Model::kFlow, TestWorld::IdIn(*installed, test::kSmallFlow)), "");
  EXPECT_EQ(CodeOf(Run(FromTemplate(id))), ErrorCode::kNotFound);
}

TEST_F(InstallTest, ANewUploadDoesNotChangeWhatIsInstalled) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  ASSERT_TRUE(Run(FromTemplate(id)));
  world_.Upload(owner_, LargeBundle(2).Zip(), id);
  EXPECT_EQ(world_.All(installer_, Model::kFlow).size(), 1u);
  ASSERT_TRUE(Run(FromTemplate(id)));
  EXPECT_EQ(world_.All(installer_, Model::kFlow).size(), 4u);
}

TEST_F(InstallTest, RefusesWhatCannotBeInstalled) {
  const TemplateId hidden = world_.NewTemplate(owner_);
  EXPECT_EQ(Refused(FromTemplate(hidden)).code(), ErrorCode::kNotFound);
  EXPECT_EQ(Refused(FromTemplate(TemplateId(connection_))).code(), ErrorCode::kNotFound);
  InstallRequest own = FromTemplate(hidden);
  own.account = owner_.id;
  EXPECT_EQ(Refused(own).code(), ErrorCode::kNotUploaded);
  InstallRequest unknown = FromZip(SmallBundle());
  unknown.run_key = "unknown";
  EXPECT_EQ(Refused(unknown).code(), ErrorCode::kUploadNotFound);
  InstallRequest bad = FromZip(SmallBundle().Remove(Model::kImport, test::kSmallImport));
  EXPECT_EQ(Refused(bad).code(), ErrorCode::kInvalidBundle);
}

TEST_F(InstallTest, NeedsAMapForATemplateWithConnections) {
  const InstallRequest good = FromTemplate(world_.Publish(owner_, SmallBundle()));
  InstallRequest without;
  without.account = good.account;
  without.from_template = good.from_template;
  InstallRequest empty = good;
  empty.connection_map->clear();
  for (const InstallRequest& request : {without, empty}) {
    const Error error = Refused(request);
    EXPECT_EQ(error.code(), ErrorCode::kMissingConnectionMap);
    EXPECT_EQ(error.problems[0].field, "connectionMap");
    EXPECT_THAT(error.message(), HasSubstr(SourceId(test::kSmallConnection)));
    EXPECT_THAT(error.message(), HasSubstr("type http"));
  }
}

TEST_F(InstallTest, NeedsNoMapWithoutConnections) {
  BundleBuilder bundle;
  bundle.Add(Model::kIntegration, 1);
  InstallRequest request;
  request.account = installer_.id;
  request.from_template = world_.Publish(owner_, bundle);
  EXPECT_EQ(CodeOf(Run(request)), ErrorCode::kMissingConnectionMap);
  request.connection_map.emplace();
  EXPECT_TRUE(Run(request));
  EXPECT_TRUE(Run(FromZip(bundle)));
}

TEST_F(InstallTest, ReportsEveryWrongEntryAtOnce) {
  const auto bundle = SmallBundle()
                          .Add(Model::kConnection, 20, R"("type":"ftp")")
                          .Add(Model::kConnection, 21, R"("type":"rdbms")")
                          .Add(Model::kConnection, 22, R"("type":"http")");
  const Account stranger = world_.NewAccount("stranger");
  InstallRequest request = FromTemplate(world_.Publish(owner_, bundle));
  request.connection_map = {
      {SourceId(test::kSmallConnection), world_.MakeConnection(stranger).Text()},
      {SourceId(20), connection_.Text()},
      {SourceId(21), world_.Make(installer_, Model::kScript).Text()},
      {SourceId(99), connection_.Text()},
      {"nonsense", connection_.Text()}};
  request.variables = {{"unknown", "1"}};
  const Error error = Refused(request);
  const auto mismatch = [](const std::string& key) {
    return CodeAndField(ErrorCode::kConnectionMismatch, "connectionMap." + key);
  };
  EXPECT_THAT(ProblemsOf(error),
              ElementsAre(mismatch(SourceId(test::kSmallConnection)), mismatch(SourceId(20)),
                          mismatch(SourceId(21)), mismatch(SourceId(22)), mismatch(SourceId(99)),
                          mismatch("nonsense"),
                          CodeAndField(ErrorCode::kInvalidField, "variables.unknown")));
  EXPECT_THAT(error.problems[1].message, HasSubstr("is of type http"));
}

TEST_F(InstallTest, AMapMayNameOneConnectionTwice) {
  const auto bundle = SmallBundle().Add(Model::kConnection, 20, R"("type":"http")");
  InstallRequest request = FromTemplate(world_.Publish(owner_, bundle));
  request.connection_map->emplace(SourceId(20), connection_.Text());
  EXPECT_TRUE(Run(request));
}

TEST_F(InstallTest, AConnectionThatIsDeletedMeanwhileIsNotBound) {
  const InstallRequest request = FromTemplate(world_.Publish(owner_, SmallBundle()));
  world_.store.BeforeNextWrite([&] {
    ASSERT_TRUE(DeleteResource(world_.services(), installer_.id, Model::kConnection, connection_));
  });
  EXPECT_EQ(Refused(request).code(), ErrorCode::kConnectionMismatch);
}

TEST_F(InstallTest, ATemplateThatIsWithdrawnMeanwhileIsNotInstalled) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  world_.store.BeforeNextWrite(
      [&] { ASSERT_TRUE(SetPublished(world_.services(), owner_, id, false)); });
  EXPECT_EQ(Refused(FromTemplate(id)).code(), ErrorCode::kNotFound);
  EXPECT_EQ(world_.TemplateRow(id)->installs, 0);
}

TEST_F(InstallTest, FillsVariablesWithTheirJsonType) {
  const auto bundle = SmallBundle().Add(Model::kScript, 20,
                                        R"("whole":"<<v>>","inside":"a <<v>> b","other":"<<w>>")");
  const struct {
    const char* value;
    const char* whole;
    const char* inside;
  } cases[] = {{R"("x\"\u0041/")", R"("x\"\u0041/")", R"("a x\"\u0041/ b")"},
               {"1.50", "1.50", R"("a 1.50 b")"},
               {"true", "true", R"("a true b")"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.value);
    InstallRequest request = FromZip(bundle);
    request.connection_map = MapTo(connection_);
    request.variables = {{"v", c.value}};
    const auto installed = Run(request);
    ASSERT_TRUE(installed);
    const std::string script = Read(Model::kScript, TestWorld::IdIn(*installed, 20));
    EXPECT_THAT(script, HasSubstr(fmt::format("\"whole\":{},\"inside\":{},\"other\":\"<<w>>\"",
                                              c.whole, c.inside)));
  }
}

TEST_F(InstallTest, TakesANameAStackAndTheSandbox) {
  const auto bundle =
      SmallBundle().Add(Model::kImport, test::kSmallImport,
                        test::Ref("_connectionId", test::kSmallConnection) +
                            R"(,"hooks":{"preMap":{)" + test::Ref("_stackId", 77) + "}}");
  InstallRequest request = FromTemplate(world_.Publish(owner_, bundle));
  request.name = "Mine \"quoted\"";
  request.stack = *Id::FromObjectIdText("aaaaaaaaaaaaaaaaaaaaaaaa");
  request.sandbox = true;
  const auto installed = Run(request);
  ASSERT_TRUE(installed);
  const std::string integration = Read(Model::kIntegration, installed->installation.id.id);
  EXPECT_EQ(TextAt(integration, "name"), request.name);
  EXPECT_THAT(integration, HasSubstr(R"("sandbox":true)"));
  EXPECT_EQ(TextAt(Read(Model::kImport, TestWorld::IdIn(*installed, test::kSmallImport)),
                   "hooks.preMap._stackId"),
            "aaaaaaaaaaaaaaaaaaaaaaaa");
}

TEST_F(InstallTest, CreatesConnectionsOfAZipThatComesWithoutAMap) {
  const auto installed = Run(FromZip(SmallBundle()));
  ASSERT_TRUE(installed);
  const Id id = TestWorld::IdIn(*installed, test::kSmallConnection);
  EXPECT_NE(id, connection_);
  const std::string created = Read(Model::kConnection, id);
  EXPECT_THAT(created, HasSubstr(R"("offline":true)"));
  EXPECT_EQ(TextAt(created, "type"), "http");
  EXPECT_EQ(TextAt(created, "_templateId"), "");
  const std::string an_export =
      Read(Model::kExport, TestWorld::IdIn(*installed, test::kSmallExport));
  EXPECT_EQ(TextAt(an_export, "_connectionId"), id.Text());
  EXPECT_EQ(world_.All(installer_, Model::kConnection).size(), 2u);
}

TEST_F(InstallTest, ACreatedConnectionServesTheNextInstall) {
  const auto first = Run(FromZip(SmallBundle()));
  InstallRequest request = FromZip(SmallBundle());
  request.connection_map = MapTo(TestWorld::IdIn(*first, test::kSmallConnection));
  EXPECT_TRUE(Run(request));
}

}  // namespace
}  // namespace imprint
