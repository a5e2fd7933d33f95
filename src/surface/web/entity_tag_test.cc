#include "surface/web/entity_tag.h"

#include <gtest/gtest.h>

namespace imprint::web {
namespace {

TEST(EntityTag, DiffersForEachForm) {
  File file;
  file.sha256 = std::string(32, 'a') + std::string(32, 'b');
  const std::string hash(32, 'a');
  EXPECT_EQ(EntityTag(file, Coding::kIdentity), "\"" + hash + "\"");
  EXPECT_EQ(EntityTag(file, Coding::kGzip), "\"" + hash + "-gzip\"");
  EXPECT_EQ(EntityTag(file, Coding::kBrotli), "\"" + hash + "-br\"");
}

bool Has(const char* if_none_match) {
  return ClientHas({{"if-none-match", if_none_match}}, "\"abc-br\"");
}

TEST(ClientHas, FindsTheTagInAList) {
  for (const char* list :
       {"\"abc-br\"", "W/\"abc-br\"", "*", "\"x\", \"abc-br\"", "\"x\",W/\"abc-br\"",
        " ,, \"a,b\" ,\t\"abc-br\" , \"y\"", "\"abc-br\", broken"}) {
    EXPECT_TRUE(Has(list)) << list;
  }
}

TEST(ClientHas, TakesNothingElseForIt) {
  for (const char* list : {"", "\"abc\"", "\"abc-gzip\"", "abc-br", "\"abc-br", "abc-br\"",
                           "\"ABC-BR\"", "w/\"abc-br\"", "\"*\"", "*, \"x\"", "W/", "W/abc-br",
                           "broken, \"abc-br\"", "\"x\\\"abc-br\\\"\"", ","}) {
    EXPECT_FALSE(Has(list)) << list;
  }
  EXPECT_FALSE(ClientHas({}, "\"abc-br\""));
  EXPECT_FALSE(ClientHas({{"if-match", "\"abc-br\""}}, "\"abc-br\""));
  EXPECT_TRUE(
      ClientHas({{"if-none-match", "\"x\""}, {"if-none-match", "\"abc-br\""}}, "\"abc-br\""));
}

}  // namespace
}  // namespace imprint::web
