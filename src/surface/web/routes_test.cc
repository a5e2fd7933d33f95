#include "surface/web/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "surface/http/response_head.h"
#include "surface/web/testing/pack_bytes.h"

namespace imprint::web {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class PageTest : public ::testing::Test {
 protected:
  PageTest() { AddRoutes(pack_, router_); }

  http::Response Get(const std::string& path, http::Headers headers = {}) {
    const http::Router::Match match = router_.Find("GET", path);
    if (!match.route) return {.status = 0};
    EXPECT_EQ(match.route->runs, http::Runs::kQuick);
    return match.route->handler(
        {.method = "GET", .path = path, .params = match.params, .headers = std::move(headers)});
  }

  std::string bytes_ = SamplePack();
  Pack pack_ = *ParsePack(bytes_);
  http::Router router_;
};

TEST_F(PageTest, AnswersIndexAtEveryPage) {
  for (const char* path : {"/", "/things/1", "/things/a%20b"}) {
    SCOPED_TRACE(path);
    const http::Response response = Get(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(http::BodyOf(response), "index identity");
    EXPECT_EQ(response.content_type, "text/html");
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "no-cache")));
    EXPECT_THAT(response.headers, Contains(Pair("Vary", "Accept-Encoding")));
    EXPECT_THAT(response.headers, Not(Contains(Key("Content-Encoding"))));
    EXPECT_THAT(response.headers,
                Contains(Pair("Content-Security-Policy", HasSubstr("default-src 'none'"))));
    for (const char* name :
         {"Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy", "ETag"}) {
      EXPECT_THAT(response.headers, Contains(Key(name)));
    }
  }
}

TEST_F(PageTest, AnswersFilesWithoutACopy) {
  const http::Response response = Get("/assets/app-12345678.js", {{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/javascript");
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.fixed_body, "app br");
  EXPECT_GE(response.fixed_body.data(), bytes_.data());
  EXPECT_LT(response.fixed_body.data(), bytes_.data() + bytes_.size());
  EXPECT_THAT(response.headers, Contains(Pair("Content-Encoding", "br")));
  EXPECT_THAT(response.headers,
              Contains(Pair("Cache-Control", "public, max-age=31536000, immutable")));
  EXPECT_THAT(Get("/icon.svg").headers, Contains(Pair("Cache-Control", "no-cache")));
}

TEST_F(PageTest, SaysWhenTheClientHasIt) {
  const std::string tag = "\"" + std::string(32, 'c') + "-br\"";
  const http::Headers headers = {{"accept-encoding", "br"}, {"if-none-match", tag}};
  const http::Response response = Get("/", headers);
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(http::BodyOf(response), "");
  EXPECT_THAT(response.headers, Contains(Pair("ETag", tag)));
  EXPECT_THAT(response.headers, Contains(Pair("Vary", "Accept-Encoding")));
  EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "no-cache")));
  // The same tag is no answer to who wants another form.
  EXPECT_EQ(Get("/", {{"accept-encoding", "gzip"}, {"if-none-match", tag}}).status, 200);
}

TEST_F(PageTest, RefusesWhatCannotBeCoded) {
  const http::Response response = Get("/icon.svg", {{"accept-encoding", "br, identity;q=0"}});
  EXPECT_EQ(response.status, 406);
  EXPECT_THAT(response.headers, Contains(Pair("Vary", "Accept-Encoding")));
}

TEST_F(PageTest, HasNothingElse) {
  for (const char* path : {"/unknown", "/things", "/things/1/2", "/index.html", "/assets"}) {
    SCOPED_TRACE(path);
    const http::Response response = Get(path, {{"accept", "*/*"}});
    EXPECT_EQ(response.status, 404);
    EXPECT_THAT(response.content_type, HasSubstr("json"));
  }
  for (const char* path : {"/assets/app-00000000.js", "/assets/..%2findex.html",
                           "/assets/app-12345678.js%00", "/assets/%2e%2e"}) {
    SCOPED_TRACE(path);
    const http::Response response = Get(path);
    EXPECT_TRUE(response.status == 404 || response.status == 0);
    EXPECT_TRUE(response.fixed_body.empty());
  }
  EXPECT_THAT(Get("/assets/app-00000000.js").headers, Contains(Pair("Cache-Control", "no-store")));
}

TEST_F(PageTest, SaysItInThePageToWhoAsksForOne) {
  const http::Headers browser = {{"accept", "text/html,*/*;q=0.8"}, {"accept-encoding", "br"}};
  for (const char* path : {"/unknown", "/things", "/index.html"}) {
    SCOPED_TRACE(path);
    const http::Response response = Get(path, browser);
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(http::BodyOf(response), "index br");
    EXPECT_EQ(response.content_type, "text/html");
    EXPECT_THAT(response.headers, Contains(Pair("Content-Encoding", "br")));
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "no-store")));
    EXPECT_THAT(response.headers, Contains(Key("Content-Security-Policy")));
    EXPECT_THAT(response.headers, Not(Contains(Key("ETag"))));
  }
  EXPECT_THAT(Get("/assets/app-00000000.js", browser).content_type, HasSubstr("json"));
}

TEST(NoPage, SaysSo) {
  const Pack nothing;
  http::Router router;
  AddRoutes(nothing, router);
  const http::Router::Match match = router.Find("GET", "/");
  ASSERT_TRUE(match.route);
  const http::Response response = match.route->handler({.method = "GET", .path = "/"});
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("built without its page"));
}

}  // namespace
}  // namespace imprint::web
