#include "base/json/document.h"

#include <gtest/gtest.h>

namespace imprint::json {
namespace {

constexpr std::size_t kDepth = 20;

TEST(Document, KeepsEveryTokenAndDropsWhiteSpace) {
  struct {
    const char* in;
    const char* out;
  } cases[] = {
      {"{ \"b\" : 1.0 ,\n\"a\":[ 1e3, -0, 12345678901234567890123 ] }",
       "{\"b\":1.0,\"a\":[1e3,-0,12345678901234567890123]}"},
      {"\xEF\xBB\xBF{}", "{}"},
      {" [ ] ", "[]"},
      {R"({"s":"a \u003c\/ b","t":true,"f":false,"n":null})",
       R"({"s":"a \u003c\/ b","t":true,"f":false,"n":null})"},
      {"\"x\"", "\"x\""},
      {" 12 ", "12"},
      {"\n-1E-995678906274456789038901234 ", "-1E-995678906274456789038901234"},
      {"null\t", "null"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.in);
    const auto document = Document::Parse(c.in, kDepth);
    ASSERT_TRUE(document) << document.error().message();
    EXPECT_EQ(document->text(), c.out);
  }
}

TEST(Document, RefusesWhatIsNotJson) {
  const char* cases[] = {
      "",
      "   ",
      "{",
      "}",
      "{\"a\":1",
      "{\"a\":1]",
      "[1 2]",
      "[1,]",
      "{\"a\" 1}",
      "{\"a\":1,}",
      "{a:1}",
      "tr ue",
      "[tru]",
      "[nulll]",
      "[01]",
      "[1.]",
      "[.5]",
      "[+1]",
      "[1e]",
      "[NaN]",
      "[\"\\x\"]",
      "[\"\\u12\"]",
      "[\"\\ud800\"]",
      "[\"\\udc00\"]",
      "[\"a\nb\"]",
      "[\"abc]",
      "{} {}",
      "{}x",
      "[1]]",
      "// c\n{}",
      "[\"\xff\"]",
      "{\"a\":1 \"b\":2}",
      "[\"a\" \"b\"]",
      "{\"a\"}",
      "[:]",
      "[\"a\"b]",
      "[\"a\":1]",
      "[\"a\":{\"b\":1}]",
      "{\"a\":\"b\":1}",
      "[{}:1]",
      "1 2",
      "12x",
      "true false",
      "\"a\" 1",
  };
  for (const char* text : cases) {
    SCOPED_TRACE(text);
    const auto document = Document::Parse(text, kDepth);
    ASSERT_FALSE(document) << document->text();
    EXPECT_EQ(document.error().code(), ErrorCode::kMalformedBody);
  }
}

TEST(Document, RefusesRepeatedKeysHoweverTheyAreSpelt) {
  for (const char* text :
       {R"({"a":1,"a":2})", R"({"a":1,"\u0061":2})", R"({"x":{"b":1,"c":2,"b":3}})"}) {
    const auto document = Document::Parse(text, kDepth);
    ASSERT_FALSE(document) << text;
    EXPECT_NE(document.error().message().find("stands twice"), std::string::npos);
  }
  EXPECT_TRUE(Document::Parse(R"({"a":{"a":{"a":1}}})", kDepth));
}

TEST(Document, LimitsDepthAlsoOfAMillion) {
  EXPECT_TRUE(Document::Parse(std::string(20, '[') + std::string(20, ']'), kDepth));
  EXPECT_FALSE(Document::Parse(std::string(21, '[') + std::string(21, ']'), kDepth));
  EXPECT_FALSE(Document::Parse(std::string(1'000'000, '['), kDepth));
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(Document::Parse(objects, kDepth));
}

TEST(Document, LimitsTheNumberOfKeysAndValues) {
  const std::string text = R"({"a":[1,2],"b":null})";  // the object, two keys, four values
  EXPECT_TRUE(Document::Parse(text, kDepth, 7));
  const auto refused = Document::Parse(text, kDepth, 6);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "Not valid JSON: it holds more than 6 keys and values.");
}

TEST(Document, WalksMembersAndItems) {
  const auto document =
      Document::Parse(R"({"a":[1,{"b":"x\ty"},[]],"c":{"d":{"e":true}}})", kDepth);
  ASSERT_TRUE(document);
  const Value root = document->root();
  std::vector<std::string> keys;
  root.ForEachMember([&](Value key, Value) { keys.push_back(key.string()); });
  EXPECT_EQ(keys, (std::vector<std::string>{"a", "c"}));
  ASSERT_EQ(root["a"].items().size(), 3u);
  EXPECT_EQ(root["a"].items()[1].StringMember("b"), "x\ty");
  EXPECT_EQ(root["a"].items()[1].token(), R"({"b":"x\ty"})");
  EXPECT_EQ(root["a"].items()[1]["b"].token(), R"("x\ty")");
  EXPECT_TRUE(root.At("c.d.e").is_true());
  EXPECT_FALSE(root.At("c.x.e").valid());
  EXPECT_FALSE(root["a"]["b"].valid());
}

}  // namespace
}  // namespace imprint::json
