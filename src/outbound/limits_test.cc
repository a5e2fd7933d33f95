// Servers that are slow, break off, never end or speak something else.
#include <gtest/gtest.h>

#include <thread>

#include "outbound/curl_http_client.h"
#include "outbound/testing/asking.h"
#include "outbound/testing/imposter.h"

namespace imprint {
namespace {

using std::chrono::milliseconds;
using test::ExpectFailure;
using test::Get;
using test::Imposter;
using test::LocalPolicy;
using test::Received;
using test::Wire;

constexpr const char* kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

// Sends the same again and again, until the client has had enough.
Imposter::Script Endless(std::string head, std::string part) {
  return [head = std::move(head), part = std::move(part)](const Received&, Wire& wire) {
    bool going = wire.Send(head);
    while (going) going = wire.Send(part);
    wire.Close();
  };
}

Imposter::Script ThenClose(std::string bytes) {
  return [bytes = std::move(bytes)](const Received&, Wire& wire) {
    wire.Send(bytes);
    wire.Close();
  };
}

TEST(OutboundLimits, MapEveryWayToFail) {
  Imposter server;
  server.On("/close", ThenClose(""));
  server.On("/half-head", ThenClose("HTTP/1.1 200 OK\r\nContent-Le"));
  server.On("/truncated", ThenClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"));
  server.On("/truncated-chunk", ThenClose(std::string(kChunkedHead) + "5\r\nab"));
  server.On("/bad-chunk", ThenClose(std::string(kChunkedHead) + "zz\r\nab\r\n"));
  server.On("/not-http", ThenClose("SSH-2.0-OpenSSH_9.2\r\n"));
  server.On("/http-9", ThenClose("HTTP/9.9 200 OK\r\n\r\n"));
  server.On("/bad-length", ThenClose("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc"));
  server.On("/nul", ThenClose(std::string("HTTP/1.1 200 OK\r\nA: \0b\r\n\r\n", 26)));
  server.On("/endless", Endless(kChunkedHead, "4\r\nabcd\r\n"));
  server.On("/endless-plain", Endless("HTTP/1.1 200 OK\r\n\r\n", std::string(8192, 'x')));
  server.On("/huge", test::Answer(200, std::string(200 * 1024, 'x')));
  server.On("/many-headers", Endless("HTTP/1.1 200 OK\r\n", "X-A: abcdefgh\r\n"));
  server.On("/interim", Endless("", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"));
  server.On("/long-header", Endless("HTTP/1.1 200 OK\r\nX-A: ", std::string(8192, 'x')));
  server.On("/trailers",
            Endless(std::string(kChunkedHead) + "1\r\nx\r\n0\r\n", "X-A: abcdefgh\r\n"));
  const struct {
    const char* path;
    const char* words;
  } cases[] = {
      {"/close", "closed the connection without an answer"},
      {"/half-head", "broke off"},
      {"/truncated", "broke off"},
      {"/truncated-chunk", "broke off"},
      {"/bad-chunk", "broke off"},
      {"/not-http", "not valid HTTP"},
      {"/http-9", "not valid HTTP"},
      {"/bad-length", "not valid HTTP"},
      {"/nul", "not valid HTTP"},
      {"/endless", "more than 100000 bytes"},
      {"/endless-plain", "more than 100000 bytes"},
      {"/huge", "more than 100000 bytes"},
      {"/many-headers", "headers of more than"},
      {"/interim", "headers of more than"},
      {"/long-header", "too large"},
      {"/trailers", "headers of more than"},
  };
  CurlHttpClient client(LocalPolicy());
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    OutboundRequest request = Get(server.Url(c.path));
    request.headers = {{"Authorization", "Bearer secret"}};
    request.max_response_bytes = 100000;
    request.timeout = std::chrono::seconds(60);
    const auto result = client.Send(request);
    ExpectFailure(result, ErrorCode::kOutboundFailed, c.words);
    ExpectFailure(result, ErrorCode::kOutboundFailed, "127.0.0.1 ");
  }
}

TEST(OutboundLimits, TakesABodyOfJustTheLimit) {
  Imposter server;
  server.On("/", test::Answer(200, "12345"));
  CurlHttpClient client(LocalPolicy());
  OutboundRequest request = Get(server.Url("/"));
  request.max_response_bytes = 5;
  const auto response = client.Send(request);
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "12345");
  request.max_response_bytes = 4;
  ExpectFailure(client.Send(request), ErrorCode::kOutboundFailed, "more than 4 bytes");
}

TEST(OutboundLimits, UnpacksNothing) {
  Imposter server;
  server.On("/", test::Answer(200, "\x1f\x8bpacked", "Content-Encoding: gzip\r\n"));
  CurlHttpClient client(LocalPolicy());
  const auto response = client.Send(Get(server.Url("/")));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "\x1f\x8bpacked");
}

TEST(OutboundLimits, EndsSlowExchangesInTime) {
  Imposter server;
  server.On("/silent", [](const Received&, Wire& wire) { wire.AwaitEnd(); });
  server.On("/half", [](const Received&, Wire& wire) {
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    wire.AwaitEnd();
  });
  server.On("/drip", [](const Received&, Wire& wire) {
    wire.Send(kChunkedHead);
    while (wire.Send("1\r\nx\r\n")) std::this_thread::sleep_for(milliseconds(5));
    wire.Close();
  });
  CurlHttpClient client(LocalPolicy());
  for (const char* path : {"/silent", "/half", "/drip"}) {
    SCOPED_TRACE(path);
    OutboundRequest request = Get(server.Url(path));
    request.timeout = milliseconds(150);
    ExpectFailure(client.Send(request), ErrorCode::kOutboundTimeout,
                  "127.0.0.1 did not answer in time");
  }
  OutboundRequest none = Get(server.Url("/silent"));
  none.timeout = milliseconds(0);
  ExpectFailure(client.Send(none), ErrorCode::kOutboundTimeout, "127.0.0.1");
}

TEST(OutboundLimits, CountsRedirectsIntoTheTime) {
  Imposter server;
  server.On("/", [](const Received&, Wire& wire) {
    std::this_thread::sleep_for(milliseconds(40));
    wire.Send(test::Redirect("/"));
  });
  CurlHttpClient client(LocalPolicy());
  OutboundRequest request = Get(server.Url("/"));
  request.timeout = milliseconds(150);
  request.max_redirects = 1000;
  ExpectFailure(client.Send(request), ErrorCode::kOutboundTimeout, "127.0.0.1");
}

TEST(OutboundLimits, SaysThatNobodyListens) {
  std::string url;
  {
    const Imposter gone;
    url = gone.Url("/");
  }
  CurlHttpClient client(LocalPolicy());
  ExpectFailure(client.Send(Get(url)), ErrorCode::kOutboundFailed, "127.0.0.1 takes no connection");
}

TEST(OutboundLimits, StopsWhenTheCallerHasEnough) {
  Imposter server;
  server.On("/stream", [](const Received&, Wire& wire) {
    wire.Send(kChunkedHead);
    wire.Send("6\r\ndata: \r\n");
    wire.Send("3\r\n1\n\n\r\n");
    wire.AwaitEnd();
  });
  server.On("/away", "HTTP/1.1 302 Found\r\nLocation: /stream\r\nContent-Length: 3\r\n\r\n\n\n\n");
  CurlHttpClient client(LocalPolicy());
  OutboundRequest request = Get(server.Url("/away"));
  request.timeout = std::chrono::seconds(60);
  request.enough = [](std::string_view received) { return received.ends_with("\n\n"); };
  const auto response = client.Send(request);
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "data: 1\n\n");
}

}  // namespace
}  // namespace imprint
