#include "surface/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imprint::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

Route At(std::string method, std::string pattern) {
  return {.method = std::move(method), .pattern = std::move(pattern)};
}

Router Templates() {
  Router router;
  router.Add(At("GET", "/v1/templates"));
  router.Add(At("POST", "/v1/templates"));
  router.Add(At("GET", "/v1/templates/{_id}"));
  router.Add(At("PUT", "/v1/templates/{_id}"));
  router.Add(At("GET", "/v1/templates/published"));
  router.Add(At("GET", "/v1/{type}/{_id}/dependencies"));
  router.Add(At("GET", "/v1/templates/{_id}/preview"));
  router.Add(At("GET", "/"));
  return router;
}

TEST(Router, FindsTheMostSpecificRoute) {
  const Router router = Templates();
  struct {
    const char* method;
    const char* path;
    const char* pattern;  // empty: none
  } cases[] = {
      {"GET", "/v1/templates", "/v1/templates"},
      {"HEAD", "/v1/templates", "/v1/templates"},
      {"GET", "/v1/templates/5f", "/v1/templates/{_id}"},
      {"GET", "/v1/templates/published", "/v1/templates/published"},
      {"PUT", "/v1/templates/published", "/v1/templates/{_id}"},
      {"GET", "/v1/templates/5f/preview", "/v1/templates/{_id}/preview"},
      {"GET", "/v1/templates/5f/dependencies", "/v1/{type}/{_id}/dependencies"},
      {"GET", "/v1/flows/5f/dependencies", "/v1/{type}/{_id}/dependencies"},
      {"GET", "/v1/templ%61tes", "/v1/templates"},
      {"GET", "/", "/"},
      {"GET", "/v1/templates/", ""},
      {"GET", "/v1//templates", ""},
      {"GET", "/v1/../v1/templates", ""},
      {"GET", "/V1/templates", ""},
      {"GET", "/v1", ""},
      {"GET", "", ""},
      {"OPTIONS", "*", ""},
      {"GET", "/v1/templates/%zz", ""},
      {"GET", "v1/templates", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.method) + " " + c.path);
    const Router::Match match = router.Find(c.method, c.path);
    EXPECT_EQ(match.route ? match.route->pattern : "", c.pattern);
    EXPECT_THAT(match.allowed, ElementsAre());
  }
}

TEST(Router, GivesDecodedParameters) {
  const Router router = Templates();
  EXPECT_THAT(router.Find("GET", "/v1/fl%C3%BCows/a%2Fb/dependencies").params,
              ElementsAre(Pair("type", "fl\xC3\xBCows"), Pair("_id", "a/b")));
}

TEST(Router, ForgetsParametersOfABranchThatLedNowhere) {
  Router router;
  router.Add(At("GET", "/{a}/x/{b}/end"));
  router.Add(At("GET", "/{a}/{c}/{d}/{e}"));
  EXPECT_THAT(router.Find("GET", "/1/x/3/4").params,
              ElementsAre(Pair("a", "1"), Pair("c", "x"), Pair("d", "3"), Pair("e", "4")));
}

TEST(Router, ListsTheAllowedMethodsWhenOnlyTheMethodDiffers) {
  const Router router = Templates();
  struct {
    const char* method;
    const char* path;
    std::vector<std::string> allowed;
  } cases[] = {
      {"DELETE", "/v1/templates", {"GET", "HEAD", "POST"}},
      {"DELETE", "/v1/templates/5f", {"GET", "HEAD", "PUT"}},
      {"DELETE", "/v1/templates/published", {"GET", "HEAD", "PUT"}},
      {"OPTIONS", "/", {"GET", "HEAD"}},
      {"get", "/", {"GET", "HEAD"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.method) + " " + c.path);
    const Router::Match match = router.Find(c.method, c.path);
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(match.allowed, c.allowed);
  }
}

TEST(Router, RendersErrorsInTheDialectOfTheLongestPrefix) {
  Router router;
  const auto says = [](std::string text) {
    return [text](const Error&) { return Response{.status = 418, .body = text}; };
  };
  EXPECT_EQ(router.RenderError("/v1/x", Error(ErrorCode::kUnknownPath, "no \"x\"")).body,
            R"({"message":"no \"x\""})");
  router.SetErrorRenderer("/", says("any"));
  router.SetErrorRenderer("/v1", says("v1"));
  router.SetErrorRenderer("/v1/deep/", says("deep"));
  struct {
    const char* path;
    const char* body;
  } cases[] = {
      {"/v1", "v1"},          {"/v1/x", "v1"},      {"/v1?a=/v1/deep", "v1"}, {"/v11", "any"},
      {"/v1/deep/x", "deep"}, {"/v1/deeper", "v1"}, {"/%76%31/x", "v1"},      {"", "any"},
      {"*", "any"},           {"/%zz", "any"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    EXPECT_EQ(router.RenderError(c.path, Error(ErrorCode::kUnknownPath, "no")).body, c.body);
  }
}

