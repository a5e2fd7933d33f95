#include <fmt/format.h>

#include "app/diga_templates.h"
#include "app/diga_tools.h"
#include "app/testing/upgrade_fixture.h"

namespace imprint {
namespace {

using test::Parse;
using test::ProblemsOf;
using test::TextAt;
using test::UpgradeFixture;

using Lines = std::vector<std::string>;

std::string Tool(std::string_view name, std::string_view path = "/x",
                 std::string_view parameters = "") {
  return fmt::format(R"({{"name":"{}","description":"d","endpoint_path":"{}","method":"GET"{}{}}})",
                     name, path, parameters.empty() ? "" : ",", parameters);
}

std::string Content(std::string_view tools, std::string_view members = "",
                    std::string_view type = "HTTP") {
  return fmt::format(
      R"({{"name":"Shop","template":{{"integration_type":"{}","base_url":"https://a.test",)"
      R"("auth_type":"API_KEY"{}{},"tools":[{}]}}}})",
      type, members.empty() ? "" : ",", members, tools);
}

class UpgradeDiga : public UpgradeFixture {
 protected:
  void Begin(const std::string& content) {
    const auto made = CreateDigaTemplate(services_, partner_, Parse(content));
    ASSERT_TRUE(made) << made.error().message();
    template_ = made->row.id;
    integration_ = CopyDiga(template_, "first-key");
    id_ = InstallationId(integration_);
  }
  void Next(const std::string& content) { PublishNextDiga(template_, content); }
  std::string Integration() const {
    return ReadDigaIntegration(services_, account_.id, integration_)->document;
  }
  std::string Read(const std::string& tool) const {
    return ReadDigaTool(services_, account_.id, integration_, ToolOf(integration_, tool))
        .value_or("");
  }
  std::size_t CountTools() const {
    return ListDigaTools(services_, account_.id, integration_)->ids.size();
  }
  UpgradeRequest By(ConflictRule rule) const {
    UpgradeRequest request = For(id_);
    request.rule = rule;
    return request;
  }

