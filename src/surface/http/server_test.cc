#include "surface/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "surface/http/test_client.h"

namespace imprint::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Router& router = server_.router();
    router.Add(
        {.method = "GET", .pattern = "/quick/{name}", .handler = Echo, .runs = Runs::kQuick});
    router.Add({.method = "GET", .pattern = "/pooled/{name}", .handler = Echo});
    router.Add({.method = "POST", .pattern = "/echo", .handler = Echo});
    router.Add({.method = "POST", .pattern = "/quick", .handler = Echo, .runs = Runs::kQuick});
    router.Add({.method = "GET", .pattern = "/throws/{what}", .handler = Throw});
    router.Add({.method = "GET", .pattern = "/split", .handler = [](const Request&) {
                  return Response{.headers = {{"X", "a\r\nEvil: b"}}};
                }});
    router.Add({.method = "GET", .pattern = "/large", .handler = [](const Request&) {
                  return Response{.body = std::string(20'000'000, 'x')};
                }});
    router.Add({.method = "GET", .pattern = "/empty", .handler = [](const Request&) {
                  return Response{.status = 204};
                }});
    router.SetFallback({.method = "GET", .pattern = "(unknown)", .handler = [](const Request&) {
                          return Response{.status = 404, .body = "nowhere"};
                        }});
    router.SetErrorRenderer("/echo", [](const Error& error) {
      return Response{.status = 499, .body = "echo: " + error.message()};
    });
    server_.Start();
  }

  static Response Throw(const Request& request) {
    if (request.Param("what") == "int") throw 1;
    throw std::runtime_error("secret");
  }

  TestServer server_;
};

