#include "app/document_merge.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"
#include "model/merge.h"
#include "model/render.h"

namespace imprint {
namespace {

using test::Parse;
using test::TextAt;

std::string Plain(Model model, std::string_view document) {
  return std::string(PlainDocument(model, document)->text());
}

std::vector<std::string> ProblemsIn(Model model, std::string_view plain) {
  std::vector<Problem> problems;
  CheckPlain(model, Parse(plain), problems);
  if (problems.empty()) return {};
  return test::ProblemsOf(Error(std::move(problems)));
}

TEST(PlainDocument, LeavesOutWhatTheServerSets) {
  const char* document =
      R"({"_id":"5f","name":"n","x":{"_id":"in","createdAt":1},"createdAt":"t","lastModified":"t",)"
      R"("_templateId":"5f","_sourceId":"5f","offline":true,"sandbox":true,"n":1.0})";
  EXPECT_EQ(Plain(Model::kFlow, document),
            R"({"name":"n","x":{"_id":"in","createdAt":1},"offline":true,"n":1.0})");
  EXPECT_EQ(Plain(Model::kConnection, document),
            R"({"name":"n","x":{"_id":"in","createdAt":1},"n":1.0})");
  EXPECT_EQ(Plain(Model::kDigaTool, R"({"id":"5f","createdAt":1})"),
            R"({"id":"5f","createdAt":1})");
  EXPECT_EQ(Plain(Model::kFlow, R"({"_id":"5f"})"), "{}");
  for (const char* bad : {"[]", "1", "{", "\"x\""}) {
    const auto plain = PlainDocument(Model::kFlow, bad);
    EXPECT_TRUE(!plain || !plain->root().is_array()) << bad;
  }
}

TEST(CheckPlain, HoldsDocumentsToTheRulesOfTheirDialect) {
  EXPECT_EQ(ProblemsIn(Model::kFlow, R"({"name":"n"})").size(), 0u);
  EXPECT_EQ(ProblemsIn(Model::kFlow, R"({"name":1})").size(), 1u);
  EXPECT_EQ(ProblemsIn(Model::kConnection, "{}").size(), 2u);
  EXPECT_EQ(ProblemsIn(Model::kIClient, "{}").size(), 0u);
  EXPECT_EQ(ProblemsIn(Model::kFlow, "[]").size(), 1u);

  const std::string integration =
      R"({"id":"i","name":"n","description":null,"base_url":"https://a.test","auth_type":"NONE",)"
      R"("integration_type":"HTTP","headers":null})";
  EXPECT_EQ(ProblemsIn(Model::kDigaIntegration, integration).size(), 0u);
  std::string bad = integration;
  bad.replace(bad.find("https"), 5, "gopher");
  EXPECT_EQ(ProblemsIn(Model::kDigaIntegration, bad).size(), 1u);
  EXPECT_EQ(ProblemsIn(Model::kDigaIntegration, "{}").size(), 5u);
  EXPECT_EQ(ProblemsIn(Model::kDigaIntegration, "null").size(), 1u);

  const std::string tool =
      R"({"id":"i","type":"HTTP","name":"n","description":"d","endpoint_path":"/{id}","query":[],)"
      R"("body":[],"path":[{"name":"id","description":null,"required":true,"value_source":"llm",)"
      R"("fixed_value":null}],"headers":null,"method":"GET","timeout":5,"approval_required":false,)"
      R"("execution_audio":null,"pre_speech":"auto"})";
  EXPECT_EQ(ProblemsIn(Model::kDigaTool, tool).size(), 0u);
  const struct {
    const char* from;
    const char* to;
  } faults[] = {{R"("GET")", R"("LOOK")"},
                {R"("timeout":5)", R"("timeout":"5")"},  // is taken, but not stored so
                {R"("/{id}")", R"("/x")"},
                {R"("type":"HTTP",)", ""},
                {R"("headers":null,)", ""},
                {R"("timeout":5)", R"("timeout":5,"more":1)"}};
  for (const auto& fault : faults) {
    std::string other = tool;
    other.replace(other.find(fault.from), std::string_view(fault.from).size(), fault.to);
    EXPECT_GE(ProblemsIn(Model::kDigaTool, other).size(), 1u) << fault.to;
  }
}

class SetPlainTest : public ::testing::Test {
 protected:
  SetPlainTest() {
    installation_.id = InstallationId(*Id::FromObjectIdText("6f0000000000000000000001"));
    installation_.from_template = TemplateId(*Id::FromObjectIdText("6f0000000000000000000002"));
    installation_.created = FromMillis(1772366400000);
    row_.id = ResourceId(*Id::FromObjectIdText("6f0000000000000000000003"));
    row_.model = Model::kConnection;
  }
  Status Set(std::string_view plain) {
    return SetPlain(world_.services(), installation_, source_, Parse(plain),
                    FromMillis(1772366400005), row_);
  }

