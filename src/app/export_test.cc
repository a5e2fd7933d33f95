#include "app/export.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "app/diga_copy.h"
#include "app/resources.h"
#include "app/testing/lifecycle_fixture.h"
#include "bundle/archive.h"
#include "bundle/compile.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::kSmallConnection;
using test::kSmallExport;
using test::kSmallFlow;
using test::kSmallImport;
using test::kSmallIntegration;
using test::kSmallScript;
using test::LifecycleFixture;
using test::Parse;
using test::ProblemsOf;
using test::Ref;
using test::SmallBundle;
using test::SourceId;
using test::TextAt;

class ExportTest : public LifecycleFixture {
 protected:
  ExportedTemplate Export(const Id& integration, SecretPolicy secrets = SecretPolicy::kRefuse) {
    auto exported = ExportTemplate(services_, account_.id, integration, secrets);
    EXPECT_TRUE(exported) << exported.error().message() << ' '
                          << exported.error().problems[0].field;
    return exported ? std::move(*exported) : ExportedTemplate();
  }
  ExportedTemplate ExportFlow(const Id& flow) {
    auto exported = ExportBundle(services_, account_.id, Model::kFlow, flow, SecretPolicy::kRefuse);
    EXPECT_TRUE(exported) << exported.error().message() << ' '
                          << exported.error().problems[0].field;
    return exported ? std::move(*exported) : ExportedTemplate();
  }
  /// The documents of a zip: "Flow 5f...05" -> text.
  static std::map<std::string, std::string> DocumentsIn(const std::string& zip) {
    std::map<std::string, std::string> documents;
    auto files = ReadZipBytes(zip, Limits{});
    EXPECT_TRUE(files);
    const auto version = Compile(*files, Limits{});
    EXPECT_TRUE(version) << version.error().message() << version.error().problems[0].field;
    if (!version) return documents;
    for (std::uint32_t ordinal = 0; ordinal < version->resources.size(); ++ordinal) {
      const CompiledResource& resource = version->resources[ordinal];
      RenderTemplate(
          *version, ordinal,
          documents[fmt::format("{} {}", NameOf(resource.model), resource.template_id.Text())]);
    }
    return documents;
  }
  static std::vector<std::string> KeysOf(const std::map<std::string, std::string>& documents) {
    std::vector<std::string> keys;
    for (const auto& [key, text] : documents) keys.push_back(key);
    return keys;
  }
  static std::string Key(Model model, unsigned n) {
    return fmt::format("{} {}", NameOf(model), SourceId(n));
  }
  static std::string Key(Model model, const Id& id) {
    return fmt::format("{} {}", NameOf(model), id.Text());
  }
  Installed InstallWhole(const BundleBuilder& bundle,
                         const std::map<std::string, std::string>& variables = {}) {
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, bundle.Zip());
    request.variables = variables;
    auto installed = Install(services_, request);
    EXPECT_TRUE(installed);
    return std::move(*installed);
  }
  static Id InstalledId(const Installed& installed, unsigned n) {
    return test::TestWorld::IdIn(installed, n);
  }
};

TEST_F(ExportTest, AnUneditedInstallationGivesItsTemplateBack) {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kIntegration, kSmallIntegration,
             fmt::format(R"("flowGroupings":[{{"_id":"{}","name":"g"}}])", SourceId(50)));
  bundle.Add(Model::kExport, 60,
             Ref("_connectionId", kSmallConnection) +
                 R"(,"http":{"relativeURI":"/<<shop>>/x","limit":"<<limit>>"})");
  const auto installed = InstallWhole(bundle, {{"shop", R"("acme")"}, {"limit", "5"}});
  const Id integration = IdOf(installed.installation, 0);
  const auto exported = Export(integration);
  EXPECT_EQ(exported.dialect, Dialect::kIntegrator);
  EXPECT_EQ(exported.file_name, "Integration-1.zip");
  EXPECT_EQ(exported.content_type, "application/zip");
  EXPECT_EQ(exported.bytes.find("acme"), std::string::npos);
  auto files = ReadZipBytes(exported.bytes, Limits{});
  ASSERT_TRUE(files);
  const auto again = Compile(*files, Limits{});
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_TRUE(EncodeVersion(*again) == EncodeVersion(*installed.version));
  EXPECT_EQ(Export(integration).bytes, exported.bytes);
}

