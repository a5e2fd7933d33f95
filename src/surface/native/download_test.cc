#include "surface/native/download.h"

#include <gtest/gtest.h>

namespace imprint::native {
namespace {

TEST(SafeFileName, KeepsWhatIsSafeEverywhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"Shopify to NetSuite", "Shopify-to-NetSuite-v3.zip"},
      {"a_b.c-D9", "a_b.c-D9-v3.zip"},
      {"", "template-v3.zip"},
      {"../../etc/passwd", "etc-passwd-v3.zip"},
      {"...", "template-v3.zip"},
      {"\"; filename=evil.exe", "filename-evil.exe-v3.zip"},
      {"a\r\nSet-Cookie: x", "a-Set-Cookie-x-v3.zip"},
      {"Größe 中文", "Gr-e-v3.zip"},
      {".hidden.", "hidden-v3.zip"},
  };
  for (const auto& [name, expected] : cases) {
    EXPECT_EQ(SafeFileName(name, "-v3.zip"), expected) << name;
  }
  EXPECT_EQ(SafeFileName(std::string(1000, 'a'), ".json").size(), 85u);
}

TEST(Attachment, SaysWhatItIs) {
  const auto zip = Attachment("PK", Dialect::kIntegrator, "a.zip");
  EXPECT_EQ(zip.content_type, "application/zip");
  const http::Headers expected{{"Content-Disposition", "attachment; filename=\"a.zip\""}};
  EXPECT_EQ(zip.headers, expected);
  EXPECT_EQ(Attachment("{}", Dialect::kDiga, "a.json").content_type, "application/json");
}

TEST(MatchesTag, FollowsTheLists) {
  const std::string tag = "\"abc\"";
  for (const std::string header :
       {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", " \"abc\" ", "*", "\"x\",W/\"abc\",\"y\""}) {
    EXPECT_TRUE(MatchesTag(&header, tag)) << header;
  }
  for (const std::string header :
       {"", "abc", "\"ab\"", "\"abc", ",,,", "\"x\", \"y\"", "w/\"abc\""}) {
    EXPECT_FALSE(MatchesTag(&header, tag)) << header;
  }
  EXPECT_FALSE(MatchesTag(nullptr, tag));
}

}  // namespace
}  // namespace imprint::native
