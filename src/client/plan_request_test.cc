#include "client/plan_request.h"

#include <gtest/gtest.h>

namespace imprint::client {
namespace {

TEST(PlanBody, SaysOnlyWhatWasSaid) {
  PlanChoices choices;
  choices.template_id = "t";
  EXPECT_EQ(PlanBody(choices).value(), R"({"template":"t"})");
  EXPECT_EQ(PlanBody(choices, "f00d").value(), R"({"template":"t","fingerprint":"f00d"})");
}

TEST(PlanBody, SaysEverything) {
  PlanChoices choices;
  choices.template_id = "t";
  choices.version = 3;
  choices.name = "My \"own\"";
  choices.connections = {"a=b", "c="};
  choices.variables = {"x=1=2", "y="};
  choices.json_variables = {"n=-1.50", "b=true", "s=\"q\"", "z=null"};
  choices.select = {"s1", "s2"};
  choices.into = "i";
  choices.bind = "unambiguous";
  choices.base_url = "u";
  choices.stack = "k";
  choices.create_connections = choices.use_saved = choices.sandbox = true;
  choices.secrets = {{"auth_key", "k\n"}};
  EXPECT_EQ(PlanBody(choices).value(),
            R"({"template":"t","version":3,"name":"My \"own\"","connections":{"a":"b","c":""},)"
            R"("createConnections":true,"bind":"unambiguous",)"
            R"("variables":{"x":"1=2","y":"","n":-1.50,"b":true,"s":"q","z":null},)"
            R"("useSaved":true,"baseUrl":"u","secrets":{"auth_key":"k\n"},"stack":"k",)"
            R"("sandbox":true,"select":["s1","s2"],"into":"i"})");
}

TEST(PlanBody, RefusesWhatHasNoForm) {
  const auto refused = [](auto member, std::vector<std::string> texts) {
    PlanChoices choices;
    choices.*member = std::move(texts);
    const auto body = PlanBody(choices);
    return body ? *body : body.error().said.front().field;
  };
  EXPECT_EQ(refused(&PlanChoices::connections, {"a"}), "--connect");
  EXPECT_EQ(refused(&PlanChoices::connections, {"=a"}), "--connect");
  EXPECT_EQ(refused(&PlanChoices::connections, {"a=b", "a=c"}), "--connect");
  EXPECT_EQ(refused(&PlanChoices::variables, {"a"}), "--set");
  EXPECT_EQ(refused(&PlanChoices::variables, {"a=\xff"}), "--set");
  for (const char* bad : {"a", "a=", "a=x", "a={}", "a=[1]", "a=1 2", "a=1,\"b\":2"}) {
    EXPECT_EQ(refused(&PlanChoices::json_variables, {bad}), "--set-json") << bad;
  }
}

TEST(PlanBody, RefusesAVariableSaidInBothWays) {
  PlanChoices choices;
  choices.variables = {"a=1"};
  choices.json_variables = {"a=1"};
  EXPECT_FALSE(PlanBody(choices));
}

TEST(AddResolution, ReadsPathsWithSignsAndColons) {
  UpgradeChoices choices;
  for (const char* text : {"a1:pageSize=mine", "a1:mapping.fields[generate=x].extract=theirs",
                           "a1:b:c=base", "a2:=mine", "a3:x=value:{\"k\": \"=mine\"}"}) {
    EXPECT_TRUE(AddResolution(text, choices)) << text;
  }
  EXPECT_EQ(UpgradeBody(choices).value(),
            R"({"resolutions":{"a1":{"b:c":"base","mapping.fields[generate=x].extract":"theirs",)"
            R"("pageSize":"mine"},"a2":{"":"mine"},"a3":{"x":{"value":{"k":"=mine"}}}}})");
}

TEST(AddResolution, RefusesWhatHasNoForm) {
  for (const char* text : {"", "a", "a:b", "a=mine", ":b=mine", "a:b=yours",
                           "a:b=", "a:b=value:", "a:b=value:{", "a:b=MINE"}) {
    UpgradeChoices choices;
    const auto added = AddResolution(text, choices);
    ASSERT_FALSE(added) << text;
    EXPECT_EQ(added.error().said.front().field, "--resolve");
  }
  UpgradeChoices twice;
  EXPECT_TRUE(AddResolution("a:b=mine", twice));
  EXPECT_FALSE(AddResolution("a:b=theirs", twice));
}

TEST(UpgradeBody, SaysWhatWasSaid) {
  UpgradeChoices choices;
  EXPECT_EQ(UpgradeBody(choices).value(), "{}");
  choices.version = 2;
  choices.rule = "mine";
  choices.connections = {"a=b"};
  choices.variables = {"v=1"};
  choices.create_connections = true;
  EXPECT_EQ(UpgradeBody(choices, "f").value(),
            R"({"version":2,"connections":{"a":"b"},"createConnections":true,)"
            R"("variables":{"v":"1"},"rule":"mine","fingerprint":"f"})");
}

}  // namespace
}  // namespace imprint::client
