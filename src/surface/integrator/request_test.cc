#include "surface/integrator/request.h"

#include <gtest/gtest.h>

#include "surface/integrator/errors.h"
#include "surface/integrator/testing/api.h"

namespace imprint::integrator {
namespace {

using test::HeaderOf;
using test::TestWorld;

class RequestTest : public ::testing::Test {
 protected:
  TestWorld world_;
  const Site site_{world_.services(), "https://imprint.test", nullptr};
  const Context context_{world_.services(), site_};
};

TEST_F(RequestTest, PagingTakesWholeNumbers) {
  const struct {
    http::Pairs query;
    std::size_t limit;
    std::size_t skip;
  } good[] = {
      {{}, 1000, 0},
      {{{"limit", "5"}, {"skip", "7"}}, 5, 7},
      {{{"limit", "1001"}}, 1000, 0},
      {{{"limit", ""}, {"skip", ""}}, 1000, 0},
      {{{"limit", "007"}}, 7, 0},
  };
  for (const auto& c : good) {
    const http::Request request{.query = c.query};
    const auto paging = PagingOf(context_, request);
    ASSERT_TRUE(paging);
    EXPECT_EQ(paging->limit, c.limit);
    EXPECT_EQ(paging->skip, c.skip);
  }
  for (const char* value : {"0", "-1", "x", "5x", "1.5", " 5", "99999999999999999999999"}) {
    SCOPED_TRACE(value);
    const http::Request request{.query = {{"limit", value}}};
    const auto paging = PagingOf(context_, request);
    ASSERT_FALSE(paging);
    EXPECT_EQ(paging.error().code(), ErrorCode::kInvalidQuery);
    EXPECT_EQ(paging.error().problems[0].field, "limit");
  }
  const http::Request negative{.query = {{"skip", "-1"}}};
  EXPECT_FALSE(PagingOf(context_, negative));
}

TEST_F(RequestTest, LinksLeadToThePagesAround) {
  const struct {
    const char* target;
    Paging paging;
    std::size_t given;
    bool more;
    const char* link;
  } cases[] = {
      {"/v1/flows", {10, 0}, 10, false, ""},
      {"/v1/flows",
       {10, 0},
       10,
       true,
       "<https://imprint.test/v1/flows?limit=10&skip=10>; rel=\"next\""},
      {"/v1/flows?skip=20&limit=10",
       {10, 20},
       10,
       false,
       "<https://imprint.test/v1/flows?limit=10&skip=10>; rel=\"prev\""},
      {"/v1/flows?limit=10&skip=5&include=a%2Cb&x=1",
       {10, 5},
       10,
       true,
       "<https://imprint.test/v1/flows?include=a%2Cb&x=1&limit=10&skip=15>; rel=\"next\", "
       "<https://imprint.test/v1/flows?include=a%2Cb&x=1&limit=10&skip=0>; rel=\"prev\""},
      {"/v1/flows?limit=10&skip=30",
       {10, 30},
       3,  // what follows was too large for this page
       true,
       "<https://imprint.test/v1/flows?limit=10&skip=33>; rel=\"next\", "
       "<https://imprint.test/v1/flows?limit=10&skip=20>; rel=\"prev\""},
      {"HTTP://other.example:80/v1/flows?x=/?",
       {10, 0},
       10,
       true,
       "<https://imprint.test/v1/flows?x=/?&limit=10&skip=10>; rel=\"next\""},
      {"/v1/flows?x=\">,<b>;&<y>=1",
       {10, 0},
       10,
       true,
       "<https://imprint.test/v1/flows?x=%22%3E,%3Cb%3E;&%3Cy%3E=1&limit=10&skip=10>; "
       "rel=\"next\""},
      {"/v1/flows?%73kip=0&skip&limit&skipped=1",
       {10, 0},
       10,
       true,
       "<https://imprint.test/v1/flows?skipped=1&limit=10&skip=10>; rel=\"next\""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.target);
    const http::Request request{.target = c.target};
    http::Response response;
    AddPageLinks(context_, request, c.paging, c.given, c.more, response);
    EXPECT_EQ(HeaderOf(response, "Link"), c.link);
  }
}

TEST_F(RequestTest, TheBaseUrlIsTheConfiguredOneOrTheClients) {
  const http::Request request{.headers = {{"host", "a.example:8080"}}};
  EXPECT_EQ(BaseUrl(context_, request), "https://imprint.test");
  const Site bare{world_.services(), "", nullptr};
  const Context plain{world_.services(), bare};
  EXPECT_EQ(BaseUrl(plain, request), "http://a.example:8080");
  http::Request secure = request;
  secure.secure = true;
  EXPECT_EQ(BaseUrl(plain, secure), "https://a.example:8080");
  const http::Request hostile{.headers = {{"host", "a\"><script>"}}};
  EXPECT_EQ(BaseUrl(plain, hostile), "http://localhost");
  EXPECT_EQ(BaseUrl(plain, http::Request{}), "http://localhost");
}

TEST_F(RequestTest, BodiesAreJsonObjects) {
  const auto code = [&](const char* type, const char* body) {
    http::Request request{.body = body};
    if (type) request.headers.emplace_back("content-type", type);
    return imprint::test::CodeOf(ParseObject(context_, request));
  };
  EXPECT_EQ(code("application/json", "{}"), std::nullopt);
  EXPECT_EQ(code("Application/JSON ; charset=utf-8", "{}"), std::nullopt);
  EXPECT_EQ(code(nullptr, "{}"), ErrorCode::kUnsupportedMediaType);
  EXPECT_EQ(code("text/plain", "{}"), ErrorCode::kUnsupportedMediaType);
  EXPECT_EQ(code("application/json5", "{}"), ErrorCode::kUnsupportedMediaType);
  for (const char* body : {"", "[]", "5", "{", "{\"a\":1,\"a\":2}", "{} {}"}) {
    SCOPED_TRACE(body);
    EXPECT_EQ(code("application/json", body), ErrorCode::kMalformedBody);
  }
  const std::string deep(world_.limits.json_depth + 1, '[');
  EXPECT_EQ(code("application/json", deep.c_str()), ErrorCode::kMalformedBody);
}

TEST_F(RequestTest, FailuresWithADetailAreToldTheLogAndNotTheClient) {
  std::string told;
  const Site site{world_.services(), "",
                  [&](const http::Request&, const Error& error) { told = error.detail; }};
  const auto handler = http::ForAccounts<Context>(
      site, RenderError,
      [](const Context&, const Account&, const http::Request&) -> Result<http::Response> {
        return Fail(Error(ErrorCode::kUnavailable, "later").WithDetail("disk"));
      });
  EXPECT_EQ(handler(http::Request{}).status, 401);
  EXPECT_EQ(told, "");
  const auto token = CreateToken(world_.services(), {"acme", false, {}});
  const auto response = handler(http::Request{.headers = {{"authorization", "bEARER " + *token}}});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body.find("disk"), std::string::npos);
  EXPECT_EQ(told, "disk");
}

}  // namespace
}  // namespace imprint::integrator
