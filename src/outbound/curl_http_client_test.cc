#include "outbound/curl_http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

#include "outbound/testing/asking.h"
#include "outbound/testing/imposter.h"

namespace imprint {
namespace {

using std::chrono::milliseconds;
using test::ExpectFailure;
using test::Get;
using test::Imposter;
using test::LocalPolicy;

TEST(CurlHttpClient, SendsWhatIsAskedAndNoMore) {
  Imposter server;
  server.On("/things", test::Answer(201, "made"));
  CurlHttpClient client(LocalPolicy());
  const auto response = client.Send(
      test::Ask("POST", server.Url("/things?a=b#part"),
                {{"Authorization", "Bearer k"}, {"X-Empty", ""}, {"X-Utf8", "\xc3\xa4"}},
                std::string("a\0b", 3)));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "made");

  ASSERT_EQ(server.received().size(), 1u);
  const test::Received got = server.received().front();
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.path, "/things?a=b");
  EXPECT_EQ(got.body, std::string("a\0b", 3));
  EXPECT_EQ(got.Header("authorization"), "Bearer k");
  EXPECT_EQ(got.Header("x-utf8"), "\xc3\xa4");
  EXPECT_TRUE(got.Has("x-empty"));
  EXPECT_EQ(got.Header("host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(got.Header("user-agent"), "imprint");
  EXPECT_EQ(got.Header("accept"), "*/*");
  for (const char* name : {"content-type", "expect", "accept-encoding", "cookie"}) {
    EXPECT_FALSE(got.Has(name)) << name;
  }
}

TEST(CurlHttpClient, SendsEveryMethod) {
  Imposter server;
  server.On("/", [](const test::Received& request, test::Wire& wire) {
    const std::string answer = test::Answer(200, request.method + " " + request.body);
    wire.Send(request.method == "HEAD" ? answer.substr(0, answer.find("\r\n\r\n") + 4) : answer);
  });
  CurlHttpClient client(LocalPolicy());
  const struct {
    const char* method;
    const char* body;
    const char* answer;
  } cases[] = {{"GET", "", "GET "},       {"GET", "b", "GET b"},       {"HEAD", "", ""},
               {"POST", "", "POST "},     {"PUT", "b", "PUT b"},       {"PATCH", "b", "PATCH b"},
               {"DELETE", "", "DELETE "}, {"DELETE", "b", "DELETE b"}, {"OPTIONS", "", "OPTIONS "}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.method);
    const auto response = client.Send(test::Ask(c.method, server.Url("/"), {}, c.body));
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response->body, c.answer);
  }
  EXPECT_EQ(server.connections(), 1u);
}

TEST(CurlHttpClient, SendsALargeBodyWithoutAskingFirst) {
  Imposter server;
  server.On("/", [](const test::Received& request, test::Wire& wire) {
    wire.Send(test::Answer(200, std::to_string(request.body.size())));
  });
  CurlHttpClient client(LocalPolicy());
  const auto response =
      client.Send(test::Ask("POST", server.Url("/"), {}, std::string(3'000'000, 'x')));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "3000000");
  EXPECT_FALSE(server.received().front().Has("expect"));
}

TEST(CurlHttpClient, GivesTheFinalAnswersHeadersInLowerCase) {
  Imposter server;
  server.On("/",
            "HTTP/1.1 103 Early Hints\r\nLink: no\r\n\r\n"
            "HTTP/1.1 418 Teapot\r\nMCP-Session-Id:  s1 \r\nX-Folded: a\r\n b\r\nX: 1\r\nx: 2\r\n"
            "Transfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
            "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: no\r\n\r\n");
  CurlHttpClient client(LocalPolicy());
  const auto response = client.Send(Get(server.Url("/")));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->body, "abcde");
  ASSERT_NE(response->Header("mcp-session-id"), nullptr);
  EXPECT_EQ(*response->Header("mcp-session-id"), "s1");
  EXPECT_EQ(*response->Header("x-folded"), "a b");
  EXPECT_EQ(*response->Header("x"), "1");
  EXPECT_EQ(response->Header("link"), nullptr);
  EXPECT_EQ(response->Header("x-late"), nullptr);
}

