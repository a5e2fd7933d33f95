#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "surface/native/plan_request.h"
#include "surface/native/testing/reading.h"
#include "surface/native/upgrade_request.h"
#include "surface/native/version_request.h"

namespace imprint::native {
namespace {

using test::FaultsOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class PlanRequestTest : public ::testing::Test {
 protected:
  std::vector<std::string> Read(std::string_view body) {
    request_ = {};
    return FaultsOf(body, [&](ObjectReader& reader, Faults& faults) {
      ReadPlanRequest(reader, faults, request_);
    });
  }
  PlanRequest request_;
};

TEST_F(PlanRequestTest, TakesAllThatCanBeSaid) {
  EXPECT_THAT(
      Read(
          R"({"template":"66e2b0f47d41c9b2e6000001","version":3,"name":"N","connections":{"a":"b"},)"
          R"("createConnections":true,"bind":"unambiguous",)"
          R"("variables":{"t":"x","n":1.50,"b":false,"z":null},"useSaved":true,"baseUrl":"u",)"
          R"("secrets":{"auth_key":"k"},"stack":"s","sandbox":true,"select":["c","d"],"into":"i"})"),
      IsEmpty());
  EXPECT_EQ(request_.from_template->Text(), "66e2b0f47d41c9b2e6000001");
  EXPECT_EQ(request_.version, 3u);
  EXPECT_EQ(request_.name, "N");
  EXPECT_THAT(request_.connections, ElementsAre(Pair("a", "b")));
  EXPECT_TRUE(request_.create_connections);
  EXPECT_EQ(request_.bind, BindRule::kUnambiguous);
  EXPECT_THAT(request_.variables, ElementsAre(Pair("b", "false"), Pair("n", "1.50"),
                                              Pair("t", "\"x\""), Pair("z", "null")));
  EXPECT_TRUE(request_.use_saved);
  EXPECT_EQ(request_.base_url, "u");
  EXPECT_THAT(request_.secrets, ElementsAre(Pair("auth_key", "k")));
  EXPECT_EQ(request_.stack, "s");
  EXPECT_TRUE(request_.sandbox);
  EXPECT_THAT(request_.select, ElementsAre("c", "d"));
  EXPECT_EQ(request_.into, "i");
}

TEST_F(PlanRequestTest, HasDefaults) {
  EXPECT_THAT(Read(R"({"runKey":"k"})"), IsEmpty());
  EXPECT_EQ(request_.run_key, "k");
  EXPECT_FALSE(request_.credentials_as_variables);
  EXPECT_THAT(Read(R"({"runKey":"k","credentialsAsVariables":true})"), IsEmpty());
  EXPECT_TRUE(request_.credentials_as_variables);
  EXPECT_EQ(request_.from_template, std::nullopt);
  EXPECT_EQ(request_.version, std::nullopt);
  EXPECT_EQ(request_.bind, BindRule::kExplicit);
  EXPECT_FALSE(request_.create_connections || request_.use_saved || request_.sandbox);
  EXPECT_THAT(request_.select, IsEmpty());
}

TEST_F(PlanRequestTest, TellsEverythingThatIsWrong) {
  EXPECT_THAT(Read("{}"), ElementsAre("missing_field template"));
  EXPECT_THAT(
      Read(R"({"template":"x","version":"3","name":"","connections":{"a":1,"b":null},)"
           R"("createConnections":1,"bind":"all","variables":{"o":{},"l":[]},"useSaved":null,)"
           R"("baseUrl":1,"secrets":{"auth_key":5},"stack":[],"sandbox":"no","select":["c",5],)"
           R"("into":null,"conections":{}})"),
      ElementsAre("template", "version", "name", "connections.a", "connections.b",
                  "createConnections", "bind", "variables.o", "variables.l", "useSaved", "baseUrl",
                  "secrets.auth_key", "stack", "sandbox", "select[1]", "into", "conections"));
  EXPECT_THAT(Read(R"({"template":"66e2b0f47d41c9b2e6000001","runKey":"k","version":1})"),
              ElementsAre("runKey", "version"));
  EXPECT_THAT(
      Read(R"({"template":"66e2b0f47d41c9b2e6000001","credentialsAsVariables":true})"),
      ElementsAre("credentialsAsVariables"));
  EXPECT_THAT(Read(R"({"runKey":"k","credentialsAsVariables":1})"),
              ElementsAre("credentialsAsVariables"));
  EXPECT_THAT(Read(R"({"runKey":"k","select":[]})"), ElementsAre("select"));
  EXPECT_THAT(Read(R"({"runKey":"k","select":{}})"), ElementsAre("select"));
}

TEST_F(PlanRequestTest, KeepsHostileNamesAsTheyAre) {
  EXPECT_THAT(Read(R"({"runKey":"k","variables":{"a.b[0]":"<<x>>","\u0000":"\u0000","":1}})"),
              IsEmpty());
  EXPECT_THAT(request_.variables,
              ElementsAre(Pair("", "1"), Pair(std::string(1, '\0'), R"("\u0000")"),
                          Pair("a.b[0]", "\"<<x>>\"")));
}

class UpgradeRequestTest : public ::testing::Test {
 protected:
  std::vector<std::string> Read(std::string_view body) {
    request_ = {};
    return FaultsOf(body, [&](ObjectReader& reader, Faults& faults) {
      ReadUpgradeRequest(reader, faults, request_);
    });
  }
  UpgradeRequest request_;
};

TEST_F(UpgradeRequestTest, TakesAllThatCanBeSaid) {
  EXPECT_THAT(Read(R"({"version":4,"connections":{"a":"b"},"createConnections":true,)"
                   R"("variables":{"v":2},"rule":"theirs","resolutions":{"r":{"":"mine",)"
                   R"("a.b":"theirs","c":"base","d":{"value":{"x":[1.0]}},"e":{"value":null}}}})"),
              IsEmpty());
  EXPECT_EQ(request_.version, 4u);
  EXPECT_THAT(request_.connections, ElementsAre(Pair("a", "b")));
  EXPECT_TRUE(request_.create_connections);
  EXPECT_THAT(request_.variables, ElementsAre(Pair("v", "2")));
  EXPECT_EQ(request_.rule, ConflictRule::kTheirs);
  const Resolutions& resolutions = request_.resolutions.at("r");
  EXPECT_EQ(resolutions.find("")->second.side, Side::kMine);
  EXPECT_EQ(resolutions.find("a.b")->second.side, Side::kTheirs);
  EXPECT_EQ(resolutions.find("c")->second.side, Side::kBase);
  EXPECT_EQ(resolutions.find("c")->second.value, std::nullopt);
  EXPECT_EQ(resolutions.find("d")->second.value, R"({"x":[1.0]})");
  EXPECT_EQ(resolutions.find("e")->second.value, "null");
}

TEST_F(UpgradeRequestTest, IsEmptyByDefault) {
  EXPECT_THAT(Read("{}"), IsEmpty());
  EXPECT_EQ(request_.rule, ConflictRule::kFail);
  EXPECT_EQ(request_.version, std::nullopt);
  EXPECT_TRUE(request_.resolutions.empty());
}

TEST_F(UpgradeRequestTest, TellsEverythingThatIsWrong) {
  EXPECT_THAT(Read(R"({"version":0,"rule":"ours","resolutions":{"r":"mine","s":{"p":"ours",)"
                   R"("q":{"val":1},"t":5}},"resolution":{}})"),
              ElementsAre("version", "rule", "resolutions.r", "resolutions.s.p",
                          "missing_field resolutions.s.q.value", "resolutions.s.q.val",
                          "resolutions.s.t", "resolution"));
  EXPECT_THAT(Read(R"({"resolutions":[]})"), ElementsAre("resolutions"));
}

class VersionRequestTest : public ::testing::Test {
 protected:
  std::vector<std::string> ReadInput(std::string_view body) {
    return FaultsOf(body, [&](ObjectReader& reader, Faults& faults) {
      input_ = ReadVersionInput(reader, faults);
      input_.document = {};  // goes with the body
    });
  }
  std::vector<std::string> ReadChange(std::string_view body) {
    return FaultsOf(body, [&](ObjectReader& reader, Faults& faults) {
      change_ = ReadVersionChange(reader, faults);
    });
  }
  static std::string Signature(std::size_t key, std::size_t signature) {
    return R"("signature":{"publicKey":")" + ToBase64(std::string(key, 'k')) +
           R"(","signature":")" + ToBase64(std::string(signature, 's')) + R"("})";
  }
  VersionInput input_;
  VersionChange change_;
};

