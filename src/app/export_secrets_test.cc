#include "app/export_secrets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/clone.h"
#include "app/diga_copy.h"
#include "app/diga_templates.h"
#include "app/export.h"
#include "app/testing/upgrade_fixture.h"
#include "bundle/archive.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::kSmallConnection;
using test::kSmallFlow;
using test::kSmallImport;
using test::Parse;
using test::Ref;
using test::SmallBundle;
using test::SourceId;
using test::UpgradeFixture;

constexpr std::string_view kFirst = "correct-horse-battery";
constexpr std::string_view kSecond = "staple-and-ladder";

BundleBuilder WithBody(std::string_view body) {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(
      Model::kImport, kSmallImport,
      Ref("_connectionId", kSmallConnection) + fmt::format(R"(,"http":{{"body":["{}"]}})", body));
  return bundle;
}

class ExportSecrets : public UpgradeFixture {
 protected:
  void SetUp() override {
    template_ = world_.Publish(partner_, WithBody(R"({\"k\":\"<<api_key>>\"})"));
    InstallRequest request;
    request.account = account_.id;
    request.from_template = template_;
    request.connection_map = test::MapTo(connection_);
    request.variables = {{"api_key", fmt::format("\"{}\"", kFirst)}};
    auto installed = Install(services_, request);
    ASSERT_TRUE(installed) << installed.error().message();
    it_ = installed->installation.id;
    integration_ = IdOf(installed->installation, 0);
    import_ = world_.IdIn(*installed, kSmallImport);
    ASSERT_NE(Read(Model::kImport, import_).find(kFirst), std::string::npos);
  }

  void EditImport() { Set(Model::kImport, import_, "note", R"("mine")"); }
  void UpgradeTo(const BundleBuilder& bundle,
                 const std::map<std::string, std::string>& variables = {}) {
    PublishNext(template_, bundle);
    UpgradeRequest request = For(it_);
    request.rule = ConflictRule::kMine;
    request.variables = variables;
    MustUpgrade(request);
  }

  /// All documents of the export in one text.
  std::string ExportOf(const Id& integration, SecretPolicy policy) {
    const auto exported = ExportTemplate(services_, account_.id, integration, policy);
    EXPECT_TRUE(exported) << exported.error().message();
    if (!exported) return "";
    if (exported->dialect == Dialect::kDiga) return exported->bytes;
    const auto files = ReadZipBytes(exported->bytes, Limits{});
    EXPECT_TRUE(files);
    std::string all;
    for (std::size_t i = 0; files && i < files->size(); ++i) all += (*files)[i].bytes;
    return all;
  }
  void ExpectHidden(const Id& integration) {
    for (const auto policy : {SecretPolicy::kRefuse, SecretPolicy::kVariables}) {
      const std::string all = ExportOf(integration, policy);
      EXPECT_EQ(all.find(kFirst), std::string::npos) << all;
      EXPECT_EQ(all.find(kSecond), std::string::npos) << all;
      EXPECT_NE(all.find("<<api_key>>"), std::string::npos) << all;
    }
  }

  TemplateId template_;
  InstallationId it_;
  Id integration_;
  Id import_;
};

TEST_F(ExportSecrets, OfWhatAnUpgradeLeftToTheAccount) {
  EditImport();
  Set(Model::kFlow, IdNow(it_, kSmallFlow), "note", R"("mine, and needs the import")");
  BundleBuilder without = SmallBundle();
  without.Remove(Model::kImport, kSmallImport);
  without.Remove(Model::kFlow, kSmallFlow);
  UpgradeTo(without);
  ASSERT_EQ(world_.Row(account_, import_)->origin, ResourceOrigin::kMade);
  ExpectHidden(integration_);
}

TEST_F(ExportSecrets, OfAVariableThatAnUpgradeDropped) {
  EditImport();
  Set(Model::kImport, import_, "http", fmt::format(R"({{"body":["x {}"]}})", kFirst));
  UpgradeTo(WithBody("none"));
  ASSERT_NE(Read(Model::kImport, import_).find(kFirst), std::string::npos);
  ExpectHidden(integration_);
}

