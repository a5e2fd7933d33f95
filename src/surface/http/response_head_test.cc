#include "surface/http/response_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imprint::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string HeadOf(const Response& response, ResponseFrame frame = {.request_id = "id1"}) {
  std::string out;
  AppendResponseHead(out, response, frame);
  return out;
}

TEST(ResponseHead, HasWhatEveryResponseHas) {
  const std::string head = HeadOf({.status = 201, .body = "{}", .headers = {{"Location", "/x"}}});
  EXPECT_THAT(head, StartsWith("HTTP/1.1 201 Created\r\nDate: "));
  for (const char* line :
       {" GMT\r\n", "\r\nContent-Type: application/json; charset=utf-8\r\n",
        "\r\nContent-Length: 2\r\n", "\r\nLocation: /x\r\n", "\r\nX-Request-Id: id1\r\n",
        "\r\nX-Content-Type-Options: nosniff\r\n"}) {
    EXPECT_THAT(head, HasSubstr(line));
  }
  EXPECT_THAT(head, Not(HasSubstr("Connection")));
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(ResponseHead, SaysNothingOfABodyThatIsNotThere) {
  EXPECT_THAT(HeadOf({}), HasSubstr("Content-Length: 0\r\n"));
  EXPECT_THAT(HeadOf({}), Not(HasSubstr("Content-Type:")));
  for (const int status : {204, 304}) {
    const Response response{.status = status, .body = "dropped"};
    EXPECT_THAT(HeadOf(response), Not(HasSubstr("Content-Length")));
    EXPECT_THAT(HeadOf(response), Not(HasSubstr("Content-Type:")));
    EXPECT_EQ(BodyOf(response), "");
  }
}

TEST(ResponseHead, SendsAFixedBodyInPlaceOfTheOther) {
  const Response response{.body = "own", .fixed_body = "fixed"};
  EXPECT_EQ(BodyOf(response), "fixed");
  EXPECT_THAT(HeadOf(response), HasSubstr("Content-Length: 5\r\n"));
  EXPECT_EQ(BodyOf({.status = 304, .fixed_body = "dropped"}), "");
}

TEST(ResponseHead, KeepsTheServersHeadersToItself) {
  const std::string head = HeadOf({.body = "x",
                                   .headers = {{"content-length", "99"},
                                               {"Transfer-Encoding", "chunked"},
                                               {"CONNECTION", "upgrade"},
                                               {"X-Own", "1"}}});
  EXPECT_THAT(head, HasSubstr("Content-Length: 1\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("99")));
  EXPECT_THAT(head, Not(HasSubstr("chunked")));
  EXPECT_THAT(head, Not(HasSubstr("upgrade")));
  EXPECT_THAT(head, HasSubstr("X-Own: 1\r\n"));
}

TEST(ResponseHead, TellsWhetherTheConnectionStays) {
  EXPECT_THAT(HeadOf({}, {.close = true, .keep_alive = true}), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(HeadOf({}, {.keep_alive = true}), HasSubstr("Connection: keep-alive\r\n"));
}

TEST(IsSendable, RefusesWhatCouldSplitAResponse) {
  EXPECT_TRUE(IsSendable({.headers = {{"Link", "</a?b=1>; rel=\"next\""}}}));
  EXPECT_TRUE(IsSendable({.status = 599}));
  const Response cases[] = {
      {.headers = {{"X", "a\r\nSet-Cookie: b"}}},
      {.headers = {{"X", "a\nb"}}},
      {.headers = {{"X", std::string("a\0b", 3)}}},
      {.headers = {{"X\r\nY", "a"}}},
      {.headers = {{"X Y", "a"}}},
      {.headers = {{"", "a"}}},
      {.content_type = "text/plain\r\nX: y"},
      {.status = 100},
      {.status = 0},
      {.status = 600},
  };
  for (const Response& response : cases) EXPECT_FALSE(IsSendable(response));
}

}  // namespace
}  // namespace imprint::http
