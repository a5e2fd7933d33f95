#include "app/audit.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/accounts.h"
#include "app/content.h"
#include "app/diga_copy.h"
#include "app/diga_integrations.h"
#include "app/diga_templates.h"
#include "app/diga_tools.h"
#include "app/resources.h"
#include "app/templates.h"
#include "app/testing/test_world.h"
#include "app/uploads.h"
#include "base/json/schema.h"
#include "model/diga_schemas.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::kSmallConnection;
using test::kSmallExport;
using test::Parse;
using test::SmallBundle;
using test::TestWorld;
using test::TextAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Fields = std::vector<std::string>;

/// An MCP server with the tools named in `tools`.
class FakeMcpServer final : public HttpClient {
 public:
  Result<OutboundResponse> Send(const OutboundRequest& request) override {
    if (request.method != "POST") return OutboundResponse{204, {}, ""};
    const auto message = Parse(request.body);
    const std::string method = message.root().StringMember("method").value_or("");
    std::string result;
    if (method == "initialize") {
      result = R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{}}})";
    } else if (method == "tools/list") {
      result = "{\"tools\":[" + Tools() + "]}";
    } else {
      return OutboundResponse{202, {}, ""};
    }
    return OutboundResponse{200,
                            {{"content-type", "application/json"}},
                            fmt::format(R"({{"jsonrpc":"2.0","id":{},"result":{}}})",
                                        message.root()["id"].token(), result)};
  }

  std::vector<std::string> tools;

 private:
  std::string Tools() const {
    std::string all;
    for (const std::string& name : tools) {
      all += fmt::format(R"({}{{"name":"{}","inputSchema":{{}}}})", all.empty() ? "" : ",", name);
    }
    return all;
  }
};

class Audit : public ::testing::Test {
 protected:
  std::vector<AuditEntry> Entries(const Account& account, const AuditFilter& filter = {}) {
    auto page = ListAudit(services_, account.id, filter, 0, 1000);
    EXPECT_TRUE(page);
    return page->entries;
  }

  /// Does `what`, and expects that it left exactly one entry that tells this and who did it.
  template <typename What>
  auto One(AuditEvent event, const std::string& type, What&& what) {
    const std::size_t before = Entries(owner_).size();
    auto result = what();
    EXPECT_TRUE(result) << (result ? "" : result.error().message());
    const auto entries = Entries(owner_);
    EXPECT_EQ(entries.size(), before + 1);
    last_ = entries.front();
    EXPECT_EQ(last_.account, owner_.id);
    EXPECT_EQ(last_.time, world_.clock.Now());
    EXPECT_EQ(last_.event, event);
    EXPECT_EQ(last_.resource_type, type);
    EXPECT_EQ(last_.token, services_.caller ? "tok1" : "");
    EXPECT_EQ(last_.address, services_.caller ? "192.0.2.7" : "");
    EXPECT_EQ(last_.request, services_.caller ? "r1" : "");
    world_.clock.Advance(std::chrono::seconds(1));
    return result;
  }

  /// Does `what`, and expects that it left no entry at all.
  template <typename What>
  auto Nothing(What&& what) {
    const auto before = Entries(owner_);
    auto result = what();
    EXPECT_EQ(Entries(owner_), before);
    return result;
  }

  static json::Document Conforming(const std::string& text, const json::Schema& schema,
                                   json::Presence presence) {
    std::vector<Problem> problems;
    const auto sent = Parse(text);
    const std::string whole =
        json::Conform(sent.root(), schema, presence, json::Location("body"), problems);
    EXPECT_TRUE(problems.empty());
    return Parse(whole);
  }
  Id NewIntegration(const std::string& type) {
    const auto document = Conforming(
        R"({"name":"I","base_url":"https://a.example","integration_type":")" + type + "\"}",
        diga::kCreateIntegration, json::Presence::kWhole);
    return One(AuditEvent::kCreate, "integration",
               [&] { return CreateDigaIntegration(services_, owner_.id, document); })
        ->id.id;
  }
  Result<DigaIntegration> Patch(const Id& id, const std::string& changes) {
    return UpdateDigaIntegration(
        services_, owner_.id, id,
        Conforming(changes, diga::kUpdateIntegration, json::Presence::kPartial));
  }
  Id NewTool(const Id& integration, const std::string& name) {
    const auto document = Conforming(
        R"({"name":")" + name + R"(","description":"d","endpoint_path":"/x","method":"GET"})",
        diga::kCreateTool, json::Presence::kWhole);
    const auto tool = One(AuditEvent::kCreate, "tool", [&] {
      return CreateDigaTool(services_, owner_.id, integration, document);
    });
    return *Id::FromUuidText(TextAt(*tool, "id"));
  }
  DigaTemplateView NewDigaTemplate() {
    return *One(AuditEvent::kCreate, "template",
                [&] { return CreateDigaTemplate(services_, owner_, Parse(DigaText("T", "/x"))); });
  }
  static std::string DigaText(const std::string& name, const std::string& path) {
    return fmt::format(R"({{"name":"{}","template":{{"integration_type":"HTTP",)"
                       R"("base_url":"https://a.example","tools":[{{"name":"a",)"
                       R"("description":"d","endpoint_path":"{}","method":"GET"}}]}}}})",
                       name, path);
  }
  static Status Good(json::Value) { return {}; }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  FakeMcpServer mcp_;
  const Caller caller_{"tok1", "192.0.2.7", "r1"};
  Services services_ = [&] {
    Services services = world_.services();
    services.outbound = &mcp_;
    services.caller = &caller_;
    return services;
  }();
  AuditEntry last_;
};

