#include "openapi/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/text.h"

namespace imprint::openapi {
namespace {

using testing::HasSubstr;

json::Document Parse(const std::string& text) {
  auto document = json::Document::Parse(text, 50);
  EXPECT_TRUE(document.has_value()) << text;
  return std::move(*document);
}

TEST(Source, FindsMembersOfSmallAndLargeObjects) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  const auto document = Parse(text + R"("\u0061b":"x"})");
  Source source(document, 100000);
  EXPECT_EQ(source.Get(source.root(), "k42").raw(), "42");
  EXPECT_EQ(source.Text(source.root(), "ab", 10), "x");
  EXPECT_FALSE(source.Get(source.root(), "k100").valid());
  EXPECT_FALSE(source.Get({}, "k").valid());
}

TEST(Source, ResolvesReferences) {
  const auto document =
      Parse(R"({"a":{"b/c":{"~d":[1,{"e f":2}]}},"~1":3,"{x}":4,"t":{"$ref":"#/a"},
    "u":{"$ref":"#/u"},"v":{"$ref":"#/w"},"w":{"$ref":"#/v"}})");
  Source source(document, 100000);
  std::string problem;
  EXPECT_EQ(source.Resolve("#/a/b~1c/~0d/1/e%20f", problem).raw(), "2");
  EXPECT_EQ(source.Resolve("#/~01", problem).raw(), "3");
  EXPECT_EQ(source.Resolve("#/%7Bx%7D", problem).raw(), "4");
  EXPECT_TRUE(source.Resolve("#", problem).is_object());
  EXPECT_TRUE(source.Get(source.Follow(source.Get(source.root(), "t"), problem), "b/c").valid());
  EXPECT_EQ(problem, "");
  const struct {
    const char* ref;
    const char* problem;
  } bad[] = {{"other.yaml#/a", "outside"},
             {"#/none", "not there"},
             {"#a", "not there"},
             {"#/a/b~1c/~0d/7", "not there"},
             {"#/a/b~1c/~0d/x", "not there"}};
  for (const auto& c : bad) {
    SCOPED_TRACE(c.ref);
    EXPECT_FALSE(source.Resolve(c.ref, problem).valid());
    EXPECT_THAT(problem, HasSubstr(c.problem));
  }
  for (const char* key : {"u", "v"}) {
    EXPECT_FALSE(source.Follow(source.Get(source.root(), key), problem).valid());
    EXPECT_THAT(problem, HasSubstr("itself"));
  }
}

TEST(Source, CutsLongTextsWithoutBreakingEscapes) {
  for (const std::string unit :
       {"\\ud83d\\ude00", "\\u00e9", "\\n\\\\", "é", "x", "\\uD83D\\uDE00y"}) {
    SCOPED_TRACE(unit);
    for (int lead = 0; lead < 12; ++lead) {
      std::string text = std::string(lead, 'a');
      for (int i = 0; i < 200; ++i) text += unit;
      const auto document = Parse("[\"" + text + "\"]");
      Source source(document, 1000);
      const std::string got = source.TextOf(source.root().items()[0], 20);
      EXPECT_LE(got.size(), 20u);
      EXPECT_TRUE(json::IsUtf8(got));
    }
  }
}

TEST(Source, GivesNothingOnceTheBudgetIsSpent) {
  const auto document = Parse(R"({"a":[1,2,3,4,5,6]})");
  Source source(document, 5);
  int seen = 0;
  source.Items(source.Get(source.root(), "a"), [&](json::Value) { ++seen; });
  EXPECT_LT(seen, 6);
  EXPECT_TRUE(source.exhausted());
  EXPECT_FALSE(source.Get(source.root(), "a").valid());
}

}  // namespace
}  // namespace imprint::openapi
