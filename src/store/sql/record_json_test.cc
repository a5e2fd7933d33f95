#include "model/record_json.h"

#include <gtest/gtest.h>

#include "store/contract/samples.h"

namespace imprint {
namespace {

using namespace samples;

TEST(JsonColumns, WritesBindingsCompactly) {
  Bindings bindings;
  EXPECT_EQ(*EncodeBindings(bindings), "{}");
  bindings.connections = {{3, ObjectIdOf(1)}, {12, Id()}};
  bindings.variables = {{"region", R"("eu")"}};
  bindings.name = "Orders";
  bindings.stack = ObjectIdOf(2);
  bindings.sandbox = true;
  EXPECT_EQ(*EncodeBindings(bindings), R"({"connections":{"3":"656565656565656500000001","12":""},)"
                                       R"("variables":{"region":"\"eu\""},"name":"Orders",)"
                                       R"("stack":"656565656565656500000002","sandbox":true})");
}

TEST(JsonColumns, BindingsSurviveTheRoundTrip) {
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    Bindings bindings;
    bindings.connections = {{0, ObjectIdOf(1)}, {4294967295u, UuidOf(7)}};
    bindings.variables = {{text, text}, {"other", "[1e400,{\"a\":null}]"}};
    bindings.name = text;
    bindings.stack = UuidOf(9);
    const auto encoded = EncodeBindings(bindings);
    ASSERT_TRUE(encoded);
    const auto decoded = DecodeBindings(*encoded);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, bindings);
  }
}

TEST(JsonColumns, RefusesBindingsThatNoWriterMade) {
  const char* cases[] = {
      "",
      "[]",
      "{",
      R"({"connections":[]})",
      R"({"connections":{"x":"656565656565656500000001"}})",
      R"({"connections":{"-1":"656565656565656500000001"}})",
      R"({"connections":{"4294967296":"656565656565656500000001"}})",
      R"({"connections":{"1":"6565"}})",
      R"({"connections":{"1":"65656565656565650000000g"}})",
      R"({"connections":{"1":7}})",
      R"({"variables":{"a":1}})",
      R"({"name":1})",
      R"({"stack":"zz"})",
      R"({"unknown":"a"})",
  };
  for (const char* text : cases) {
    SCOPED_TRACE(text);
    const auto decoded = DecodeBindings(text);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code(), ErrorCode::kInternal);
  }
}

TEST(JsonColumns, RefusesTextThatIsNotUtf8) {
  Bindings bindings;
  bindings.name = "\xff";
  EXPECT_EQ(EncodeBindings(bindings).error().code(), ErrorCode::kInternal);
  EXPECT_EQ(EncodeStrings({"good", "\xc3"}).error().code(), ErrorCode::kInternal);
}

TEST(JsonColumns, WritesWhichResourcesWereSelected) {
  Bindings bindings;
  bindings.selected = {0, 7, 4294967295u};
  EXPECT_EQ(*EncodeBindings(bindings), R"({"selected":[0,7,4294967295]})");
  EXPECT_EQ(*DecodeBindings(*EncodeBindings(bindings)), bindings);
  for (const char* text : {R"({"selected":{}})", R"({"selected":["1"]})", R"({"selected":[-1]})",
                           R"({"selected":[4294967296]})", R"({"selected":[1.5]})"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(DecodeBindings(text));
  }
}

TEST(JsonColumns, SavedBindingsSurviveTheRoundTrip) {
  SavedBindings saved = MakeSaved(AccountOf(1), TemplateOf(1));
  EXPECT_EQ(*EncodeSaved(saved),
            R"({"connections":{"65656565656565650000003c":"656565656565656500000046",)"
            R"("6565656565656565656565650000003d":"65656565656565656565656500000047"},)"
            R"("variables":{"limit":"1e400","region":"\"eu\""}})");
  for (const auto& text : HostileTexts()) saved.variables[text] = text;
  saved.connections[ObjectIdOf(62)] = Id();
  SavedBindings decoded = saved;
  decoded.connections.clear();
  decoded.variables.clear();
  ASSERT_TRUE(DecodeSaved(*EncodeSaved(saved), decoded));
  EXPECT_EQ(decoded, saved);
  saved.variables["bad"] = "\xff";
  EXPECT_EQ(EncodeSaved(saved).error().code(), ErrorCode::kInternal);
}

TEST(JsonColumns, RefusesSavedBindingsThatNoWriterMade) {
  const char* cases[] = {
      "",
      "[]",
      "{}",
      R"({"connections":{}})",
      R"({"variables":{}})",
      R"({"connections":[],"variables":{}})",
      R"({"connections":{"zz":""},"variables":{}})",
      R"({"connections":{"":1},"variables":{}})",
      R"({"connections":{},"variables":{"a":1}})",
  };
  for (const char* text : cases) {
    SCOPED_TRACE(text);
    SavedBindings saved;
    const auto decoded = DecodeSaved(text, saved);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code(), ErrorCode::kInternal);
  }
}

TEST(JsonColumns, StringsSurviveTheRoundTrip) {
  const std::vector<std::string> none;
  EXPECT_EQ(*EncodeStrings(none), "[]");
  EXPECT_EQ(*DecodeStrings("[]"), none);
  EXPECT_EQ(*DecodeStrings(*EncodeStrings(HostileTexts())), HostileTexts());
  for (const char* text : {"", "{}", "[1]", "[\"a\""}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(DecodeStrings(text));
  }
}

}  // namespace
}  // namespace imprint