TEST_F(ExportTest, AConnectionOfTheAccountGetsTheIdOfTheOneItStandsFor) {
  const Id connection = world_.Make(account_, Model::kConnection,
                                    R"("type":"http","http":{"baseURI":"https://shop.example",)"
                                    R"("auth":{"token":{"token":"hunter2-secret"}}})");
  const auto installed = world_.InstallBundle(account_, SmallBundle(), connection);
  const auto exported = Export(IdOf(installed.installation, 0));
  const auto documents = DocumentsIn(exported.bytes);
  const std::string text = documents.at(Key(Model::kConnection, kSmallConnection));
  EXPECT_EQ(TextAt(text, "http.baseURI"), "https://shop.example");
  EXPECT_EQ(TextAt(text, "http.auth.token.token"), "");
  EXPECT_EQ(TextAt(documents.at(Key(Model::kExport, kSmallExport)), "_connectionId"),
            SourceId(kSmallConnection));
  for (const auto& [key, document] : documents) {
    EXPECT_EQ(document.find("hunter2"), std::string::npos);
    EXPECT_EQ(document.find("******"), std::string::npos);
    EXPECT_EQ(document.find("createdAt"), std::string::npos);
    EXPECT_EQ(document.find("offline"), std::string::npos);
    EXPECT_EQ(document.find(connection.Text()), std::string::npos);
  }
}

TEST_F(ExportTest, EditsAdditionsAndDeletionsShow) {
  const auto installed = world_.InstallBundle(account_, SmallBundle(), connection_);
  const Id integration = IdOf(installed.installation, 0);
  Set(Model::kImport, InstalledId(installed, kSmallImport), "name", R"("Mine")");
  Delete(Model::kFlow, InstalledId(installed, kSmallFlow));
  const Id made =
      world_.Make(account_, Model::kFlow,
                  fmt::format(R"("_integrationId":"{}","_importId":"{}","note":"see {}")",
                              integration.Text(), InstalledId(installed, kSmallImport).Text(),
                              InstalledId(installed, kSmallExport).Text()));
  const auto documents = DocumentsIn(Export(integration).bytes);
  std::vector<std::string> expected{Key(Model::kIntegration, kSmallIntegration),
                                    Key(Model::kConnection, kSmallConnection),
                                    Key(Model::kExport, kSmallExport),
                                    Key(Model::kImport, kSmallImport),
                                    Key(Model::kFlow, made),
                                    Key(Model::kScript, kSmallScript)};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(KeysOf(documents), expected);
  EXPECT_EQ(TextAt(documents.at(Key(Model::kImport, kSmallImport)), "name"), "Mine");
  const std::string& flow = documents.at(Key(Model::kFlow, made));
  EXPECT_EQ(TextAt(flow, "_integrationId"), SourceId(kSmallIntegration));
  EXPECT_EQ(TextAt(flow, "_importId"), SourceId(kSmallImport));
  EXPECT_EQ(TextAt(flow, "note"), "see " + SourceId(kSmallExport));
}

TEST_F(ExportTest, VariablesComeBackBesideEdits) {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kImport, kSmallImport,
             Ref("_connectionId", kSmallConnection) +
                 R"(,"http":{"uri":"/<<shop>>","key":"k <<api_key>>","b":"x <<shop>>"})");
  const auto installed =
      InstallWhole(bundle, {{"shop", R"("acme")"}, {"api_key", R"("s3cr\"et-v4lue")"}});
  const Id import = InstalledId(installed, kSmallImport);
  const auto before = Parse(Read(Model::kImport, import));
  EXPECT_EQ(TextAt(before.text(), "http.key"), "k s3cr\"et-v4lue");
  Set(Model::kImport, import, "http",
      R"({"uri":"/acme","key":"now s3cr\"et-v4lue too","b":"y acme","c":1})");
  const auto exported = Export(IdOf(installed.installation, 0));
  const auto text = DocumentsIn(exported.bytes).at(Key(Model::kImport, kSmallImport));
  EXPECT_EQ(TextAt(text, "http.uri"), "/<<shop>>");
  EXPECT_EQ(TextAt(text, "http.b"), "y acme");
  EXPECT_EQ(TextAt(text, "http.key"), "now <<api_key>> too");
  EXPECT_NE(text.find(R"("c":1)"), std::string::npos);
}