TEST_F(Audit, AccountsAndTokens) {
  services_.caller = nullptr;
  const auto token = One(AuditEvent::kCreate, "token", [&] {
    return CreateToken(services_, {"owner", false, {}});
  });
  EXPECT_THAT(*token, ::testing::Not(::testing::HasSubstr(last_.resource)));
  const std::string id = Authenticate(services_, *token)->token_id;
  EXPECT_EQ(last_.resource, id);
  One(AuditEvent::kRevoke, "token", [&] { return RevokeToken(services_, id); });
  EXPECT_EQ(last_.resource, id);
  Nothing([&] { return RevokeToken(services_, id); });
  Nothing([&] { return RevokeToken(services_, "unknown"); });

  const Account fresh = world_.NewAccount("fresh");
  auto entries = Entries(fresh);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[1].resource_type, "account");
  EXPECT_EQ(entries[1].event, AuditEvent::kCreate);
  EXPECT_EQ(entries[1].resource, fresh.id.Text());
  world_.clock.Advance(std::chrono::seconds(1));
  world_.NewAccount("fresh", true);
  entries = Entries(fresh);
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[1].resource_type, "account");
  EXPECT_EQ(entries[1].event, AuditEvent::kUpdate);
  EXPECT_EQ(entries[1].fields, Fields{"partner"});
}

TEST_F(Audit, Templates) {
  TemplateInput input;
  input.name = "T";
  const auto made = One(AuditEvent::kCreate, "template",
                        [&] { return CreateTemplate(services_, owner_, input); });
  const TemplateId id = made->id;
  EXPECT_EQ(last_.resource, id.Text());
  input.description = "D";
  input.image_url = "https://a.example/x.png";
  One(AuditEvent::kUpdate, "template",
      [&] { return UpdateTemplate(services_, owner_, id, input); });
  EXPECT_THAT(last_.fields, ElementsAre("description", "imageURL"));

  const auto upload = StartUpload(services_, {owner_.id, id, "a.zip", "application/zip"});
  One(AuditEvent::kUpload, "template", [&]() -> Result<Hash> {
    auto receiver = ReceiveUpload(services_, upload->run_key);
    EXPECT_TRUE((*receiver)->Write(SmallBundle().Zip()));
    return (*receiver)->Finish();
  });
  EXPECT_EQ(last_.resource, id.Text());
  One(AuditEvent::kPublish, "template", [&] { return SetPublished(services_, owner_, id, true); });
  EXPECT_EQ(last_.fields, Fields{"published"});
  One(AuditEvent::kUpdate, "template", [&] { return SetPublished(services_, owner_, id, false); });
  EXPECT_EQ(last_.fields, Fields{"published"});
  One(AuditEvent::kDelete, "template", [&] { return DeleteTemplate(services_, owner_, id); });
  EXPECT_EQ(last_.resource, id.Text());
}

TEST_F(Audit, UploadsAndInstalls) {
  const auto upload = Nothing([&] {
    return StartUpload(services_, {owner_.id, {}, "a.zip", "application/zip"});
  });
  One(AuditEvent::kUpload, "upload", [&]() -> Result<Hash> {
    auto receiver = ReceiveUpload(services_, upload->run_key);
    EXPECT_TRUE((*receiver)->Write(SmallBundle().Zip()));
    return (*receiver)->Finish();
  });
  EXPECT_EQ(last_.resource, upload->run_key);
  auto file =
      Nothing([&] { return ReceiveFile(services_, owner_.id, "b.zip", "application/zip"); });
  One(AuditEvent::kUpload, "upload", [&] { return (*file)->Finish(); });
  EXPECT_EQ(last_.resource, (*file)->run_key());
  InstallRequest request;
  request.account = owner_.id;
  request.run_key = upload->run_key;
  request.idempotency_key = "once";
  const auto installed =
      One(AuditEvent::kInstall, "integration", [&] { return Install(services_, request); });
  EXPECT_EQ(last_.resource, installed->installation.id.Text());
  EXPECT_TRUE(Nothing([&] { return Install(services_, request); }));
}

