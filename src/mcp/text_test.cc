#include "mcp/text.h"

#include <gtest/gtest.h>

namespace imprint::mcp {
namespace {

TEST(Text, CountsAndCutsCodePoints) {
  const std::string_view text = "aä€😀";
  EXPECT_EQ(CountCharacters(text), 4u);
  EXPECT_EQ(CountCharacters(""), 0u);
  const std::string_view cuts[] = {"", "a", "aä", "aä€", text, text};
  for (std::size_t count = 0; count < std::size(cuts); ++count) {
    EXPECT_EQ(FirstCharacters(text, count), cuts[count]) << count;
  }
}

TEST(Text, TellsPrintableFromOther) {
  for (const std::string_view good : {"", "get_order", "Größe €", "工具", "😀", " ~", "\xC2\xA0"}) {
    SCOPED_TRACE(good);
    EXPECT_TRUE(IsPrintable(good));
    EXPECT_EQ(Printable(good), good);
  }
  const struct {
    const char* what;
    std::string_view bytes;
  } bad[] = {
      {"line feed", "\n"},        {"zero", {"\0", 1}},        {"escape", "\x1B"},
      {"delete", "\x7F"},         {"U+0085", "\xC2\x85"},     {"U+200B", "\xE2\x80\x8B"},
      {"U+2028", "\xE2\x80\xA8"}, {"U+202E", "\xE2\x80\xAE"}, {"U+2066", "\xE2\x81\xA6"},
      {"U+FEFF", "\xEF\xBB\xBF"},
  };
  for (const auto& c : bad) {
    SCOPED_TRACE(c.what);
    const std::string around = "a" + std::string(c.bytes) + "b";
    EXPECT_FALSE(IsPrintable(c.bytes));
    EXPECT_FALSE(IsPrintable(around));
    EXPECT_EQ(Printable(around), "a b");
  }
}

}  // namespace
}  // namespace imprint::mcp
