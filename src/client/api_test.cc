#include "client/api.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/fields.h"
#include "client/testing/fake_http.h"

namespace imprint::client {
namespace {

using testing::ElementsAre;

class ApiTest : public testing::Test {
 protected:
  std::string HeaderOf(std::size_t index, const std::string& name) const {
    for (const auto& [key, value] : http_.sent.at(index).headers) {
      if (key == name) return value;
    }
    return "";
  }

  test::FakeHttp http_;
  Api api_{http_, {"http://s", "secret-token"}};
};

TEST_F(ApiTest, AsksWithTheTokenAndFollowsNowhere) {
  http_.Answer(200, R"({"a":1})");
  const auto answer = api_.Ask({.method = "POST",
                                .path = PathOf({"api", "a/b?c", "\xc3\xa4"}),
                                .query = {{"q", "a b&c=d"}},
                                .body = "{}"});
  ASSERT_TRUE(answer);
  EXPECT_EQ(TextOf(answer->root()["a"]), "1");
  EXPECT_THAT(http_.Lines(), ElementsAre("POST http://s/api/a%2Fb%3Fc/%C3%A4?q=a%20b%26c%3Dd"));
  EXPECT_EQ(HeaderOf(0, "Authorization"), "Bearer secret-token");
  EXPECT_EQ(HeaderOf(0, "Content-Type"), "application/json");
  EXPECT_EQ(http_.sent[0].max_redirects, 0);
}

TEST_F(ApiTest, SendsTheTokenToNoSignedAddress) {
  http_.Answer(200, "");
  const std::string bytes = "zip";
  EXPECT_TRUE(api_.Upload("http://elsewhere/x?signature=1", BytesOf(bytes)));
  EXPECT_EQ(HeaderOf(0, "Authorization"), "");
  EXPECT_EQ(http_.sent[0].method, "PUT");
  EXPECT_EQ(http_.sent[0].upload_bytes, 3u);
  char to[2];
  EXPECT_EQ(http_.sent[0].upload(1, to, 2), 2u);
  EXPECT_EQ(std::string(to, 2), "ip");
}

TEST_F(ApiTest, TellsHowItEnds) {
  const struct {
    int status;
    const char* body;
    Exit exit;
    const char* code;
    const char* message;
    const char* field;
  } cases[] = {
      {401, R"({"message":"Unauthorized"})", Exit::kRefused, "", "Unauthorized", ""},
      {403, R"({"code":"unsigned","detail":"d","problems":[{"code":"unsigned","message":"m"}]})",
       Exit::kRefused, "unsigned", "m", ""},
      {404, R"({"errors":[{"code":"not_found","message":"m","field":"f"}]})", Exit::kNotFound,
       "not_found", "m", "f"},
      {409, R"({"code":"plan_changed","problems":[{"message":"m","field":"f"}]})", Exit::kUndecided,
       "plan_changed", "m", "f"},
      {422, R"({"detail":[{"msg":"m","loc":["body","tools",0,"name"]}]})", Exit::kFailed, "", "m",
       "body.tools[0].name"},
      {422, R"({"detail":"d"})", Exit::kFailed, "", "d", ""},
      {422, R"({"problems":[{"message":"m"}],"plan":{"problems":[]}})", Exit::kUndecided, "", "m",
       ""},
      {503, "", Exit::kUnreachable, "", "The server answered with status 503.", ""},
      {502, "<html>", Exit::kUnreachable, "", "The server answered with status 502.", ""},
      {429, "{}", Exit::kUnreachable, "", "The server answered with status 429.", ""},
      {500, R"({"problems":5,"errors":{"a":1},"detail":{},"message":[]})", Exit::kFailed, "",
       "The server answered with status 500.", ""},
      {302, "", Exit::kFailed, "", "The server answered with status 302.", ""},
      {400, "[1]", Exit::kFailed, "", "The server answered with status 400.", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.body);
    http_.Answer(c.status, c.body);
    const auto answer = api_.Ask({.path = "/x"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().exit, c.exit);
    EXPECT_EQ(answer.error().code, c.code);
    ASSERT_EQ(answer.error().said.size(), 1u);
    EXPECT_EQ(answer.error().said[0].message, c.message);
    EXPECT_EQ(answer.error().said[0].field, c.field);
  }
}

TEST_F(ApiTest, TellsThatNobodyIsThere) {
  for (const ErrorCode code : {ErrorCode::kOutboundFailed, ErrorCode::kOutboundTimeout}) {
    http_.Break(code, "gone");
    const auto answer = api_.Ask({.path = "/x"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().exit, Exit::kUnreachable);
    EXPECT_EQ(answer.error().said[0].message, "gone");
  }
}

TEST_F(ApiTest, RefusesAnswersThatAreNotJson) {
  for (const char* body : {"<html>", "{", "{\"a\":1,\"a\":2}", "\xff"}) {
    http_.Answer(200, body);
    EXPECT_FALSE(api_.Ask({.path = "/x"})) << body;
  }
  http_.Answer(204, "");
  EXPECT_TRUE(IsNull(api_.Ask({.path = "/x"})->root()));
}

TEST_F(ApiTest, ListsPageAfterPage) {
  http_.Answer(200, R"({"items":[1,2],"next":"c&1"})");
  http_.Answer(200, R"({"items":[3],"next":null})");
  const auto all = api_.List({.path = "/l", .query = {{"q", "x"}}}, 5000);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->text(), R"({"items":[1,2,3],"next":null})");
  EXPECT_THAT(http_.Lines(), ElementsAre("GET http://s/l?q=x&limit=1000",
                                         "GET http://s/l?q=x&limit=1000&cursor=c%261"));
}

TEST_F(ApiTest, ListsNoMoreThanAsked) {
  http_.Answer(200, R"({"items":[1,2],"next":"n"})");
  const auto some = api_.List({.path = "/l"}, 2);
  ASSERT_TRUE(some);
  EXPECT_EQ(some->text(), R"({"items":[1,2],"next":"n"})");
  EXPECT_THAT(http_.Lines(), ElementsAre("GET http://s/l?limit=2"));
}

TEST_F(ApiTest, EndsWithAServerThatTurnsInCircles) {
  http_.Answer(200, R"({"items":[1],"next":"n"})");
  http_.Answer(200, R"({"items":[1],"next":"n"})");
  EXPECT_EQ(api_.List({.path = "/l"}, 5000)->text(), R"({"items":[1,1],"next":null})");
  http_.Answer(200, R"({"items":[],"next":"n"})");
  EXPECT_EQ(api_.List({.path = "/l"}, 5000)->text(), R"({"items":[],"next":null})");
}

TEST_F(ApiTest, EndsWithCursorsThatAlternate) {
  for (const char* next : {"a", "b", "a", "b"}) {
    http_.Answer(200, fmt::format(R"({{"items":[1],"next":"{}"}})", next));
  }
  EXPECT_EQ(api_.List({.path = "/l"}, 5000)->text(), R"({"items":[1,1,1],"next":null})");
  EXPECT_EQ(http_.sent.size(), 3u);
}

TEST_F(ApiTest, TakesNoListWithoutEnd) {
  for (int page = 0; page < 4; ++page) {
    http_.Answer(200, fmt::format(R"({{"items":[1],"next":"{}"}})", page));
  }
  const auto endless = api_.List({.path = "/l"}, 5000, 3 * 16 * 1024);
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().exit, Exit::kFailed);
  EXPECT_EQ(http_.sent.size(), 4u);
  http_.Answer(200, fmt::format(R"({{"items":["{}"],"next":null}})", std::string(50'000, 'x')));
  EXPECT_FALSE(api_.List({.path = "/l"}, 5000, 50'000));
}

TEST_F(ApiTest, RefusesAnswersOfAnotherKindOfServer) {
  for (const char* body : {"[]", "5", "null", "\"x\"", "{}", R"({"id":null})", ""}) {
    http_.Answer(200, body);
    const auto answer = api_.Ask({.path = "/x", .needs = "id"});
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().exit, Exit::kFailed);
    EXPECT_THAT(answer.error().said[0].message, testing::HasSubstr("no Imprint server's answer"));
  }
  http_.Answer(200, "[]");
  EXPECT_FALSE(api_.Ask({.path = "/x"}));
  http_.Answer(200, R"({"id":""})");
  EXPECT_TRUE(api_.Ask({.path = "/x", .needs = "id"}));
  for (const char* body : {"{}", R"({"items":"no","next":7})", R"({"items":{},"next":null})"}) {
    http_.Answer(200, body);
    EXPECT_FALSE(api_.List({.path = "/l"}, 5000)) << body;
  }
}

TEST_F(ApiTest, TellsNothingThatIsMissingHereFromAnythingElseThatFails) {
  const tl::unexpected<Refusal> refused = Refuse(Error(ErrorCode::kNotFound, "m", "file"));
  EXPECT_EQ(refused.value().exit, Exit::kFailed);
}

}  // namespace
}  // namespace imprint::client