TEST_F(Audit, ResourcesThatTheAccountMade) {
  const auto made = One(AuditEvent::kCreate, "asynchelper", [&] {
    return CreateResource(services_, owner_.id, Model::kAsyncHelper, Parse(R"({"name":"N"})"));
  });
  const Id id = *Id::FromObjectIdText(TextAt(*made, "_id"));
  EXPECT_EQ(last_.resource, id.Text());
  One(AuditEvent::kUpdate, "asynchelper", [&] {
    return ReplaceResource(services_, owner_.id, Model::kAsyncHelper, id,
                           Parse(R"({"name":"N","x":1,"y":{"z":2},"sandbox":true})"));
  });
  EXPECT_THAT(last_.fields, ElementsAre("x", "y"));
  One(AuditEvent::kUpdate, "asynchelper", [&] {
    return ReplaceResource(services_, owner_.id, Model::kAsyncHelper, id,
                           Parse(R"({"name":"M","y":{"z":2}})"));
  });
  EXPECT_THAT(last_.fields, ElementsAre("name", "x"));
  One(AuditEvent::kDelete, "asynchelper",
      [&] { return DeleteResource(services_, owner_.id, Model::kAsyncHelper, id); });
}

TEST_F(Audit, ResourcesThatWereInstalled) {
  const Id connection = world_.MakeConnection(owner_);
  const auto installed = world_.InstallBundle(owner_, SmallBundle(), connection);
  const Id flow = TestWorld::IdIn(installed, test::kSmallFlow);
  const auto document = ReadResource(services_, owner_.id, Model::kFlow, flow);
  One(AuditEvent::kUpdate, "flow",
      [&] { return ReplaceResource(services_, owner_.id, Model::kFlow, flow, Parse(*document)); });
  EXPECT_THAT(last_.fields, IsEmpty());
  One(AuditEvent::kDelete, "flow",
      [&] { return DeleteResource(services_, owner_.id, Model::kFlow, flow); });
}

TEST_F(Audit, CredentialsAreNamedByTheirFieldAndNeverShown) {
  const auto put = [&](const Id& id, const std::string& password) {
    return ReplaceResource(
        services_, owner_.id, Model::kConnection, id,
        Parse(R"({"name":"N","type":"ftp","ftp":{"password":")" + password + "\"}}"));
  };
  const Id id = world_.MakeConnection(owner_, "ftp");
  One(AuditEvent::kUpdate, "connection", [&] { return put(id, "hunter-one"); });
  EXPECT_THAT(last_.fields, ElementsAre("ftp"));
  One(AuditEvent::kUpdate, "connection", [&] { return put(id, "hunter-two"); });
  EXPECT_THAT(last_.fields, ElementsAre("ftp"));
  One(AuditEvent::kUpdate, "connection", [&] { return put(id, "******"); });
  EXPECT_THAT(last_.fields, IsEmpty());
}

TEST_F(Audit, DigasTemplatesAndCopies) {
  const TemplateId id = NewDigaTemplate().row.id;
  EXPECT_EQ(last_.resource, id.Text());
  One(AuditEvent::kUpdate, "template",
      [&] { return ReplaceDigaTemplate(services_, owner_, id, Parse(DigaText("U", "/y"))); });
  EXPECT_THAT(last_.fields, ElementsAre("name", "template"));
  CopyRequest request{owner_.id, id, "", "", "", {}};
  const auto copied = One(AuditEvent::kInstall, "integration",
                          [&] { return CopyDigaTemplate(services_, request); });
  EXPECT_EQ(last_.resource, copied->id.Text());
  One(AuditEvent::kDelete, "integration",
      [&] { return DeleteDigaIntegration(services_, owner_.id, copied->id.id); });
  One(AuditEvent::kDelete, "template", [&] { return DeleteDigaTemplate(services_, owner_, id); });
}

