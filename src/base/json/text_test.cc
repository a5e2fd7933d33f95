#include "base/json/text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace imprint::json {
namespace {

TEST(JsonText, EscapesWhatJsonAsksFor) {
  EXPECT_EQ(Quote("a\"b\\c\n\t\x01é"), "\"a\\\"b\\\\c\\n\\t\\u0001é\"");
}

TEST(JsonText, UnescapesEveryForm) {
  EXPECT_EQ(Unescape(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Unescape(R"(\u0041\u00e9\u20AC\ud83d\ude00)"), "A\u00e9\u20ac\U0001F600");
}

TEST(JsonText, ShortensToWholeCharacters) {
  EXPECT_EQ(Shorten("a\u00e9b", 9), "a\u00e9b");
  EXPECT_EQ(Shorten("a\u00e9b", 3), "a\u00e9");
  EXPECT_EQ(Shorten("a\u00e9b", 2), "a");
  EXPECT_EQ(Shorten("\u20ac", 2), "");
}

TEST(JsonText, OffsetsPointAtWhereEachByteCameFrom) {
  const auto found = UnescapeWithOffsets(R"(a\u00e9b)");
  EXPECT_EQ(found.text, "a\u00e9b");
  EXPECT_EQ(found.RawOffset(0), 0u);
  EXPECT_EQ(found.RawOffset(1), 1u);
  EXPECT_EQ(found.RawOffset(3), 7u);
  EXPECT_EQ(found.RawOffset(4), 8u);
  EXPECT_EQ(UnescapeWithOffsets(R"(\n\n)").RawOffset(1), 2u);
  EXPECT_EQ(UnescapeWithOffsets(R"(\n\n)").RawOffset(2), 4u);
  EXPECT_EQ(UnescapeWithOffsets("plain").RawOffset(5), 5u);
}

TEST(JsonText, EscapesWhereverItIsNeeded) {
  for (const auto& [plain, escaped] : std::vector<std::pair<char, std::string>>{{'"', "\\\""},
                                                                                {'\\', "\\\\"},
                                                                                {'\x1f', "\\u001f"},
                                                                                {'\n', "\\n"},
                                                                                {' ', " "},
                                                                                {'\x7f', "\x7f"}}) {
    for (std::size_t size = 1; size < 40; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = plain;
        const std::string quoted = std::string(at, 'x') + escaped + std::string(size - at - 1, 'x');
        EXPECT_EQ(Quote(text), '"' + quoted + '"');
        EXPECT_EQ(Unescape(quoted), text);
        EXPECT_EQ(UnescapeWithOffsets(quoted).text, text);
      }
    }
  }
}

}  // namespace
}  // namespace imprint::json