TEST(Router, FallsBackWhereNobodyClaimsThePath) {
  Router router;
  router.SetErrorRenderer("/", [](const Error&) { return Response{}; });
  router.SetErrorRenderer("/v1", [](const Error&) { return Response{}; });
  router.Add({"POST", "/things"});
  EXPECT_FALSE(router.Find("GET", "/nowhere").route);
  router.SetFallback({"GET", "(fallback)"});
  for (const char* path : {"/nowhere", "/no/where", "/v11", "/%C3%A9", "/things/1"}) {
    SCOPED_TRACE(path);
    ASSERT_TRUE(router.Find("GET", path).route);
    EXPECT_EQ(router.Find("GET", path).route->pattern, "(fallback)");
    EXPECT_TRUE(router.Find("GET", path).is_fallback);
    EXPECT_TRUE(router.Find("HEAD", path).route);
    EXPECT_FALSE(router.Find("POST", path).route);
  }
  for (const char* path : {"/v1", "/v1/nowhere", "/%761/nowhere", "/%zz", "nowhere", "*", "//x", "//"}) {
    EXPECT_FALSE(router.Find("GET", path).route) << path;
    EXPECT_FALSE(router.Find("GET", path).is_fallback) << path;
  }
  const Router::Match other = router.Find("GET", "/things");
  EXPECT_FALSE(other.route);
  EXPECT_THAT(other.allowed, ::testing::ElementsAre("POST"));
}

TEST(Router, TheDefaultAnswerHasAStatusThatFits) {
  const Router router;
  struct {
    ErrorCode code;
    int status;
  } cases[] = {{ErrorCode::kBadRequest, 400},       {ErrorCode::kUnauthenticated, 401},
               {ErrorCode::kForbidden, 403},        {ErrorCode::kUnknownPath, 404},
               {ErrorCode::kMethodNotAllowed, 405}, {ErrorCode::kTimeout, 408},
               {ErrorCode::kConflict, 409},         {ErrorCode::kTooLarge, 413},
               {ErrorCode::kInvalidField, 422},     {ErrorCode::kHeadersTooLarge, 431},
               {ErrorCode::kInternal, 500},         {ErrorCode::kUnavailable, 503}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.status);
    EXPECT_EQ(router.RenderError("/", Error(c.code, "why")).status, c.status);
  }
}

TEST(PercentDecode, DecodesOrRefuses) {
  struct {
    std::string_view text;
    bool plus;
    std::optional<std::string> expected;
  } cases[] = {
      {"", false, ""},
      {"a%20b", false, "a b"},
      {"a+b", false, "a+b"},
      {"a+b", true, "a b"},
      {"%2B%2b", true, "++"},
      {"%E2%82%AC", false, "\xE2\x82\xAC"},
      {"%", false, std::nullopt},
      {"%4", false, std::nullopt},
      {"%4g", false, std::nullopt},
      {"%00", false, std::nullopt},
      {std::string_view("a\0b", 3), false, std::nullopt},
      {"%ff", false, std::nullopt},
      {"\xC3", false, std::nullopt},
      {"%ED%A0%80", false, std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(PercentDecode(c.text, c.plus), c.expected);
  }
}

TEST(ParseQuery, KeepsOrderAndDuplicates) {
  const auto parsed = ParseQuery("b=1&a=x%26y&&flag&b=2+3&=e&c=a=b");
  ASSERT_TRUE(parsed);
  EXPECT_THAT(*parsed, ElementsAre(Pair("b", "1"), Pair("a", "x&y"), Pair("flag", ""),
                                   Pair("b", "2 3"), Pair("", "e"), Pair("c", "a=b")));
  EXPECT_THAT(*ParseQuery(""), ElementsAre());
  EXPECT_FALSE(ParseQuery("a=1&b=%x"));
  EXPECT_FALSE(ParseQuery("%ff=1"));
}

TEST(Request, FindsTheFirstOfAName) {
  const Request request{
      .query = {{"a", "1"}, {"a", "2"}}, .params = {{"_id", "5f"}}, .headers = {{"host", "x"}}};
  ASSERT_NE(request.Query("a"), nullptr);
  EXPECT_EQ(*request.Query("a"), "1");
  EXPECT_EQ(request.Query("b"), nullptr);
  ASSERT_NE(request.Header("host"), nullptr);
  EXPECT_EQ(*request.Header("host"), "x");
  EXPECT_EQ(request.Header("Host"), nullptr);
  EXPECT_EQ(request.Param("_id"), "5f");
  EXPECT_EQ(request.Param("id"), "");
}

}  // namespace
}  // namespace imprint::http