TEST_F(VersionRequestTest, TakesAFileOrADocument) {
  EXPECT_THAT(
      ReadInput(R"({"runKey":"k","note":"","secrets":"variables",)" + Signature(32, 64) + "}"),
      IsEmpty());
  EXPECT_EQ(input_.run_key, "k");
  EXPECT_TRUE(input_.secrets_as_variables);
  ASSERT_TRUE(input_.signature);
  EXPECT_EQ(input_.signature->public_key[31], 'k');
  EXPECT_EQ(input_.signature->signature[63], 's');
  EXPECT_THAT(ReadInput(R"({"template":{"anything":1},"secrets":"refuse"})"), IsEmpty());
  EXPECT_FALSE(input_.secrets_as_variables);
  EXPECT_THAT(ReadInput("{}"), ElementsAre("missing_field runKey"));
  EXPECT_THAT(ReadInput(R"({"runKey":"k","template":{}})"), ElementsAre("template"));
  EXPECT_THAT(ReadInput(R"({"runKey":"","secrets":"keep","signature":{},"dryRun":true})"),
              ElementsAre("runKey", "secrets", "missing_field signature.publicKey",
                          "missing_field signature.signature", "dryRun"));
}

TEST_F(VersionRequestTest, RefusesSignaturesOfTheWrongLength) {
  const auto both = ElementsAre("signature.publicKey", "signature.signature");
  EXPECT_THAT(ReadInput(R"({"runKey":"k",)" + Signature(31, 64) + "}"),
              ElementsAre("signature.publicKey"));
  EXPECT_THAT(ReadInput(R"({"runKey":"k",)" + Signature(33, 65) + "}"), both);
  EXPECT_THAT(ReadInput(R"({"runKey":"k","signature":{"publicKey":"%%","signature":5}})"), both);
}

TEST_F(VersionRequestTest, TellsNullFromAbsent) {
  EXPECT_THAT(ReadChange("{}"), IsEmpty());
  EXPECT_FALSE(change_.deprecated || change_.note || change_.signature);
  EXPECT_THAT(ReadChange(R"({"deprecated":null,"note":""})"), IsEmpty());
  ASSERT_TRUE(change_.deprecated);
  EXPECT_EQ(*change_.deprecated, std::nullopt);
  EXPECT_EQ(change_.note, "");
  EXPECT_THAT(ReadChange(R"({"deprecated":{"reason":""}})"), IsEmpty());
  ASSERT_TRUE(change_.deprecated);
  EXPECT_EQ(*change_.deprecated, "");
  EXPECT_THAT(ReadChange(R"({"deprecated":true})"), ElementsAre("deprecated"));
  EXPECT_THAT(ReadChange(R"({"deprecated":{"why":"x"}})"),
              ElementsAre("missing_field deprecated.reason", "deprecated.why"));
  EXPECT_THAT(ReadChange(R"({"number":5,"note":null})"), ElementsAre("note", "number"));
}

}  // namespace
}  // namespace imprint::native
