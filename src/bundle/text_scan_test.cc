#include "bundle/text_scan.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

struct Found {
  std::string covered;
  std::string what;
  friend bool operator==(const Found&, const Found&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Found& f) {
    return out << f.covered << "=>" << f.what;
  }
};

std::vector<Found> ScanText(const std::string& json_string) {
  const auto document = json::Document::Parse(json_string, 5);
  std::vector<Found> all;
  for (const TextFind& find : ScanString(document->root())) {
    all.push_back({std::string(document->text().substr(find.begin, find.end - find.begin)),
                   find.variable.empty() ? find.id.Text() : find.variable});
  }
  return all;
}

const std::string kId = "507f1f77bcf86cd799439011";

TEST(ScanString, FindsWholeWordsOnly) {
  struct {
    std::string text;
    std::vector<Found> found;
  } cases[] = {
      {kId, {{kId, kId}}},
      {"/v1/flows/" + kId + "/run", {{kId, kId}}},
      {kId + "," + kId, {{kId, kId}, {kId, kId}}},
      {"a" + kId, {}},
      {kId + "0", {}},
      {kId + "_", {}},
      {"é" + kId, {}},
      {"507F1F77BCF86CD799439011", {}},
      {"{{" + kId + "}}", {{kId, kId}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(ScanText("\"" + c.text + "\""), c.found);
  }
}

TEST(ScanString, FindsPlaceholders) {
  struct {
    const char* text;
    std::vector<Found> found;
  } cases[] = {
      {"<<a>>", {{"<<a>>", "a"}}},
      {"x <<store.domain-1>> y <<_b>>",
       {{"<<store.domain-1>>", "store.domain-1"}, {"<<_b>>", "_b"}}},
      {"<<<a>>>", {{"<<a>>", "a"}}},
      {"<<1a>> << a>> <<a b>> <<>> <<a> <a>>", {}},
      {"1<<x>>2", {{"<<x>>", "x"}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(ScanText("\"" + std::string(c.text) + "\""), c.found);
  }
  EXPECT_TRUE(ScanText("\"<<" + std::string(65, 'a') + ">>\"").empty());
  EXPECT_EQ(ScanText("\"<<" + std::string(64, 'a') + ">>\"").size(), 1u);
}

TEST(ScanString, SeesThroughEscapes) {
  EXPECT_EQ(ScanText(R"("\u003c\u003cname\u003e\u003e")"),
            (std::vector<Found>{{R"(\u003c\u003cname\u003e\u003e)", "name"}}));
  EXPECT_EQ(ScanText(R"("\n)" + kId + R"(\t")"), (std::vector<Found>{{kId, kId}}));
  const std::string hidden = R"(\u00350)" + kId.substr(2);
  EXPECT_EQ(ScanText("\"" + hidden + "\""), (std::vector<Found>{{hidden, kId}}));
}

TEST(PlaceholdersOf, LooksIntoValuesAndNotIntoKeys) {
  const auto document = json::Document::Parse(
      R"({"<<a>>":"x","k":["<<b>> <<b>>",{"d":"\u003c<c>>"}],"n":1,"e":"<<other>> <<d"})", 5);
  const std::set<std::string> names{"a", "b", "c", "d"};
  EXPECT_EQ(PlaceholdersOf(document->root(), names), (std::set<std::string>{"b", "c"}));
  EXPECT_EQ(PlaceholdersOf(document->root(), {}), std::set<std::string>());
}

TEST(TextMarks, AreInEveryStringWithAFind) {
  // Pieces that make finds, hide them or end them, put together in all ways.
  const std::vector<std::string> pieces{kId,    "<<v>>",   "<<",          ">>",      "a", "\\n",
                                        "\\\"", "\\u0061", "\\u003c<v>>", kId + "0", " ", "é"};
  for (const std::string& a : pieces) {
    for (const std::string& b : pieces) {
      for (const std::string& c : pieces) {
        const std::string text = "[\"" + a + "\",\"" + a + b + c + "\",[\"" + c + b + "\"],12]";
        const auto document = json::Document::Parse(text, 5);
        ASSERT_TRUE(document) << text;
        TextMarks marks(document->text());
        for (std::uint32_t i = 1; i < document->nodes().size(); ++i) {
          const json::Value value(&*document, i);
          const bool may_be = marks.MayBeIn(value.node());
          const bool is_in = value.is_string() && !ScanString(value).empty();
          EXPECT_TRUE(may_be || !is_in) << text << i;
        }
      }
    }
  }
}

TEST(TextMarks, AreNotInOrdinaryText) {
  const std::string text = R"({"a":"5f00","b":["x < y",{"c":"0123456789abcdef01234567"}],"d":1})";
  const auto document = json::Document::Parse(text, 5);
  TextMarks marks(document->text());
  std::vector<std::uint32_t> with;
  for (std::uint32_t i = 0; i < document->nodes().size(); ++i) {
    if (marks.MayBeIn(document->nodes()[i])) with.push_back(i);
  }
  EXPECT_EQ(with, (std::vector<std::uint32_t>{0, 4, 6, 8}));  // what holds the id, and the id
}

}  // namespace
}  // namespace imprint
