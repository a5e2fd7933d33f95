#include <gtest/gtest.h>

#include "surface/http/test_client.h"

namespace imprint::http {
namespace {

class ServerLimitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.router().Add({.method = "POST", .pattern = "/echo", .handler = Echo});
    server_.router().Add(
        {.method = "GET", .pattern = "/quick", .handler = Echo, .runs = Runs::kQuick});
    server_.router().Add({.method = "GET", .pattern = "/large", .handler = [](const Request&) {
                            return Response{.body = std::string(50'000'000, 'x')};
                          }});
  }

  TestServer server_;
};

TEST_F(ServerLimitsTest, RefusesABodyOverTheLimitByItsLength) {
  server_.limits().body_bytes = 1000;
  server_.Start();
  const std::string line = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: ";
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask(line + "1000\r\n\r\n" + std::string(1000, 'x')).status, 200);
  const Reply reply = client.Ask(line + "1001\r\n\r\n" + std::string(1001, 'x'));
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());

  TestClient polite(server_.port());
  EXPECT_EQ(polite.Ask(line + "1001\r\nExpect: 100-continue\r\n\r\n").status, 413);
}

TEST_F(ServerLimitsTest, RefusesABodyOverTheLimitByItsChunks) {
  server_.limits().body_bytes = 1000;
  server_.Start();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string half = Chunk(std::string(500, 'x'));
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask(head + half + half + Chunk("")).status, 200);
  const Reply reply = client.Ask(head + half + half + Chunk("y"));
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(ServerLimitsTest, HoldsBodiesInMemoryTogetherToTheirBound) {
  server_.limits().bodies_bytes = 300'000;
  server_.Start();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";
  const std::string body(100'000, 'x');
  TestClient slow(server_.port());
  // The answer tells that the server has seen its head.
  ASSERT_EQ(slow.Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n"
                     "Expect: 100-continue\r\n\r\n")
                .status,
            100);
  Reply reply = TestClient(server_.port()).Ask(head + body);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.Header("Retry-After"), "1");
  TestClient small(server_.port());
  EXPECT_EQ(small.Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello").status,
            200);

  slow.Send(body);
  EXPECT_EQ(slow.Read().status, 200);
  for (int tries = 0; tries < 500 && reply.status != 200; ++tries) {
    reply = TestClient(server_.port()).Ask(head + body);
  }
  EXPECT_EQ(reply.status, 200) << "what was taken is given back";
}

TEST_F(ServerLimitsTest, RefusesEndlessChunkExtensions) {
  server_.Start();
  TestClient client(server_.port());
  const Reply reply =
      client.Ask("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                 std::string(200'000, 'x'));
  EXPECT_EQ(reply.status, 400);
}

TEST_F(ServerLimitsTest, RefusesAHeadOverTheLimit) {
  server_.limits().header_bytes = 20'000;
  server_.Start();
  const std::string line = "GET /quick HTTP/1.1\r\nHost: h\r\nX: ";
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask(line + std::string(19'900, 'x') + "\r\n\r\n").status, 200);
  const Reply reply = client.Ask(line + std::string(25'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(reply.status, 431);
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());

  TestClient many(server_.port());
  std::string headers = "GET /quick HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 3000; ++i) headers += "Abc: de\r\n";
  EXPECT_EQ(many.Ask(headers).status, 431);
}

TEST_F(ServerLimitsTest, TimesOutASlowHead) {
  server_.limits().header_timeout = std::chrono::seconds(1);
  server_.Start();
  TestClient client(server_.port());
  const Reply reply = client.Ask("GET /quick HTTP/1.1\r\nHo");
  EXPECT_EQ(reply.status, 408);
  EXPECT_EQ(reply.Header("Connection"), "close");
}

TEST_F(ServerLimitsTest, TimesOutASlowBody) {
  server_.limits().body_timeout = std::chrono::seconds(1);
  server_.Start();
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc").status,
            408);
}

TEST_F(ServerLimitsTest, ClosesIdleConnectionsWithoutAWord) {
  server_.limits().header_timeout = std::chrono::seconds(1);
  server_.limits().idle_timeout = std::chrono::seconds(1);
  server_.Start();
  TestClient silent(server_.port());
  TestClient idle(server_.port());
  EXPECT_EQ(idle.Ask("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  EXPECT_TRUE(idle.AtEnd());
  EXPECT_TRUE(silent.AtEnd());
  EXPECT_EQ(server_.StopAndTakeLog().size(), 1u);
}

TEST_F(ServerLimitsTest, GivesUpAClientThatDoesNotRead) {
  server_.limits().write_timeout = std::chrono::seconds(1);
  server_.limits().shutdown_timeout = std::chrono::seconds(60);
  server_.Start();
  TestClient client(server_.port());
  client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  // Stop has to wait for the answer under way, so it returns early only if that was given up.
  const auto before = std::chrono::steady_clock::now();
  while (client.Read(false).status == 0) {
  }
  server_.Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(50));
}

TEST_F(ServerLimitsTest, HoldsTheNumberOfConnections) {
  server_.limits().connections = 2;
  server_.Start();
  const std::string request = "GET /quick HTTP/1.1\r\nHost: h\r\n\r\n";
  TestClient first(server_.port());
  {
    TestClient second(server_.port());
    EXPECT_EQ(first.Ask(request).status, 200);
    EXPECT_EQ(second.Ask(request).status, 200);
    TestClient third(server_.port());
    EXPECT_EQ(third.Ask(request).status, 0);
    EXPECT_EQ(first.Ask(request).status, 200);
  }
  // The server hears of a close a little later.
  int status = 0;
  for (int i = 0; i < 1000 && status == 0; ++i) {
    TestClient next(server_.port());
    status = next.Ask(request).status;
  }
  EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace imprint::http