TEST(CurlHttpClient, TakesNoProxyAndKeepsNoCookie) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  Imposter server;
  server.On("/", test::Answer(200, "", "Set-Cookie: a=b; Path=/\r\n"));
  CurlHttpClient client(LocalPolicy());
  EXPECT_TRUE(client.Send(Get(server.Url("/"))));
  EXPECT_TRUE(client.Send(Get(server.Url("/"))));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  ASSERT_EQ(server.received().size(), 2u);
  EXPECT_FALSE(server.received().back().Has("cookie"));
}

TEST(CurlHttpClient, RefusesRequestsThatAreNotHttp) {
  CurlHttpClient client(LocalPolicy());
  const struct {
    const char* method;
    const char* name;
    const char* value;
    const char* words;
  } cases[] = {
      {"GET", "X-A", "a\r\nX-B: b", "X-A"},
      {"GET", "X-A", "a\nb", "X-A"},
      {"GET", "X-A", "a\rb", "X-A"},
      {"GET", "X:A", "a", "name"},
      {"GET", "X A", "a", "name"},
      {"GET", "", "a", "name"},
      {"GET", "X\r\nA", "a", "name"},
      {"GET", "Host", "a", "Host"},
      {"GET", "content-LENGTH", "1", "LENGTH"},
      {"GET", "Transfer-Encoding", "chunked", "Transfer"},
      {"GET", "Connection", "close", "Connection"},
      {"GET", "Proxy-Authorization", "a", "Proxy"},
      {"CONNECT", "X-A", "a", "method"},
      {"TRACE", "X-A", "a", "method"},
      {"G ET", "X-A", "a", "method"},
      {"", "X-A", "a", "method"},
      {"GET / HTTP/1.1\r\n", "X-A", "a", "method"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.method) + " " + c.name);
    ExpectFailure(client.Send(test::Ask(c.method, "http://127.0.0.1:1/", {{c.name, c.value}})),
                  ErrorCode::kOutboundFailed, c.words);
  }
  ExpectFailure(client.Send(Get("http://u:secret@127.0.0.1/")), ErrorCode::kOutboundRefused,
                "user name");
  ExpectFailure(client.Send(Get("file:///etc/passwd")), ErrorCode::kOutboundRefused, "http://");
}

TEST(CurlHttpClient, ServesManyThreadsThroughFewHandles) {
  Imposter server;
  server.On("/", [](const test::Received& request, test::Wire& wire) {
    wire.Send(test::Answer(200, request.path));
  });
  CurlHttpClient client(LocalPolicy(), {.in_flight = 3, .user_agent = "few", .ca_file = {}});
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 20; ++j) {
        const std::string path = "/?" + std::to_string(i * 100 + j);
        OutboundRequest request = Get(server.Url(path));
        request.timeout = std::chrono::seconds(60);
        const auto response = client.Send(request);
        if (response && response->body == path) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 160);
  EXPECT_LE(server.connections(), 3u);
}

TEST(CurlHttpClient, WaitsForItsTurnNoLongerThanItsTime) {
  std::promise<void> release;
  Imposter server;
  server.On("/", [&](const test::Received&, test::Wire& wire) {
    release.get_future().wait();
    wire.Send(test::Answer(200, "first"));
  });
  CurlHttpClient client(LocalPolicy(), {.in_flight = 1, .user_agent = "one", .ca_file = {}});
  OutboundRequest request = Get(server.Url("/"));
  request.timeout = std::chrono::seconds(60);
  auto first = std::async(std::launch::async, [&] { return client.Send(request); });
  while (server.received().empty()) std::this_thread::sleep_for(milliseconds(1));
  OutboundRequest second = request;
  second.timeout = milliseconds(20);
  ExpectFailure(client.Send(second), ErrorCode::kUnavailable, "too many other requests");
  EXPECT_EQ(server.received().size(), 1u);
  release.set_value();
  const auto response = first.get();
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "first");
}

}  // namespace
}  // namespace imprint