TEST_F(Audit, DigasIntegrationsAndTools) {
  const Id integration = NewIntegration("HTTP");
  EXPECT_EQ(last_.resource, integration.Text());
  One(AuditEvent::kUpdate, "integration",
      [&] { return Patch(integration, R"({"name":"J","auth_key":"hunter"})"); });
  EXPECT_THAT(last_.fields, ElementsAre("name", "auth_key"));
  One(AuditEvent::kUpdate, "integration",
      [&] { return Patch(integration, R"({"auth_key":"hunter"})"); });
  EXPECT_THAT(last_.fields, IsEmpty());

  const Id tool = NewTool(integration, "a");
  const auto changes =
      Conforming(R"({"description":"e"})", diga::kUpdateTool, json::Presence::kPartial);
  One(AuditEvent::kUpdate, "tool",
      [&] { return UpdateDigaTool(services_, owner_.id, integration, tool, changes, Good); });
  EXPECT_EQ(last_.resource, tool.Text());
  EXPECT_THAT(last_.fields, ElementsAre("description"));
  One(AuditEvent::kUpdate, "tool", [&] {
    return ApproveDigaTools(services_, owner_.id, integration, {{tool, true}});
  });
  EXPECT_THAT(last_.fields, ElementsAre("approval_required"));
  One(AuditEvent::kDelete, "tool",
      [&] { return DeleteDigaTool(services_, owner_.id, integration, tool); });
  One(AuditEvent::kDelete, "integration",
      [&] { return DeleteDigaIntegration(services_, owner_.id, integration); });
}