TEST_F(ExportTest, NothingOfOtherIntegrationsComesAlong) {
  const Id one = world_.Make(account_, Model::kIntegration);
  const Id other = world_.Make(account_, Model::kIntegration);
  const auto in = [](const Id& id) { return fmt::format(R"("_integrationId":"{}")", id.Text()); };
  const std::string to = fmt::format(R"("_connectionId":"{}")", connection_.Text());
  const Id shared = world_.Make(account_, Model::kExport, in(other) + "," + to);
  const Id elsewhere = world_.Make(account_, Model::kFlow, in(other));
  const Id flow = world_.Make(account_, Model::kFlow,
                              fmt::format(R"({},"_exportId":"{}","_runNextFlowIds":["{}"])",
                                          in(one), shared.Text(), elsewhere.Text()));
  const auto documents = DocumentsIn(Export(one).bytes);
  std::vector<std::string> expected{Key(Model::kIntegration, one),
                                    Key(Model::kConnection, connection_),
                                    Key(Model::kExport, shared), Key(Model::kFlow, flow)};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(KeysOf(documents), expected);
  EXPECT_EQ(TextAt(documents.at(Key(Model::kExport, shared)), "_integrationId"), one.Text());
  EXPECT_EQ(documents.at(Key(Model::kFlow, flow)).find(elsewhere.Text()), std::string::npos);
}

TEST_F(ExportTest, AFlowComesWithWhatItNeedsAndItsIntegration) {
  BundleBuilder bundle = test::LargeBundle(3);
  bundle.Add(Model::kScript, 70, R"("content":"1")");
  bundle.Add(Model::kIntegration, kSmallIntegration,
             fmt::format(R"("preSave":{{"function":"f",{}}},"aliases":[{{"alias":"a",{}}}])",
                         Ref("_scriptId", 70), Ref("_flowId", 1000)));
  const auto installed = world_.InstallBundle(account_, bundle, connection_);
  const auto documents = DocumentsIn(ExportFlow(InstalledId(installed, kSmallFlow)).bytes);
  std::vector<std::string> expected{Key(Model::kIntegration, kSmallIntegration),
                                    Key(Model::kConnection, kSmallConnection),
                                    Key(Model::kExport, kSmallExport),
                                    Key(Model::kImport, kSmallImport),
                                    Key(Model::kFlow, kSmallFlow),
                                    Key(Model::kScript, kSmallScript),
                                    Key(Model::kScript, 70)};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(KeysOf(documents), expected);
  EXPECT_EQ(documents.at(Key(Model::kIntegration, kSmallIntegration)).find(SourceId(1000)),
            std::string::npos);
}

TEST_F(ExportTest, AFlowInNoIntegrationGetsOne) {
  const Id flow = world_.Make(account_, Model::kFlow);
  const auto exported = ExportFlow(flow);
  const auto documents = DocumentsIn(exported.bytes);
  ASSERT_EQ(documents.size(), 2u);
  const std::string made_up = "000000000000000000000002";
  EXPECT_EQ(TextAt(documents.at("Integration " + made_up), "name"), "N");
  EXPECT_EQ(TextAt(documents.at(Key(Model::kFlow, flow)), "_integrationId"), made_up);
}

