#include "openapi/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imprint::openapi {
namespace {

using testing::HasSubstr;

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(JsonFromYaml, KeepsTypesOfTheCoreSchema) {
  const struct {
    const char* yaml;
    const char* want;
  } cases[] = {
      {"a: 1\nb: two\n", R"({"a":1,"b":"two"})"},
      {"[true, True, yes, no, on]", R"([true,true,"yes","no","on"])"},
      {"[~, null, Null, ]", "[null,null,null]"},
      {"['1', \"true\", !!str 5]", R"(["1","true","5"])"},
      {"[1.5, -2, 1e3, 007, 0x1f, .5, +1]", R"([1.5,-2,1e3,"007","0x1f",".5","+1"])"},
      {"[3.1.0, 2020-01-01]", R"(["3.1.0","2020-01-01"])"},
      {"200: ok\nnull: x\n", R"({"200":"ok","null":"x"})"},
      {"a: |\n  two\n  lines\nb: >-\n  one\n  line\n", R"({"a":"two\nlines\n","b":"one line"})"},
      {"a:\nb: {}\nc: []\n", R"({"a":null,"b":{},"c":[]})"},
      {"a: &x {k: [1]}\nb: *x\n", R"({"a":{"k":[1]},"b":{"k":[1]}})"},
      {"&k key: 1\nb: {*k : 2}\n", R"({"key":1,"b":{"key":2}})"},
      {"a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", R"({"a":{"p":1,"q":2},"b":{"q":3,"p":1}})"},
      {"x: &x {p: 1}\ny: &y {p: 2, r: 3}\nz: {<<: [*x, *y]}\n",
       R"({"x":{"p":1},"y":{"p":2,"r":3},"z":{"p":1,"r":3}})"},
      {"{\"<<\": 1}", R"({"<<":1})"},
      {"a: é\n---\nb: 2\n", R"({"a":"é"})"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.yaml);
    const auto got = JsonFromYaml(c.yaml);
    ASSERT_TRUE(got.has_value()) << got.error().message();
    EXPECT_EQ(*got, c.want);
  }
}

TEST(JsonFromYaml, SaysWhatIsWrong) {
  const struct {
    std::string yaml;
    ErrorCode code;
    const char* text;
  } cases[] = {
      {"", ErrorCode::kMalformedBody, "empty"},
      {"a: 1\na: 2\n", ErrorCode::kMalformedBody, "line 2: the key \"a\" is there twice"},
      {"a: *none\n", ErrorCode::kMalformedBody, "line 1"},
      {"a: &x [*x]\n", ErrorCode::kMalformedBody, "leads into itself"},
      {"? [1]\n: 2\n", ErrorCode::kMalformedBody, "a key must be a text"},
      {"a: {<<: 1}\n", ErrorCode::kMalformedBody, "maps only"},
      {"a: [1\n", ErrorCode::kMalformedBody, "YAML, line"},
      {"a: \"\\xFF\\uD800\"\n", ErrorCode::kMalformedBody, "line 1"},
      {std::string("a: \0b", 5), ErrorCode::kMalformedBody, "UTF-8"},
      {"a: \xff", ErrorCode::kMalformedBody, "UTF-8"},
      {std::string(300, '[') + std::string(300, ']'), ErrorCode::kMalformedBody, "deep"},
      {Repeat("{a: ", 300) + "1" + Repeat("}", 300), ErrorCode::kMalformedBody, "deep"},
      {Repeat("- ", 5000), ErrorCode::kMalformedBody, "deep"},
      {std::string(100000, '['), ErrorCode::kMalformedBody, "YAML"},
      {std::string((12 << 20) + 1, ' '), ErrorCode::kTooLarge, "12 MiB"},
      {std::string(1'000'001, '['), ErrorCode::kTooLarge, "one bracket"},
      {"a: \x04", ErrorCode::kMalformedBody, "UTF-8"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.yaml.substr(0, 40));
    const auto got = JsonFromYaml(c.yaml);
    ASSERT_FALSE(got.has_value()) << got->substr(0, 100);
    EXPECT_EQ(got.error().code(), c.code);
    EXPECT_THAT(got.error().message(), HasSubstr(c.text));
  }
}

// What stays in the parser until the outermost bracket, or the line, is known to be no key; what
// keys, anchors and indentations take in the end.
TEST(JsonFromYaml, BoundsWhatIsHeld) {
  constexpr std::size_t kHeld = 400'000;
  std::string keys;
  std::string anchors;
  for (int i = 0; i < 4'000; ++i) {
    keys += "k" + std::to_string(i) + ": 1\n";
    anchors += "- &a" + std::to_string(i) + " 1\n";
  }
  const std::string bad[] = {
      "x: [[" + Repeat("a,", 4'000) + "a]]\n",
      "x: [[" + Repeat("\"\" ", 4'000) + "]]\n",
      "x: [[" + Repeat("''", 4'000) + "]]\n",
      "x: [[" + Repeat("&a ", 4'000) + "]]\n",
      "x: [[" + Repeat("!t ", 4'000) + "]]\n",
      "x: [[" + Repeat("? ", 4'000) + "]]\n",
      "x: [[" + Repeat(": ", 4'000) + "]]\n",
      "x: [[" + Repeat("a\n# b\n", 4'000) + "]]\n",
      "x: [{" + Repeat("\"a\":b ", 4'000) + "}]\n",
      Repeat("\"\" ", 4'000) + "\n",
      Repeat("&a ", 4'000) + "\n",
      keys,
      anchors,
      Repeat("- a\n", 8'000),
  };
  for (const std::string& yaml : bad) {
    SCOPED_TRACE(yaml.substr(0, 40));
    const auto got = JsonFromYaml(yaml, kJsonBytes, kHeld);
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().code(), ErrorCode::kTooLarge) << got.error().message();
  }
}

// Only what is held at one time counts.
TEST(JsonFromYaml, HoldsLittleOfManyLines) {
  std::string text = "paths:\n";
  for (int i = 0; i < 1'500; ++i) {
    text += "  /p" + std::to_string(i) + ":\n    get: {tags: [a, b, c], x: {y: \"z\", w: 'v'}}\n";
  }
  EXPECT_TRUE(JsonFromYaml(text, kJsonBytes, 1'000'000));
  EXPECT_GT(MostYamlHeldBytes(text), 5'000'000u);
}

// Ten times ten aliases a level: 10^12 nodes if they were all written.
TEST(JsonFromYaml, StopsABombOfAliases) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 12; ++level) {
    bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
    for (int i = 0; i < 10; ++i) bomb += (i ? ", *a" : "*a") + std::to_string(level - 1);
    bomb += "]\n";
  }
  const auto got = JsonFromYaml(bomb);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code(), ErrorCode::kTooLarge);
}

// Nothing of the merged map stays, so only what was read counts.
TEST(JsonFromYaml, StopsABombOfMerges) {
  std::string bomb = "a: &a {k: " + std::string(1 << 20, 'x') + "}\nb:\n";
  for (int i = 0; i < 1000; ++i) bomb += "- {k: 1, <<: *a}\n";
  const auto got = JsonFromYaml(bomb);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace imprint::openapi