TEST_F(ServerTest, AnswersOnAKeptConnection) {
  TestClient client(server_.port());
  for (const char* path : {"/quick/a%20b", "/pooled/a%20b", "/quick/a%20b"}) {
    SCOPED_TRACE(path);
    const Reply reply = client.Ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(reply.body, HasSubstr("/a b"));
    EXPECT_EQ(reply.Header("Content-Type"), "text/plain");
    EXPECT_EQ(reply.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(reply.Header("Date"), HasSubstr("GMT"));
    EXPECT_EQ(reply.Header("X-Request-Id").size(), 16u);
    EXPECT_EQ(reply.Header("Connection"), "");
  }
}

TEST_F(ServerTest, FallsBackWithoutWaitingForABody) {
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n").body, "nowhere");
  EXPECT_EQ(client.Ask("GET /quick/a HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  const Reply reply = client.Ask(
      "GET /nowhere HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.Header("Connection"), "close");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    const std::string n = std::to_string(i);
    requests += "GET /" + std::string(i % 2 ? "pooled/" : "quick/") + n +
                " HTTP/1.1\r\nHost: h\r\n\r\nPOST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                std::to_string(n.size()) + "\r\n\r\n" + n;
  }
  TestClient client(server_.port());
  ASSERT_TRUE(client.Send(requests));
  for (int i = 0; i < 50; ++i) {
    SCOPED_TRACE(i);
    EXPECT_TRUE(client.Read().body.ends_with("/" + std::to_string(i) + " "));
    EXPECT_EQ(client.Read().body, "POST /echo " + std::to_string(i));
  }
}

TEST_F(ServerTest, ReadsBodiesByLengthAndByChunk) {
  const std::string large(300'000, 'b');
  for (const char* path : {"/echo", "/quick"}) {
    SCOPED_TRACE(path);
    const std::string line = "POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n";
    const std::string answer = "POST " + std::string(path) + " ";
    TestClient client(server_.port());
    EXPECT_EQ(client.Ask(line + "Content-Length: 0\r\n\r\n").body, answer);
    EXPECT_EQ(client.Ask(line + "Content-Length: 300000\r\n\r\n" + large).body, answer + large);
    EXPECT_EQ(client
                  .Ask(line + "Transfer-Encoding: chunked\r\n\r\n" + Chunk("one ") + Chunk(large) +
                       Chunk(""))
                  .body,
              answer + "one " + large);
    EXPECT_EQ(client.Ask(line + "Content-Length: 1\r\n\r\nx").body, answer + "x");
  }
}

TEST_F(ServerTest, TakesARequestByteByByte) {
  TestClient client(server_.port());
  const std::string request = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  for (const char& byte : request) ASSERT_TRUE(client.Send({&byte, 1}));
  EXPECT_EQ(client.Read().body, "POST /echo abc");
}

TEST_F(ServerTest, WritesALargeAnswerToASlowReader) {
  TestClient client(server_.port());
  ASSERT_TRUE(client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(client.Read().body.size(), 20'000'000u);
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  TestClient client(server_.port());
  const Reply head = client.Ask("HEAD /quick/abc HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Length"), "16");  // of "HEAD /quick/abc "
  EXPECT_EQ(head.Header("Content-Type"), "text/plain");
  EXPECT_EQ(client.Ask("HEAD /nowhere HTTP/1.1\r\nHost: h\r\n\r\n").status, 404);
  EXPECT_EQ(client.Ask("GET /quick/next HTTP/1.1\r\nHost: h\r\n\r\n").body, "GET /quick/next ");
}

TEST_F(ServerTest, SpeaksHttp10) {
  TestClient keeping(server_.port());
  const Reply kept = keeping.Ask("GET /quick/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.status, 200);
  EXPECT_EQ(kept.Header("Connection"), "keep-alive");
  EXPECT_EQ(keeping.Ask("GET /quick/a HTTP/1.0\r\n\r\n").Header("Connection"), "close");
  EXPECT_TRUE(keeping.AtEnd());
}

TEST_F(ServerTest, ClosesWhenAskedTo) {
  TestClient client(server_.port());
  const Reply reply = client.Ask("GET /quick/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(ServerTest, LeavesRequestsBehindACloseUnanswered) {
  TestClient client(server_.port());
  std::string more;
  for (int i = 0; i < 1000; ++i) more += "GET /quick/b HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_EQ(client.Ask("GET /quick/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + more).body,
            "GET /quick/a ");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(ServerTest, AnswersAHalfClosedClient) {
  for (const char* path : {"/quick/a", "/pooled/a"}) {
    SCOPED_TRACE(path);
    TestClient client(server_.port());
    client.Send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    client.ShutdownSend();
    EXPECT_EQ(client.Read().status, 200);
    EXPECT_TRUE(client.AtEnd());
  }
}

TEST_F(ServerTest, AnswersUnknownPathsAndMethods) {
  struct {
    const char* line;
    int status;
    const char* allow;
  } cases[] = {
      {"GET /nowhere", 404, ""},
      {"GET /quick/a/", 404, ""},
      {"GET /quick/../quick/a", 404, ""},
      {"OPTIONS *", 404, ""},
      {"DELETE /quick/a", 405, "GET, HEAD"},
      {"GET /quick", 405, "POST"},
      {"GET /echo", 499, "POST"},
      {"GET /echo/x", 499, ""},
      {"GET /quick/a?b=%zz", 400, ""},
      {"GET http://elsewhere/quick/a", 200, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    TestClient client(server_.port());
    const Reply reply = client.Ask(std::string(c.line) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(reply.status, c.status);
    EXPECT_EQ(reply.Header("Allow"), c.allow);
    EXPECT_EQ(reply.Header("Connection"), "");
    EXPECT_EQ(client.Ask("GET /quick/a HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  }
}

TEST_F(ServerTest, AnswersAndClosesWhatIsNotHttp) {
  for (const char* text :
       {"nonsense\r\n\r\n", "GET /quick/a HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
    SCOPED_TRACE(text);
    TestClient client(server_.port());
    const Reply reply = client.Ask(text);
    EXPECT_TRUE(reply.status == 400 || reply.status == 499) << reply.status;
    EXPECT_EQ(reply.Header("Connection"), "close");
    EXPECT_TRUE(client.AtEnd());
  }
}

TEST_F(ServerTest, AnswersAnErrorBeforeTheBodyAndCloses) {
  TestClient client(server_.port());
  const Reply reply =
      client.Ask("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" +
                 std::string(100'000, 'x'));
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(ServerTest, TurnsWhatAHandlerThrowsInto500) {
  TestClient client(server_.port());
  for (const char* what : {"exception", "int"}) {
    const Reply reply =
        client.Ask("GET /throws/" + std::string(what) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.body, R"({"message":"internal error"})");
  }
  EXPECT_EQ(client.Ask("GET /split HTTP/1.1\r\nHost: h\r\n\r\n").status, 500);
  EXPECT_EQ(client.Ask("GET /quick/a HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);

  const auto log = server_.StopAndTakeLog();
  ASSERT_EQ(log.size(), 4u);
  EXPECT_THAT(log[0].detail, HasSubstr("std::runtime_error"));
  EXPECT_THAT(log[0].detail, Not(HasSubstr("secret")));
}

TEST_F(ServerTest, AsksForTheBodyOnlyWhenItIsWelcome) {
  TestClient client(server_.port());
  EXPECT_EQ(client
                .Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
                     "Expect: 100-continue\r\n\r\n")
                .status,
            100);
  EXPECT_EQ(client.Ask("hi").body, "POST /echo hi");

  const Reply refused = client.Ask(
      "POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(ServerTest, LogsEveryRequestOnce) {
  TestClient client(server_.port());
  client.Ask("GET /quick/key HTTP/1.1\r\nHost: h\r\nX-Request-Id: mine-1\r\n\r\n");
  client.Ask("DELETE /nowhere/key HTTP/1.1\r\nHost: h\r\n\r\n");
  client.Ask("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n");
  client.Ask("nonsense\r\n\r\n");
  const auto log = server_.StopAndTakeLog();
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[0].id, "mine-1");
  EXPECT_EQ(log[0].method, "GET");
  EXPECT_EQ(log[0].pattern, "/quick/{name}");
  EXPECT_EQ(log[0].peer, "127.0.0.1");
  EXPECT_EQ(log[0].status, 200);
  EXPECT_GT(log[0].bytes, 100u);
  EXPECT_EQ(log[1].pattern, "-");
  EXPECT_EQ(log[1].status, 404);
  EXPECT_EQ(log[2].status, 204);
  EXPECT_EQ(log[3].method, "-");
  EXPECT_EQ(log[3].status, 400);
}

TEST_F(ServerTest, LogsAClientThatLeft) {
  {
    TestClient client(server_.port());
    client.Send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    client.ShutdownSend();
    EXPECT_TRUE(client.AtEnd());
  }
  const auto log = server_.StopAndTakeLog();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].status, 0);
  EXPECT_EQ(log[0].pattern, "/echo");
}

TEST_F(ServerTest, ServesManyClientsAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([this, t] {
      TestClient client(server_.port());
      for (int i = 0; i < 50; ++i) {
        const std::string name = std::to_string(t) + "-" + std::to_string(i);
        const std::string kind = i % 2 ? "/quick/" : "/pooled/";
        const Reply reply = client.Ask("GET " + kind + name + " HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(reply.body, "GET " + kind + name + " ");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ServerStart, FailsWhenThePortIsTaken) {
  TestServer first;
  first.Start();
  ServerOptions options;
  options.port = first.port();
  const Router router;
  for (const unsigned threads : {1u, 2u}) {
    SCOPED_TRACE(threads);
    options.io_threads = threads;
    Server second(options, router, nullptr);
    const Status started = second.Start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code(), ErrorCode::kUnavailable);
  }
}

TEST(ServerStart, TakesNamesAndAddresses) {
  const Router router;
  for (const char* host : {"127.0.0.1", "localhost", "0.0.0.0"}) {
    SCOPED_TRACE(host);
    Server server({.host = host, .io_threads = 1, .worker_threads = 1}, router, {});
    const Status started = server.Start();
    ASSERT_TRUE(started) << started.error().message();
    EXPECT_NE(server.port(), 0);
  }
  Server nowhere({.host = "no such host", .io_threads = 1, .worker_threads = 1}, router, {});
  EXPECT_FALSE(nowhere.Start());
}

TEST(ServerStart, TakesIpv6InBrackets) {
  const int probe = ::socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool available =
      probe >= 0 && ::bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  if (probe >= 0) ::close(probe);
  if (!available) GTEST_SKIP() << "this machine has no IPv6 loopback";
  const Router router;
  Server server({.host = "[::1]", .io_threads = 2, .worker_threads = 1}, router, {});
  const Status started = server.Start();
  EXPECT_TRUE(started) << started.error().message();
}

}  // namespace
}  // namespace imprint::http
