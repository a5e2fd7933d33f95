#include "openapi/text.h"

#include <gtest/gtest.h>

#include "base/json/text.h"

namespace imprint::openapi {
namespace {

TEST(SnakeCase, SplitsWordsAndKeepsToAscii) {
  const struct {
    const char* text;
    const char* want;
  } cases[] = {
      {"getPetById", "get_pet_by_id"},
      {"listHTTPServers", "list_http_servers"},
      {"repos/list-for-org", "repos_list_for_org"},
      {"GET/pets/{item-id}.json", "get_pets_item_id_json"},
      {"__a__b__", "a_b"},
      {"v2Beta1", "v2_beta1"},
      {"ABC", "abc"},
      {"größe", "gr_e"},
      {"日本", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(SnakeCase(c.text, 64), c.want);
  }
  EXPECT_EQ(SnakeCase("abcde fgh", 6), "abcde") << "no underscore is left at the end";
}

TEST(Shorten, TrimsAndCutsBetweenCharacters) {
  EXPECT_EQ(Shorten("  a b \n", 10), "a b");
  EXPECT_EQ(Shorten("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(Shorten("abcdefghijk", 10), "abcdefg…");
  for (std::size_t max = 3; max < 20; ++max) {
    const std::string cut = Shorten("ééééééééééééé", max);
    EXPECT_LE(cut.size(), max);
    EXPECT_TRUE(json::IsUtf8(cut));
  }
}

TEST(Defuse, LeavesNoPlaceholder) {
  EXPECT_EQ(Defuse("shift <<name>> by 2"), "shift < <name>> by 2");
  EXPECT_EQ(Defuse("<<<<"), "< < < <");
  EXPECT_EQ(Defuse("a < b"), "a < b");
}

TEST(UniqueNames, NumbersWhatComesAgain) {
  UniqueNames names;
  EXPECT_EQ(names.Take("a", 64), "a");
  EXPECT_EQ(names.Take("a", 64), "a_2");
  EXPECT_EQ(names.Take("a_2", 64), "a_2_2");
  EXPECT_EQ(names.Take("a", 64), "a_3");
  const std::string full(64, 'x');
  EXPECT_EQ(names.Take(full, 64), full);
  EXPECT_EQ(names.Take(full, 64), std::string(62, 'x') + "_2");
}

TEST(Names, AreCheckedForTheirPlace) {
  EXPECT_TRUE(FitsParamName("filter[status]"));
  EXPECT_FALSE(FitsParamName(""));
  EXPECT_FALSE(FitsParamName("two words"));
  EXPECT_FALSE(FitsParamName("<<key>>"));
  EXPECT_FALSE(FitsParamName(std::string(300, 'x')));
  EXPECT_TRUE(IsHeaderName("X-Api-Key"));
  EXPECT_FALSE(IsHeaderName("X Api"));
  EXPECT_FALSE(IsHeaderName("A:B"));
  EXPECT_FALSE(IsHeaderValue("a\r\nb"));
}

}  // namespace
}  // namespace imprint::openapi