TEST_F(ExportSecrets, OfAVariableThatGotAnotherValue) {
  Set(Model::kImport, import_, "http", fmt::format(R"({{"body":["x {}"]}})", kFirst));
  UpgradeTo(WithBody(R"({\"k\":\"<<api_key>>\",\"v\":2})"),
            {{"api_key", fmt::format("\"{}\"", kSecond)}});
  ASSERT_NE(Read(Model::kImport, import_).find(kFirst), std::string::npos);
  ExpectHidden(integration_);
  Set(Model::kImport, import_, "note", fmt::format("\"{} and {}\"", kFirst, kSecond));
  ExpectHidden(integration_);
}

TEST_F(ExportSecrets, OfAClone) {
  CloneRequest request;
  request.account = account_.id;
  request.id = integration_;
  const auto cloned = Clone(services_, request);
  ASSERT_TRUE(cloned);
  ExpectHidden(IdOf(cloned->installation, 0));
}

TEST_F(ExportSecrets, OfACloneOfWhatAnUpgradeLeft) {
  EditImport();
  UpgradeTo(WithBody("none"), {});
  Set(Model::kImport, import_, "note", fmt::format("\"{}\"", kFirst));
  CloneRequest request;
  request.account = account_.id;
  request.root = Model::kImport;
  request.id = import_;
  request.into = world_.Make(account_, Model::kIntegration);
  ASSERT_TRUE(Clone(services_, request));
  ExpectHidden(request.into);
}

TEST_F(ExportSecrets, OfNamesToo) {
  Set(Model::kIntegration, integration_, "name", fmt::format("\"for {}\"", kFirst));
  const auto exported = ExportTemplate(services_, account_.id, integration_, SecretPolicy::kRefuse);
  ASSERT_TRUE(exported);
  EXPECT_EQ(exported->file_name, "for-api_key.zip");
}

TEST_F(ExportSecrets, OfOtherAccountsHaveNoPartInIt) {
  const Id theirs = world_.Make(other_, Model::kIntegration, fmt::format(R"("x":"{}")", kFirst));
  const auto exported = ExportTemplate(services_, other_.id, theirs, SecretPolicy::kRefuse);
  ASSERT_TRUE(exported);
  const auto files = ReadZipBytes(exported->bytes, Limits{});
  ASSERT_TRUE(files);
  EXPECT_NE((*files)[0].bytes.find(kFirst), std::string::npos);
}

TEST_F(ExportSecrets, OfADigaToolThatAnUpgradeLeft) {
  const auto content = [](std::string_view tools) {
    return fmt::format(R"({{"name":"Shop","template":{{"integration_type":"HTTP",)"
                       R"("base_url":"https://a.test","auth_type":"NONE",)"
                       R"("headers":{{"X-Api-Key":"<<api_key>>"}},"tools":[{}]}}}})",
                       tools);
  };
  const auto tool = [](std::string_view name, std::string_view description) {
    return fmt::format(R"({{"name":"{}","description":"{}","endpoint_path":"/x","method":"GET"}})",
                       name, description);
  };
  const auto made =
      CreateDigaTemplate(services_, partner_,
                         Parse(content(tool("list", "d") + "," + tool("old", "use <<api_key>>"))));
  ASSERT_TRUE(made) << made.error().message();
  const auto copied = CopyDigaTemplate(
      services_,
      {account_.id, made->row.id, "Mine", "", "", {{"api_key", fmt::format("\"{}\"", kFirst)}}});
  ASSERT_TRUE(copied) << copied.error().message();
  const Id integration = copied->id.id;
  const Id old = ToolOf(integration, "old");
  PatchTool(integration, old, R"({"endpoint_path":"/mine"})");
  PublishNextDiga(made->row.id, content(tool("list", "d")));
  UpgradeRequest request = For(InstallationId(integration));
  request.rule = ConflictRule::kMine;
  request.variables = {{"api_key", fmt::format("\"{}\"", kSecond)}};
  MustUpgrade(request);
  ASSERT_EQ(ToolOf(integration, "old"), old);
  ExpectHidden(integration);
}

}  // namespace
}  // namespace imprint
