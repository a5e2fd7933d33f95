#include "surface/http/request_parser.h"

#include <gtest/gtest.h>

#include "surface/http/request_head.h"

namespace imprint::http {
namespace {

struct Parsed {
  Request request;
  std::string body;
  std::string rest;  // not used
  Framing framing;
  std::optional<ErrorCode> error;
  bool done = false;
};

struct Given {
  std::size_t step = SIZE_MAX;  // how many new bytes arrive at a time
  std::size_t head_limit = 1024;
  std::uint64_t body_limit = 1000;
};

/// Parses as a connection does: what is not used is given again with more behind it.
Parsed Parse(std::string_view text, Given given = {}) {
  Parsed out;
  RequestParser parser(given.head_limit);
  parser.Begin(out.request);
  bool completed = false;
  while (!text.empty() && !parser.done()) {
    const std::string_view piece = text.substr(0, given.step);
    text.remove_prefix(piece.size());
    out.rest += piece;
    for (std::size_t before = SIZE_MAX; before != out.rest.size() && !parser.done();) {
      before = out.rest.size();
      const auto used =
          parser.head_done() ? parser.FeedBody(out.rest, out.body) : parser.FeedHead(out.rest);
      Status status = used ? Status{} : Fail(used.error());
      if (status && parser.head_done() && !std::exchange(completed, true)) {
        status = CompleteHead(out.request, parser.framing());
        parser.SetBodyLimit(given.body_limit);
      }
      if (!status) {
        out.error = status.error().code();
        return out;
      }
      out.rest.erase(0, *used);
    }
  }
  out.framing = parser.framing();
  out.rest += text;
  out.done = parser.done();
  return out;
}

TEST(RequestParser, ReadsARequestHoweverItIsCut) {
  const std::string text =
      "\r\nPOST /a%20b/c?x=1&y=a+b HTTP/1.1\r\nHost: example.test:8080\r\nX-Many:  a \r\n"
      "Content-Length: 5\r\n\r\nhelloGET";
  for (const std::size_t step : {1u, 2u, 3u, 7u, 1000u}) {
    SCOPED_TRACE(step);
    const Parsed got = Parse(text, {.step = step});
    ASSERT_FALSE(got.error);
    EXPECT_TRUE(got.done);
    EXPECT_EQ(got.request.method, "POST");
    EXPECT_EQ(got.request.target, "/a%20b/c?x=1&y=a+b");
    EXPECT_EQ(got.request.path, "/a b/c");
    EXPECT_EQ(*got.request.Query("y"), "a b");
    EXPECT_EQ(*got.request.Header("x-many"), "a");
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.rest, "GET");
    EXPECT_TRUE(got.framing.keep_alive);
  }
}

TEST(RequestParser, ReadsChunksHoweverTheyAreCut) {
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n";
  struct {
    const char* chunks;
    const char* body;
  } cases[] = {
      {"5\r\nhello\r\n6;x=\"y\"\r\n world\r\n0\r\n\r\n", "hello world"},
      {"0\r\n\r\n", ""},
      {"00a\r\n0123456789\r\n000\r\nTrailer: kept out\r\n\r\n", "0123456789"},
  };
  for (const auto& c : cases) {
    for (const std::size_t step : {1u, 2u, 5u, 1000u}) {
      SCOPED_TRACE(std::string(c.chunks) + " by " + std::to_string(step));
      const Parsed got = Parse(head + c.chunks + "GET", {.step = step});
      ASSERT_FALSE(got.error);
      EXPECT_TRUE(got.done);
      EXPECT_EQ(got.body, c.body);
      EXPECT_EQ(got.rest, "GET");
      EXPECT_EQ(got.request.Header("trailer"), nullptr);
    }
  }
}

TEST(RequestParser, RefusesWhatIsNotPlainHttp) {
  const std::string host = "Host: h\r\n";
  const std::string cases[] = {
      "hello\r\n\r\n",
      " GET / HTTP/1.1\r\n" + host + "\r\n",
      "GET  / HTTP/1.1\r\n" + host + "\r\n",
      "GET /\r\n" + host + "\r\n",
      "GET / HTTP/2.0\r\n" + host + "\r\n",
      "GET / HTTP/1.2\r\n" + host + "\r\n",
      "GET / http/1.1\r\n" + host + "\r\n",
      "GET / HTTP/1.1 \r\n" + host + "\r\n",
      "GET / HTTP/1.1\n" + host + "\r\n",
      "GET / HTTP/1.1\r\nHost: h\n\r\n\r\n",
      "G(T / HTTP/1.1\r\n" + host + "\r\n",
      "GET /\x01 HTTP/1.1\r\n" + host + "\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + host + "\r\n",
      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "No colon\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Space : x\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + ": x\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "X: a\x01b\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "X: a" + std::string(1, '\0') + "b\r\n\r\n",
      "GET x HTTP/1.1\r\n" + host + "\r\n",
      "GET ftp://h/x HTTP/1.1\r\n" + host + "\r\n",
      "GET /a#b HTTP/1.1\r\n" + host + "\r\n",
      "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
      "GET /%00 HTTP/1.1\r\n" + host + "\r\n",
      "GET /%ff HTTP/1.1\r\n" + host + "\r\n",
      "GET /\xff HTTP/1.1\r\n" + host + "\r\n",
      "CONNECT h:443 HTTP/1.1\r\n" + host + "\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1, 1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 0x1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: \r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, gzip\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host +
          "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n",
      "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host +
          "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\na\r\n0\r\n\r\n",
  };
  for (const std::string& text : cases) {
    for (const std::size_t step : {1u, 1000u}) {
      SCOPED_TRACE(text + " by " + std::to_string(step));
      EXPECT_EQ(Parse(text, {.step = step}).error, ErrorCode::kBadRequest);
    }
  }
}

TEST(RequestParser, HoldsTheHeadLimitHoweverItIsCut) {
  const auto with_head_of = [](std::size_t bytes) {
    std::string text = "GET / HTTP/1.1\r\nHost: h\r\n";
    while (text.size() + 30 < bytes) text += "X-Some: y\r\n";
    text += "Z: ";
    text.append(bytes - text.size() - 4, 'z');
    return text + "\r\n\r\n";
  };
  for (const std::size_t step : {1u, 11u, 100u, 10000u}) {
    SCOPED_TRACE(step);
    EXPECT_FALSE(Parse(with_head_of(1024), {.step = step}).error);
    EXPECT_EQ(Parse(with_head_of(1025), {.step = step}).error, ErrorCode::kHeadersTooLarge);
    EXPECT_EQ(Parse(with_head_of(5000), {.step = step}).error, ErrorCode::kHeadersTooLarge);
    EXPECT_EQ(Parse("GET /" + std::string(2000, 'x'), {.step = step}).error,
              ErrorCode::kHeadersTooLarge);
  }
}

TEST(RequestParser, HoldsTheBodyLimitForChunks) {
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string ten = "a\r\n0123456789\r\n";
  EXPECT_FALSE(Parse(head + ten + ten + "0\r\n\r\n", {.body_limit = 20}).error);
  EXPECT_EQ(Parse(head + ten + ten + "1\r\n", {.body_limit = 20}).error, ErrorCode::kTooLarge);
  EXPECT_EQ(Parse(head + "ffffffffffffffff\r\n").error, ErrorCode::kTooLarge);
}

TEST(RequestParser, KnowsWhenToKeepTheConnection) {
  struct {
    const char* head;
    bool keep_alive;
  } cases[] = {
      {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: foo, close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.head);
    const Parsed got = Parse(c.head);
    ASSERT_FALSE(got.error);
    EXPECT_EQ(got.framing.keep_alive, c.keep_alive);
  }
}

TEST(RequestParser, HearsAnExpectationOfHttp11Only) {
  EXPECT_TRUE(
      Parse("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n").framing.expects_continue);
  EXPECT_FALSE(Parse("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").framing.expects_continue);
}

TEST(RawPath, TakesEveryFormOfTarget) {
  struct {
    const char* target;
    const char* path;
  } cases[] = {{"/a%20b?c", "/a%20b"}, {"http://h:1/a?b", "/a"},
               {"HTTPS://h/a", "/a"},  {"http://h", "/"},
               {"http://h?x=/y", "/"}, {"*", "*"},
               {"h:443", ""},          {"", ""},
               {"//h/a", "//h/a"},     {"/x?http://h/", "/x"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.target);
    EXPECT_EQ(RawPath(c.target), c.path);
  }
}

TEST(ChooseRequestId, TakesTheClientsWhenItIsHarmless) {
  const auto chosen = [](std::string sent) {
    return ChooseRequestId(Request{.headers = {{"x-request-id", std::move(sent)}}});
  };
  const std::string longest(64, 'x');
  EXPECT_EQ(chosen("A-z_0.9"), "A-z_0.9");
  EXPECT_EQ(chosen(longest), longest);
  for (const std::string& bad : {std::string(), longest + "x", std::string("a b"),
                                 std::string("a\r\nb"), std::string("\xC3\xBC")}) {
    SCOPED_TRACE(bad);
    const std::string id = chosen(bad);
    EXPECT_EQ(id.size(), 16u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), id.npos);
  }
  EXPECT_NE(ChooseRequestId({}), ChooseRequestId({}));
}

}  // namespace
}  // namespace imprint::http
