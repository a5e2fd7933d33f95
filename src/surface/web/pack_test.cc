#include "surface/web/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "surface/web/testing/pack_bytes.h"

namespace imprint::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ParsePack, FindsEveryForm) {
  const std::string bytes = SamplePack();
  const auto pack = ParsePack(bytes);
  ASSERT_TRUE(pack) << pack.error().message();
  EXPECT_THAT(pack->pages, ElementsAre("/", "/things/{id}"));
  ASSERT_EQ(pack->files.size(), 3u);
  const File* app = pack->Find("assets/app-12345678.js");
  ASSERT_TRUE(app);
  EXPECT_EQ(app->media_type, "text/javascript");
  EXPECT_EQ(app->sha256, std::string(64, 'a'));
  EXPECT_TRUE(app->immutable);
  EXPECT_EQ(app->In(Coding::kIdentity), "app identity");
  EXPECT_EQ(app->In(Coding::kBrotli), "app br");
  EXPECT_EQ(app->In(Coding::kGzip), std::nullopt);
  EXPECT_FALSE(pack->Find(kIndexFile)->immutable);
  EXPECT_EQ(pack->Find(kIndexFile)->In(Coding::kGzip), "index gzip");
  for (const char* other : {"", "assets", "assets/", "index.htm", "index.html.", "zzz"}) {
    EXPECT_EQ(pack->Find(other), nullptr) << other;
  }
}

TEST(ParsePack, TakesNothingForNothing) {
  const auto pack = ParsePack("");
  ASSERT_TRUE(pack);
  EXPECT_TRUE(pack->pages.empty());
  EXPECT_TRUE(pack->files.empty());
}

TEST(ParsePack, RefusesAPackThatIsCutOffAnywhere) {
  const std::string bytes = SamplePack();
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a read beyond it.
    const std::string part = bytes.substr(0, size);
    EXPECT_FALSE(ParsePack(part)) << size;
  }
}

std::string WithFile(std::string_view file) {
  return PackBytes(R"({"pages":[],"files":[)" + std::string(file) + "]}", "12345");
}

const std::string kHash(64, '0');

std::string FileEntry(std::string_view path, std::string_view ranges) {
  return R"({"path":")" + std::string(path) + R"(","type":"text/plain","sha256":")" + kHash +
         R"(",)" + std::string(ranges) + "}";
}

TEST(ParsePack, RefusesRangesOutsideOfIt) {
  ASSERT_TRUE(ParsePack(WithFile(FileEntry("a", R"("identity":[0,5])"))));
  ASSERT_TRUE(ParsePack(WithFile(FileEntry("a", R"("identity":[5,0])"))));
  for (const char* ranges :
       {R"("identity":[0,6])", R"("identity":[5,1])", R"("identity":[6,0])",
        R"("identity":[18446744073709551615,2])", R"("identity":[2,18446744073709551615])",
        R"("identity":[99999999999999999999999,0])", R"("identity":[-1,2])",
        R"("identity":[0.0,1])", R"("identity":["0",1])", R"("identity":[0])",
        R"("identity":[0,1,2])", R"("identity":{"0":0,"1":1})", R"("identity":null)",
        R"("identity":[0,5],"br":[4,2])", R"("br":[0,5])"}) {
    const auto pack = ParsePack(WithFile(FileEntry("a", ranges)));
    ASSERT_FALSE(pack) << ranges;
    EXPECT_EQ(pack.error().code(), ErrorCode::kMalformedBody);
  }
}

TEST(ParsePack, RefusesPathsThatAreNone) {
  for (const char* path :
       {"", "/a", "a/", "a//b", "../a", "a/../b", "a b", "a%2fb", "{a}", "a\\\\b", "a\\u0000"}) {
    EXPECT_FALSE(ParsePack(WithFile(FileEntry(path, R"("identity":[0,5])")))) << path;
  }
}

TEST(ParsePack, RefusesWhatHeadersCannotCarry) {
  const auto with = [](std::string_view type, std::string_view hash) {
    return WithFile(R"({"path":"a","identity":[0,5],"type":")" + std::string(type) +
                    R"(","sha256":")" + std::string(hash) + R"("})");
  };
  ASSERT_TRUE(ParsePack(with("text/plain", kHash)));
  EXPECT_FALSE(ParsePack(with("", kHash)));
  EXPECT_FALSE(ParsePack(with("text/plain\\r\\nX: y", kHash)));
  EXPECT_FALSE(ParsePack(with("text/plain", "")));
  EXPECT_FALSE(ParsePack(with("text/plain", kHash.substr(1) + "\\\"")));
}

TEST(ParsePack, RefusesAnIndexThatIsNone) {
  const std::string file = FileEntry("a", R"("identity":[0,5])");
  const std::string index = FileEntry("index.html", R"("identity":[0,5])");
  ASSERT_TRUE(ParsePack(PackBytes(R"({"pages":["/x"],"files":[)" + index + "]}", "12345")));
  for (const std::string& text :
       {std::string("[]"), std::string("{}"), std::string(R"({"pages":[]})"),
        std::string(R"({"files":[]})"), std::string(R"({"pages":{},"files":[]})"),
        R"({"pages":["/"],"files":[)" + file + "]}", R"({"pages":["x"],"files":[)" + index + "]}",
        R"({"pages":["/x y"],"files":[)" + index + "]}", R"({"pages":[1],"files":[)" + index + "]}",
        R"({"pages":[],"files":[)" + file + "," + file + "]}",
        R"({"pages":[],"files":[)" + index + "," + file + "]}", std::string("not JSON")}) {
    const auto pack = ParsePack(PackBytes(text, "12345"));
    ASSERT_FALSE(pack) << text;
    EXPECT_THAT(pack.error().message(), HasSubstr("damaged"));
  }
  EXPECT_FALSE(ParsePack("imprint-page-2\n"));
  EXPECT_FALSE(ParsePack(std::string("imprint-page-1\n\xff\xff\xff\xff{}", 21)));
}

}  // namespace
}  // namespace imprint::web
