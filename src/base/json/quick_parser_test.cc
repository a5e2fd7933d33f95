#include "base/json/quick_parser.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace imprint::json {
namespace {

struct Quick {
  bool taken = false;
  std::string text;
  std::vector<Node> nodes;
};

Quick Parsed(std::string_view bytes, std::size_t depth = 20, std::size_t values = 1000) {
  Quick quick;
  quick.taken = ParseQuickly(bytes, depth, values, quick.text, quick.nodes);
  return quick;
}

// The same by the parser that takes everything: a key with an escape is left to that.
void ExpectSameAsDocument(std::string_view bytes, const Quick& quick) {
  const std::string front = "{\"\\u0061\":";
  const auto document = Document::Parse(front + std::string(bytes) + "}", 21);
  ASSERT_TRUE(document) << bytes;
  EXPECT_EQ(quick.text, Value(&*document, 2).token()) << bytes;
  ASSERT_EQ(quick.nodes.size() + 2, document->nodes().size()) << bytes;
  for (std::size_t i = 0; i < quick.nodes.size(); ++i) {
    const Node& node = quick.nodes[i];
    const Node& other = document->nodes()[i + 2];
    EXPECT_EQ(node.begin + front.size(), other.begin) << bytes;
    EXPECT_EQ(node.end + front.size(), other.end) << bytes;
    EXPECT_EQ(node.next + 2, other.next) << bytes;
    EXPECT_EQ(node.type, other.type) << bytes;
    EXPECT_EQ(node.escaped, other.escaped) << bytes;
  }
}

const std::vector<std::string> kGood{
    "{}",
    "[]",
    " { } ",
    "[[],{},[{}]]",
    R"({"a":1,"b":[true,false,null],"c":{"d":"x"}})",
    "\n[ 1 ,\t-0.5e+10 , 123456789012345678901234567890 , 0 ]\r\n",
    R"({"":"","a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00","b":"é😀"})",
    R"(["a text that is longer than sixteen bytes","exactly16bytes!!","fifteen bytes.."])",
    R"({"exactly8":1,"exactly9!":2,"seventeen bytes!!":3,"1234567":4,"12345678":5,"123456781":6})",
    R"(["sixteen bytes and\nan escape behind them","\\"])",
};

TEST(QuickParser, ReadsWhatIsOrdinaryAsDocumentsDo) {
  for (const std::string& bytes : kGood) {
    const Quick quick = Parsed(bytes);
    EXPECT_TRUE(quick.taken) << bytes;
    ExpectSameAsDocument(bytes, quick);
  }
}

TEST(QuickParser, LeavesWhatIsWrong) {
  for (const char* bytes : {"",
                            " ",
                            "{",
                            "[",
                            "]",
                            "}",
                            "[1",
                            "[1,",
                            "[1,]",
                            "[,1]",
                            "[1 2]",
                            "[1}",
                            "{1:2}",
                            "{\"a\"}",
                            "{\"a\":}",
                            "{\"a\":1,}",
                            "{,}",
                            "{\"a\":1",
                            "{\"a\":1]",
                            "{\"a\" 1}",
                            "[] []",
                            "[]x",
                            "[01]",
                            "[-]",
                            "[1.]",
                            "[.5]",
                            "[1e]",
                            "[+1]",
                            "[tru]",
                            "[nul",
                            "[True]",
                            "[\"]",
                            "[\"\\\"]",
                            "[\"\\x\"]",
                            "[\"\\u12\"]",
                            "[\"\\ud800\"]",
                            "[\"\\udc00x\"]",
                            "[\"a\nb\"]",
                            "[\"a\tb\"]",
                            "{\"a\":1,\"a\":2}",
                            "{\"a\":1,\"b\":{\"c\":1,\"c\":1}}",
                            "{\"a long key of bytes\":1,\"b\":2,\"a long key of bytes\":3}",
                            "[\"sixteen bytes and\x01one\"]"}) {
    EXPECT_FALSE(Parsed(bytes).taken) << bytes;
    EXPECT_FALSE(Document::Parse(bytes, 20)) << bytes;
  }
  EXPECT_FALSE(Parsed(std::string_view("[\0]", 3)).taken);
}

TEST(QuickParser, LeavesWhatIsUnusual) {
  for (const char* bytes : {"1", "\"a\"", "true", R"({"\u0061":1})"}) {
    EXPECT_FALSE(Parsed(bytes).taken) << bytes;
    EXPECT_TRUE(Document::Parse(bytes, 20)) << bytes;
  }
}

TEST(QuickParser, KeepsToItsLimits) {
  EXPECT_TRUE(Parsed("[[{\"a\":[]}]]", 4).taken);
  EXPECT_FALSE(Parsed("[[{\"a\":[]}]]", 3).taken);
  EXPECT_TRUE(Parsed("[1,2,3]", 1, 4).taken);
  EXPECT_FALSE(Parsed("[1,2,3]", 1, 3).taken);
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_FALSE(Parsed(deep, 1'000'000, 1'000'000).taken);
}

TEST(QuickParser, FindsARepeatedKeyAmongMany) {
  std::string members;
  for (int i = 0; i < 500; ++i) members += "\"key " + std::to_string(i * 7919 % 1000) + "\":1,";
  EXPECT_TRUE(Parsed("{" + members + "\"last\":1}", 2, 2000).taken);
  EXPECT_FALSE(Parsed("{" + members + "\"key 7919\":1,\"key 0\":1}", 2, 2000).taken);
}

// Whatever is changed in a good text: what is taken is what the other parser reads.
TEST(QuickParser, TakesNothingThatIsNotJson) {
  std::mt19937 random(7);
  const std::string characters = "{}[]:,\"\\ \n01eE.-+tfnu/a\x01";
  std::size_t taken = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string bytes = kGood[random() % kGood.size()];
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0:
          bytes[at] = characters[random() % characters.size()];
          break;
        case 1:
          bytes.insert(at, 1, characters[random() % characters.size()]);
          break;
        default:
          if (bytes.size() > 1) bytes.erase(at, 1);
      }
    }
    if (!Document::Parse(bytes, 20)) continue;
    if (const Quick quick = Parsed(bytes); quick.taken) {
      ++taken;
      ExpectSameAsDocument(bytes, quick);
    }
  }
  EXPECT_GT(taken, 1000u);
}

}  // namespace
}  // namespace imprint::json