TEST_F(ExportTest, NoTwoResourcesGetOneId) {
  // Both were installed from one template into one integration.
  const Id integration = world_.Make(account_, Model::kIntegration);
  const Installation first = InstallInto(integration);
  const Installation second = InstallInto(integration);
  const auto documents = DocumentsIn(Export(integration).bytes);
  EXPECT_TRUE(documents.contains(Key(Model::kIntegration, integration)));
  EXPECT_TRUE(documents.contains(Key(Model::kFlow, kSmallFlow)));
  const auto version = services_.versions.Get(second.version);
  ASSERT_TRUE(version);
  for (std::uint32_t ordinal = 1; ordinal < (*version)->resources.size(); ++ordinal) {
    if (!Installs(**version, second, ordinal)) continue;
    const CompiledResource& resource = (*version)->resources[ordinal];
    EXPECT_TRUE(documents.contains(Key(resource.model, resource.template_id)));
    EXPECT_TRUE(documents.contains(Key(resource.model, IdOf(second, ordinal))));
    EXPECT_FALSE(documents.contains(Key(resource.model, IdOf(first, ordinal))));
  }
}

TEST_F(ExportTest, SecretsAreRefusedOrBecomeVariables) {
  const Id integration = world_.Make(account_, Model::kIntegration);
  const std::string secret = "ghp_" + std::string("abcdefghijklmnopqrstuvwxyz0123456789");
  const Id made =
      world_.Make(account_, Model::kExport,
                  fmt::format(R"("_integrationId":"{}","_connectionId":"{}",)"
                              R"("http":{{"headers":[{{"name":"Authorization","value":"{}"}}]}})",
                              integration.Text(), connection_.Text(), secret));
  const auto refused = ExportTemplate(services_, account_.id, integration, SecretPolicy::kRefuse);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kSecretInTemplate);
  EXPECT_NE(refused.error().problems[0].field.find("http.headers[0].value"), std::string::npos);
  EXPECT_NE(refused.error().problems[0].field.find(made.Text()), std::string::npos);
  EXPECT_EQ(refused.error().message().find(secret), std::string::npos);

  const auto exported = Export(integration, SecretPolicy::kVariables);
  EXPECT_EQ(exported.variables, std::vector<std::string>{"authorization"});
  const auto text = DocumentsIn(exported.bytes).at(Key(Model::kExport, made));
  EXPECT_NE(text.find("<<authorization>>"), std::string::npos);
  EXPECT_EQ(text.find(secret), std::string::npos);
}

TEST_F(ExportTest, OnlyTheAccountsOwn) {
  const auto installed = world_.InstallBundle(account_, SmallBundle(), connection_);
  const Id integration = IdOf(installed.installation, 0);
  const auto policy = SecretPolicy::kRefuse;
  auto foreign = ExportTemplate(services_, other_.id, integration, policy);
  ASSERT_EQ(CodeOf(foreign), ErrorCode::kNotFound);
  EXPECT_EQ(foreign.error().problems[0].field, "integration");
  foreign =
      ExportBundle(services_, other_.id, Model::kFlow, InstalledId(installed, kSmallFlow), policy);
  ASSERT_EQ(CodeOf(foreign), ErrorCode::kNotFound);
  EXPECT_EQ(foreign.error().problems[0].field, "_id");
  // Of another model.
  EXPECT_EQ(
      CodeOf(ExportTemplate(services_, account_.id, InstalledId(installed, kSmallFlow), policy)),
      ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(ExportTemplate(services_, account_.id, Id(), policy)), ErrorCode::kNotFound);
}

TEST_F(ExportTest, WhatIsLargerThanATemplateMayBeIsRefused) {
  const auto installed = world_.InstallBundle(account_, test::LargeBundle(20), connection_);
  world_.limits.bundle_resources = 10;
  EXPECT_EQ(CodeOf(ExportTemplate(services_, account_.id, IdOf(installed.installation, 0),
                                  SecretPolicy::kRefuse)),
            ErrorCode::kInvalidBundle);
}