TEST_F(Audit, WhatAnMcpServerChanges) {
  mcp_.tools = {"a", "b"};
  const Id integration = NewIntegration("MCP");
  const auto list = [&] { return ListDigaTools(services_, owner_.id, integration); };
  EXPECT_TRUE(Nothing(list));
  mcp_.tools = {"a", "c"};
  One(AuditEvent::kUpdate, "integration", list);
  EXPECT_EQ(last_.resource, integration.Text());
  EXPECT_THAT(last_.fields, ElementsAre("tools"));
  EXPECT_TRUE(Nothing(list));
  mcp_.tools = {"a"};
  One(AuditEvent::kUpdate, "integration",
      [&] { return Patch(integration, R"({"base_url":"https://b.example"})"); });
  EXPECT_THAT(last_.fields, ElementsAre("base_url", "tools"));
}

TEST_F(Audit, AChangeThatFailsLeavesNothing) {
  const Id connection = world_.MakeConnection(owner_);
  const auto installed = world_.InstallBundle(owner_, SmallBundle(), connection);
  const Id used = TestWorld::IdIn(installed, kSmallExport);
  const Account plain = world_.NewAccount("plain");
  const TemplateId empty = world_.NewTemplate(owner_);
  const Id integration = NewIntegration("HTTP");
  NewTool(integration, "a");
  const Id unknown = *Id::FromObjectIdText(test::SourceId(99));
  const Id unknown_uuid = *Id::FromUuidText("01890000-0000-7000-8000-000000000000");
  const auto tool =
      Conforming(R"({"name":"a","description":"d","endpoint_path":"/x","method":"GET"})",
                 diga::kCreateTool, json::Presence::kWhole);
  InstallRequest unmapped;
  unmapped.account = owner_.id;
  unmapped.run_key = world_.Upload(owner_, SmallBundle().Zip());
  unmapped.connection_map.emplace()["x"] = "y";
  const Services& s = services_;
  Nothing([&] {
    EXPECT_FALSE(CreateResource(s, owner_.id, Model::kFlow, Parse("{}")));
    EXPECT_FALSE(ReplaceResource(s, owner_.id, Model::kFlow, unknown, Parse(R"({"name":"N"})")));
    EXPECT_EQ(CodeOf(DeleteResource(s, owner_.id, Model::kExport, used)), ErrorCode::kInUse);
    EXPECT_FALSE(CreateTemplate(s, plain, {}));
    EXPECT_FALSE(SetPublished(s, owner_, empty, true));
    EXPECT_FALSE(DeleteTemplate(s, owner_, TemplateId(unknown)));
    EXPECT_FALSE(ReceiveUpload(s, "unknown"));
    EXPECT_EQ(CodeOf(Install(s, unmapped)), ErrorCode::kConnectionMismatch);
    EXPECT_FALSE(CreateDigaTemplate(s, owner_, Parse("{}")));
    EXPECT_FALSE(CopyDigaTemplate(s, {owner_.id, TemplateId(unknown_uuid), "", "", "", {}}));
    EXPECT_FALSE(DeleteDigaIntegration(s, owner_.id, unknown_uuid));
    EXPECT_EQ(CodeOf(CreateDigaTool(s, owner_.id, integration, tool)), ErrorCode::kConflict);
    EXPECT_FALSE(ApproveDigaTools(s, owner_.id, integration, {{unknown_uuid, true}}));
    EXPECT_FALSE(Patch(unknown_uuid, R"({"name":"x"})"));
    return 0;
  });
}

TEST_F(Audit, ReadsLeaveNothing) {
  const Id connection = world_.MakeConnection(owner_);
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  const std::string run_key = world_.Upload(owner_, SmallBundle().Zip());
  const TemplateId diga = NewDigaTemplate().row.id;
  const Id integration = NewIntegration("HTTP");
  const Id tool = NewTool(integration, "a");
  const Services& s = services_;
  Nothing([&] {
    EXPECT_TRUE(ReadTemplate(s, owner_, id));
    EXPECT_TRUE(ListTemplates(s, owner_));
    EXPECT_TRUE(ListPublished(s, 0, 10));
    EXPECT_TRUE(ContentOfTemplate(s, owner_.id, id));
    EXPECT_TRUE(ContentOfUpload(s, owner_.id, run_key));
    EXPECT_TRUE(ReadResource(s, owner_.id, Model::kConnection, connection));
    EXPECT_TRUE(ListResources(s, owner_.id, Model::kConnection, 0, 10));
    EXPECT_TRUE(ListDependencies(s, owner_.id, Model::kConnection, connection));
    EXPECT_TRUE(ReadDigaTemplate(s, diga));
    EXPECT_TRUE(ReadDigaIntegration(s, owner_.id, integration));
    EXPECT_TRUE(ListDigaIntegrations(s, owner_.id, ""));
    EXPECT_TRUE(ListDigaTools(s, owner_.id, integration));
    EXPECT_TRUE(ReadDigaTool(s, owner_.id, integration, tool));
    EXPECT_TRUE(ListTokens(s));
    return 0;
  });
}

TEST_F(Audit, PagesAndTheAuditOfOneThing) {
  const Id first = world_.Make(owner_, Model::kFlow);
  const Id second = world_.Make(owner_, Model::kFlow);
  ASSERT_TRUE(DeleteResource(services_, owner_.id, Model::kFlow, first));
  auto page = ListAudit(services_, owner_.id, {}, 0, 2);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->entries.size(), 2u);
  EXPECT_TRUE(page->more);
  EXPECT_EQ(ListAudit(services_, owner_.id, {}, 1000, 2)->entries.size(), 0u);

  const auto of = [&](AccountId account, const Id& id, Model model = Model::kFlow) {
    return ListResourceAudit(services_, account, model, id, {}, 0, 10);
  };
  EXPECT_EQ(of(owner_.id, first)->entries.size(), 2u);
  EXPECT_EQ(of(owner_.id, second)->entries.size(), 1u);
  EXPECT_EQ(CodeOf(of(owner_.id, second, Model::kExport)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(of(world_.NewAccount("other").id, first)), ErrorCode::kNotFound);
  // Installed, and never touched since.
  const Id connection = world_.MakeConnection(owner_);
  const auto installed = world_.InstallBundle(owner_, SmallBundle(), connection);
  const auto untouched = of(owner_.id, TestWorld::IdIn(installed, test::kSmallFlow));
  ASSERT_TRUE(untouched);
  EXPECT_TRUE(untouched->entries.empty());

  const TemplateId id = world_.NewTemplate(owner_);
  EXPECT_EQ(ListTemplateAudit(services_, owner_.id, id, {}, 0, 10)->entries.size(), 1u);
  EXPECT_EQ(CodeOf(ListTemplateAudit(services_, world_.NewAccount("other").id, id, {}, 0, 10)),
            ErrorCode::kNotFound);
}

TEST(ChangedMembers, NamesWhatDiffers) {
  const auto changed = [](const char* before, const char* after) {
    const auto one = Parse(before);
    const auto two = Parse(after);
    return ChangedMembers(one.root(), two.root());
  };
  EXPECT_THAT(changed("{}", "{}"), IsEmpty());
  EXPECT_THAT(changed(R"({"a":1,"b":[1, 2]})", R"({"b":[1,2],"a":1})"), IsEmpty());
  EXPECT_THAT(changed(R"({"a":1,"b":2,"c":3})", R"({"d":4,"b":3,"c":3})"),
              ElementsAre("a", "b", "d"));
  std::string many = "{";
  for (int i = 0; i < 300; ++i) many += fmt::format("{}\"m{}\":1", i == 0 ? "" : ",", i);
  EXPECT_EQ(changed("{}", (many + "}").c_str()).size(), 100u);
  const std::string longest = "{\"" + std::string(1000, 'x') + "\":1}";
  EXPECT_EQ(changed("{}", longest.c_str()).at(0).size(), 100u);
}

}  // namespace
}  // namespace imprint