  TemplateId template_;
  Id integration_;
  InstallationId id_;
};

TEST_F(UpgradeDiga, KeepsToolsByTheirNames) {
  Begin(Content(Tool("list") + "," + Tool("old")));
  const Id list = ToolOf(integration_, "list");
  Next(Content(Tool("list", "/all") + "," + Tool("get", "/{id}", R"("path":[{"name":"id"}])"),
               R"("description":"new")"));
  const UpgradeOutcome outcome = MustUpgrade(For(id_));
  EXPECT_EQ(Added(outcome.plan), (Lines{"get"}));
  EXPECT_EQ(Removed(outcome.plan), (Lines{"old"}));
  EXPECT_EQ(ToolOf(integration_, "list"), list);
  EXPECT_EQ(TextAt(Read("list"), "endpoint_path"), "/all");
  EXPECT_TRUE(ToolOf(integration_, "get").is_uuid());
  EXPECT_TRUE(ToolOf(integration_, "old").empty());
  EXPECT_EQ(TextAt(Integration(), "description"), "new");
  EXPECT_EQ(KeyOfDiga(integration_), "first-key");
  EXPECT_EQ(LastAudit(), "7 integration " + integration_.Text());
  ASSERT_TRUE(RollBack(id_));
  EXPECT_EQ(CountTools(), 2u);
  EXPECT_EQ(TextAt(Integration(), "description"), "");
}

TEST_F(UpgradeDiga, MergesEditsAndKeepsTheKey) {
  Begin(Content(Tool("list"), R"("description":"old")"));
  PatchDiga(integration_, R"({"headers":{"x-mine":"1"},"auth_key":"second-key"})");
  PatchTool(integration_, ToolOf(integration_, "list"), R"({"description":"mine"})");
  Next(Content(Tool("list", "/all"), R"("description":"new")"));
  MustUpgrade(For(id_));
  EXPECT_EQ(TextAt(Integration(), "description"), "new");
  EXPECT_EQ(TextAt(Integration(), "headers.x-mine"), "1");
  EXPECT_EQ(TextAt(Read("list"), "endpoint_path"), "/all");
  EXPECT_EQ(TextAt(Read("list"), "description"), "mine");
  EXPECT_EQ(KeyOfDiga(integration_), "second-key");
  EXPECT_EQ(world_.Row(account_, ToolOf(integration_, "list"))->references,
            std::vector<Id>{integration_});
}

TEST_F(UpgradeDiga, TheKeyStaysWhenTheEditGoes) {
  Begin(Content(Tool("list"), R"("description":"old")"));
  PatchDiga(integration_, R"({"description":"new","auth_key":"second-key"})");
  Next(Content(Tool("list"), R"("description":"new")"));
  MustUpgrade(For(id_));
  EXPECT_FALSE(world_.Row(account_, integration_));
  EXPECT_EQ(KeyOfDiga(integration_), "second-key");
  ASSERT_TRUE(RollBack(id_));
  EXPECT_TRUE(world_.Row(account_, integration_));
  EXPECT_EQ(KeyOfDiga(integration_), "second-key");
}

TEST_F(UpgradeDiga, AKeyThatWasRemovedStaysRemoved) {
  Begin(Content(Tool("list"), R"("description":"old")"));
  PatchDiga(integration_, R"({"description":"new","auth_key":null})");
  Next(Content(Tool("list"), R"("description":"new")"));
  MustUpgrade(For(id_));
  EXPECT_FALSE(world_.Row(account_, integration_));
  EXPECT_EQ(KeyOfDiga(integration_), "");
}

TEST_F(UpgradeDiga, NamesStayUnique) {
  Begin(Content(Tool("list") + "," + Tool("get")));
  AddTool(integration_, "own");
  PatchTool(integration_, ToolOf(integration_, "get"), R"({"name":"renamed"})");
  Next(Content(Tool("list") + "," + Tool("get") + "," + Tool("own") + "," + Tool("renamed")));
  const auto before = Rows();
  const Error refused = MustRefuse(For(id_));
  EXPECT_EQ(refused.problems.size(), 4u);  // both of each pair
  EXPECT_EQ(refused.code(), ErrorCode::kConflict);
  EXPECT_TRUE(Rows() == before);
}

TEST_F(UpgradeDiga, AToolThatIsKeptIsOneOfTheIntegrationsOwn) {
  Begin(Content(Tool("list") + "," + Tool("old")));
  const Id old = ToolOf(integration_, "old");
  PatchTool(integration_, old, R"({"description":"mine"})");
  Next(Content(Tool("list")));
  EXPECT_EQ(ConflictsOf(PlanOf(For(id_))), (Lines{"deletedThere old -> open"}));
  MustUpgrade(By(ConflictRule::kMine));
  EXPECT_EQ(ToolOf(integration_, "old"), old);
  EXPECT_EQ(TextAt(Read("old"), "description"), "mine");
  EXPECT_EQ(world_.Row(account_, old)->origin, ResourceOrigin::kMade);
  EXPECT_TRUE(DeleteDigaTool(services_, account_.id, integration_, old));
  EXPECT_EQ(CountTools(), 1u);
}

TEST_F(UpgradeDiga, AMergedToolKeepsTheRulesOfTools) {
  Begin(Content(Tool("get", "/{id}", R"("path":[{"name":"id"}])")));
  // The parameter gets another name here, and the path another place for it there.
  PatchTool(integration_, ToolOf(integration_, "get"), R"({"description":"mine"})");
  Next(Content(Tool("get", "/{key}", R"("path":[{"name":"key"}])")));
  MustUpgrade(For(id_));
  EXPECT_EQ(TextAt(Read("get"), "endpoint_path"), "/{key}");
  ASSERT_TRUE(RollBack(id_));

  PatchTool(integration_, ToolOf(integration_, "get"),
            R"({"path":[{"name":"id","description":"mine"}]})");
  const std::string tool = PlanOf(For(id_)).conflicts.at(0).template_id.Text();
  UpgradeRequest request = By(ConflictRule::kMine);  // keeps the old parameter
  EXPECT_EQ(ProblemsOf(MustRefuse(request)),
            ProblemsOf(Error(ErrorCode::kInvalidField, "", "resources." + tool)));
  MustUpgrade(By(ConflictRule::kTheirs));
}

TEST_F(UpgradeDiga, AValueOfOnesOwnHasToBeATool) {
  Begin(Content(Tool("list")));
  PatchTool(integration_, ToolOf(integration_, "list"), R"({"description":"mine"})");
  Next(Content(Tool("list") /* described otherwise */, R"("description":"x")"));
  std::string content = Content(Tool("list"));
  content.replace(content.find(R"("description":"d")"), 17, R"("description":"theirs")");
  Next(content);
  const std::string tool = PlanOf(For(id_)).conflicts.at(0).template_id.Text();
  for (const char* bad : {"5", "null", "[]"}) {
    UpgradeRequest request = For(id_);
    request.resolutions[tool]["description"] = {Side::kMine, bad};
    EXPECT_EQ(ProblemsOf(MustRefuse(request)),
              ProblemsOf(Error(ErrorCode::kInvalidField, "", "resources." + tool)))
        << bad;
  }
  UpgradeRequest whole = For(id_);
  whole.resolutions[tool][""] = {Side::kMine, R"({"name":"list","extra":1})"};
  EXPECT_EQ(MustRefuse(whole).code(), ErrorCode::kInvalidField);
  std::string document = Read("list");
  document.replace(document.find(R"("mine")"), 6, R"("both")");
  whole.resolutions[tool][""] = {Side::kMine, document};
  MustUpgrade(whole);
  EXPECT_EQ(Read("list"), document);
}

TEST_F(UpgradeDiga, VariablesHaveToFitTheNewVersion) {
  Begin(Content(Tool("list"), R"("headers":{"a":"<<host>>"})"));
  Next(
      R"({"name":"Shop","template":{"integration_type":"HTTP","base_url":"<<address>>","tools":[)" +
      Tool("list") + "," + Tool("get", "/<<part>>") + "]}}");
  UpgradeRequest request = For(id_);
  MustUpgrade([&] {
    UpgradeRequest dry = request;
    dry.dry_run = true;
    return dry;
  }());
  request.variables = {{"address", R"("no url")"}, {"part", R"("{id}")"}};
  EXPECT_EQ(MustRefuse(request).problems.size(), 2u);
  request.variables = {{"address", R"("https://b.test")"}, {"part", "null"}};
  MustUpgrade(request);
  EXPECT_EQ(TextAt(Integration(), "base_url"), "https://b.test");
  EXPECT_EQ(TextAt(Read("get"), "endpoint_path"), "/<<part>>");
}

TEST_F(UpgradeDiga, TheTypeOfAnIntegrationDoesNotChange) {
  Begin(Content(Tool("list")));
  Next(Content("", "", "MCP"));
  EXPECT_EQ(MustRefuse(For(id_)).code(), ErrorCode::kWrongType);
}

TEST_F(UpgradeDiga, ConnectionsAreNotForIt) {
  Begin(Content(Tool("list")));
  Next(Content(Tool("list", "/all")));
  UpgradeRequest request = For(id_);
  request.create_connections = true;
  request.connections = {{"x", "y"}};
  EXPECT_EQ(ProblemsOf(MustRefuse(request)),
            (Lines{ProblemsOf(Error(ErrorCode::kWrongType, "", "createConnections"))[0],
                   ProblemsOf(Error(ErrorCode::kConnectionMismatch, "", "connections.x"))[0]}));
}

TEST_F(UpgradeDiga, ADeletedToolStaysDeletedUnlessItChanged) {
  Begin(Content(Tool("list") + "," + Tool("get")));
  ASSERT_TRUE(DeleteDigaTool(services_, account_.id, integration_, ToolOf(integration_, "get")));
  Next(Content(Tool("list", "/all") + "," + Tool("get")));
  MustUpgrade(For(id_));
  EXPECT_EQ(CountTools(), 1u);
  Next(Content(Tool("list", "/all") + "," + Tool("get", "/one")));
  EXPECT_EQ(ConflictsOf(PlanOf(For(id_))), (Lines{"deletedHere get -> open"}));
  MustUpgrade(By(ConflictRule::kTheirs));
  EXPECT_EQ(CountTools(), 2u);
}

}  // namespace
}  // namespace imprint