TEST_F(ExportTest, WhatIsNoGoodTemplateIsToldAndNothingElse) {
  const Id twice = world_.Make(
      account_, Model::kIntegration,
      fmt::format(R"("flowGroupings":[{{"_id":"{0}","name":"a"}},{{"_id":"{0}","name":"b"}}])",
                  SourceId(50)));
  EXPECT_EQ(CodeOf(ExportTemplate(services_, account_.id, twice, SecretPolicy::kRefuse)),
            ErrorCode::kInvalidBundle);
  const Id odd = world_.Make(account_, Model::kIntegration,
                             R"("flowGroupings":{"_id":7},"aliases":"x","_sourceId":null)");
  EXPECT_EQ(DocumentsIn(Export(odd).bytes).size(), 1u);
}

// ---- Diga ----

TEST_F(ExportTest, ADigaIntegrationAsItIsNow) {
  const TemplateId source = NewDigaTemplate();
  const Id id = CopyDiga(source, "the-key");
  PatchTool(id, ToolOf(id, "list"), R"({"description":"edited"})");
  AddTool(id, "extra");
  const auto exported = Export(id);
  EXPECT_EQ(exported.dialect, Dialect::kDiga);
  EXPECT_EQ(exported.file_name, "Mine.json");
  EXPECT_EQ(exported.content_type, "application/json");
  EXPECT_EQ(exported.bytes.find("the-key"), std::string::npos);
  EXPECT_EQ(exported.bytes.find("a.example"), std::string::npos);
  const auto document = Parse(exported.bytes);
  EXPECT_EQ(TextAt(exported.bytes, "name"), "Mine");
  EXPECT_EQ(TextAt(exported.bytes, "template.base_url"), "https://<<host>>/v1");
  EXPECT_EQ(TextAt(exported.bytes, "template.description"), "Shop of <<who>>");
  EXPECT_EQ(TextAt(exported.bytes, "template.auth_type"), "API_KEY");
  std::vector<std::string> tools;
  document.root().At("template.tools").ForEachItem([&](json::Value tool) {
    tools.push_back(*tool.StringMember("name") + ": " + *tool.StringMember("description"));
    EXPECT_FALSE(tool["id"].valid());
  });
  EXPECT_EQ(tools, (std::vector<std::string>{"list: edited", "get: d", "extra: d"}));
  EXPECT_TRUE(CompileDigaTemplate(document.root(), json::Location("body")));
  EXPECT_EQ(CodeOf(ExportTemplate(services_, other_.id, id, SecretPolicy::kRefuse)),
            ErrorCode::kNotFound);
}

TEST_F(ExportTest, AnUneditedDigaCopyGivesItsVersionBack) {
  const TemplateId source = NewDigaTemplate();
  const auto copied =
      CopyDigaTemplate(services_, {account_.id, source, "T", "", "", {{"host", R"("a.example")"}}});
  ASSERT_TRUE(copied);
  const auto exported = Export(copied->id.id);
  const auto again = CompileDigaTemplate(Parse(exported.bytes).root(), json::Location("body"));
  ASSERT_TRUE(again);
  const auto version = services_.versions.Get(*world_.TemplateRow(source)->version);
  ASSERT_TRUE(version);
  EXPECT_TRUE(EncodeVersion(again->version) == EncodeVersion(**version));
}

TEST_F(ExportTest, SecretsOfDigaAreRefusedOrBecomeVariables) {
  const Id id = CopyDiga(NewDigaTemplate());
  const std::string secret = "ghp_" + std::string("abcdefghijklmnopqrstuvwxyz0123456789");
  PatchDiga(id, R"({"headers":{"Authorization":")" + secret + R"("}})");
  const auto refused = ExportTemplate(services_, account_.id, id, SecretPolicy::kRefuse);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kSecretInTemplate);
  EXPECT_EQ(refused.error().problems[0].field,
            R"(["template","template","headers","Authorization"])");
  const auto exported = Export(id, SecretPolicy::kVariables);
  EXPECT_EQ(exported.bytes.find(secret), std::string::npos);
  EXPECT_EQ(exported.variables, std::vector<std::string>{"authorization"});
}

}  // namespace
}  // namespace imprint