  test::TestWorld world_;
  Installation installation_;
  Id source_ = *Id::FromObjectIdText("6f0000000000000000000004");
  Resource row_;
};

TEST_F(SetPlainTest, StoresAsAnEditDoes) {
  ASSERT_TRUE(
      Set(R"({"name":"n","type":"http","http":{"_iClientId":"6f0000000000000000000009"}})"));
  EXPECT_EQ(row_.document,
            R"({"_id":"6f0000000000000000000003","name":"n","type":"http",)"
            R"("http":{"_iClientId":"6f0000000000000000000009"},)"
            R"("createdAt":"2026-03-01T12:00:00.000Z","lastModified":"2026-03-01T12:00:00.005Z",)"
            R"("_templateId":"6f0000000000000000000002","_sourceId":"6f0000000000000000000004"})");
  EXPECT_EQ(row_.origin, ResourceOrigin::kOverride);
  EXPECT_EQ(row_.installation, installation_.id);
  EXPECT_EQ(row_.references.size(), 1u);
  EXPECT_EQ(Plain(row_.model, row_.document),
            R"({"name":"n","type":"http","http":{"_iClientId":"6f0000000000000000000009"}})");
}

TEST_F(SetPlainTest, KeepsSecretsAndWhetherAConnectionIsInUse) {
  ASSERT_TRUE(Set(R"({"name":"n","type":"http","http":{"auth":{"token":{"token":"secret"}}}})"));
  EXPECT_EQ(TextAt(row_.document, "http.auth.token.token"), "******");
  row_.document.replace(row_.document.find("\"name\""), 0, "\"offline\":false,");
  EXPECT_FALSE(TellsOnlyPlain(row_).value());
  ASSERT_TRUE(Set(R"({"name":"m","type":"http","http":{"auth":{"token":{"token":"******"}}}})"));
  EXPECT_NE(row_.document.find(R"("offline":false)"), std::string::npos);
  EXPECT_NE(world_.services().secrets.Open(row_.sealed_secrets).value().find("secret"),
            std::string::npos);
  // A mask for what is not there is no secret.
  const Status refused =
      Set(R"({"name":"m","type":"http","http":{"auth":{"basic":{"password":"******"}}}})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidField);
}

TEST_F(SetPlainTest, OfDigaKeepsTheTextAndTheKey) {
  installation_.blocks = {{*Id::FromUuidText("019a0000-0000-7000-8000-000000000000"), 3, 0}};
  row_.model = Model::kDigaTool;
  row_.id = ResourceId(installation_.blocks[0].first.Plus(1));
  row_.sealed_secrets = "sealed";
  const std::string text = R"({"id":"019a0000-0000-7000-8000-000000000001","n":1.0})";
  ASSERT_TRUE(Set(text));
  EXPECT_EQ(row_.document, text);
  EXPECT_EQ(row_.sealed_secrets, "sealed");
  EXPECT_EQ(row_.references, std::vector<Id>{installation_.blocks[0].first});
  EXPECT_FALSE(Set(R"({"id":"019a0000-0000-7000-8000-000000000002"})"));
}

}  // namespace
}  // namespace imprint
