#include "client/printable.h"

#include <gtest/gtest.h>

#include "base/json/document.h"
#include "client/table.h"

namespace imprint::client {
namespace {

TEST(Printable, LeavesTextsOfAnyScript) {
  for (const char* text :
       {"", "plain", "a\\n", "Ma\u00dfe", "\u6ce8\u6587 \U0001f600", "e\u0301"}) {
    EXPECT_EQ(Printable(text), text);
  }
}

TEST(Printable, EscapesWhatATerminalObeys) {
  EXPECT_EQ(Printable("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(Printable("a\nb\r\tc\x7f"), "a\\nb\\r\\tc\\x7f");
  EXPECT_EQ(Printable(std::string("\0", 1)), "\\x00");
  EXPECT_EQ(Printable("\u009b31m"), "\\x9b31m");  // CSI in one character
  EXPECT_EQ(Printable("\u202egpj.exe"), "\\u202egpj.exe");
  EXPECT_EQ(Printable("a\u2028b\ufeff\u200b"), "a\\u2028b\\ufeff\\u200b");
  EXPECT_EQ(Printable("\U000e0041"), "\\ue0041");
}

TEST(Printable, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(Printable("\x9b"
                      "31m"),
            "\\x9b31m");
  EXPECT_EQ(Printable("\xc0\x9b"), "\\xc0\\x9b");           // overlong
  EXPECT_EQ(Printable("\xe0\x80\x9b"), "\\xe0\\x80\\x9b");  // overlong
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(Printable("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
  EXPECT_EQ(Printable("a\xe2\x82"), "a\\xe2\\x82");  // cut off
}

TEST(PrintableJson, MeansTheSame) {
  const std::string json = "{\"a\u009b\":\"\x7f\u202e\U000e0001 ok \\n\"}";
  const std::string safe = PrintableJson(json);
  EXPECT_EQ(safe, "{\"a\\u009b\":\"\\u007f\\u202e\\udb40\\udc01 ok \\n\"}");
  const auto before = json::Document::Parse(json, 3);
  const auto after = json::Document::Parse(safe, 3);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->root()["a\u009b"].string(), after->root()["a\u009b"].string());
  EXPECT_EQ(PrintableJson("[1, \"\u00e9\"]"), "[1, \"\u00e9\"]");
}

TEST(WidthOf, CountsColumns) {
  EXPECT_EQ(WidthOf("abc"), 3u);
  EXPECT_EQ(WidthOf("\u6ce8\u6587"), 4u);
  EXPECT_EQ(WidthOf("e\u0301"), 1u);
}

TEST(Fit, EndsWithAnEllipsis) {
  EXPECT_EQ(Fit("abcdef", 6), "abcdef");
  EXPECT_EQ(Fit("abcdefg", 6), "abcde\u2026");
  EXPECT_EQ(Fit("\u6ce8\u6587\u6ce8", 4), "\u6ce8\u2026");
}

TEST(Table, AlignsAnyScript) {
  Table table({"ID", "NAME", "X"});
  table.Add({"1", "\u6ce8\u6587", "a"});
  table.Add({"12345", "b", ""});
  EXPECT_EQ(table.Text(" "),
            " ID     NAME  X\n"
            " 1      \u6ce8\u6587  a\n"
            " 12345  b\n");
}

TEST(Table, KeepsRowsOnTheirLine) {
  Table table({"NAME", "Y"});
  table.Add({"a\n\x1b[31mfake  row", "z"});
  table.Add({std::string(500, 'w')});
  const std::string text = table.Text();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_LT(text.size(), 400u);
}

TEST(Table, IsNothingWithoutRows) {
  EXPECT_EQ(Table({"A"}).Text(), "");
}

}  // namespace
}  // namespace imprint::client
