#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "surface/http/testing/tls_client.h"
#include "surface/http/tls.h"

namespace imprint::http {
namespace {

using std::chrono::seconds;

constexpr std::string_view kGet = "GET /quick/a HTTP/1.1\r\nHost: h\r\n\r\n";

/// Takes a body of any size and tells how long it was.
class SizeSink : public BodySink {
 public:
  Status Write(std::string_view bytes) override {
    size_ += bytes.size();
    return {};
  }
  Response Finish() override { return {.status = 201, .body = std::to_string(size_)}; }

 private:
  std::size_t size_ = 0;
};

class ServerTlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.options().tls_cert = pem_.cert();
    server_.options().tls_key = pem_.key();
    Router& router = server_.router();
    router.Add(
        {.method = "GET", .pattern = "/quick/{name}", .handler = Echo, .runs = Runs::kQuick});
    router.Add({.method = "GET", .pattern = "/pooled/{name}", .handler = Echo});
    router.Add({.method = "POST", .pattern = "/echo", .handler = Echo});
    router.Add({.method = "GET", .pattern = "/secure", .handler = [](const Request& request) {
                  return Response{.body = request.secure ? "secure" : "plain"};
                }});
    router.Add({.method = "GET", .pattern = "/large", .handler = [](const Request&) {
                  return Response{.body = std::string(20'000'000, 'x')};
                }});
    router.Add({.method = "PUT", .pattern = "/upload", .open_sink = [](const Request&) {
                  return std::make_unique<SizeSink>();
                }});
  }

  PemFiles pem_{"first.test"};
  TestServer server_;
};

TEST_F(ServerTlsTest, AnswersOnAKeptConnection) {
  server_.Start();
  TlsClient client(server_.port());
  ASSERT_TRUE(client.encrypted());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.server_name(), "first.test");
  EXPECT_EQ(client.protocol(), "");
  for (int i = 0; i < 3; ++i) {
    const Reply reply = client.Ask(kGet);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "GET /quick/a ");
  }
  EXPECT_EQ(client.Ask("GET /secure HTTP/1.1\r\nHost: h\r\n\r\n").body, "secure");
  EXPECT_EQ(client.Ask("HEAD /quick/a HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  EXPECT_EQ(client.Ask(kGet).status, 200);
  EXPECT_TRUE(client.SayGoodbye());
  EXPECT_EQ(server_.StopAndTakeLog().front().peer, "127.0.0.1");
}

TEST_F(ServerTlsTest, SpeaksTls12ButNothingOlder) {
  server_.Start();
  TlsClient client(server_.port(), {.highest_version = TLS1_2_VERSION});
  EXPECT_EQ(client.version(), "TLSv1.2");
  EXPECT_EQ(client.Ask(kGet).status, 200);
  EXPECT_FALSE(TlsClient(server_.port(), {.highest_version = TLS1_1_VERSION}).encrypted());
}

TEST_F(ServerTlsTest, AgreesOnHttp11Alone) {
  server_.Start();
  TlsClient both(server_.port(), {.protocols = "\x02h2\x08http/1.1"});
  EXPECT_EQ(both.protocol(), "http/1.1");
  EXPECT_EQ(both.Ask(kGet).status, 200);
  EXPECT_FALSE(TlsClient(server_.port(), {.protocols = "\x02h2"}).encrypted());
}

TEST_F(ServerTlsTest, AnswersPipelinedRequestsInOrder) {
  server_.Start();
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    requests += "GET /" + std::string(i % 2 ? "pooled/" : "quick/") + std::to_string(i) +
                " HTTP/1.1\r\nHost: h\r\n\r\n";
  }
  TlsClient client(server_.port());
  ASSERT_TRUE(client.Send(requests));
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(client.Read().body.ends_with("/" + std::to_string(i) + " ")) << i;
  }
}

TEST_F(ServerTlsTest, CarriesLargeBodiesBothWays) {
  server_.Start();
  TlsClient client(server_.port());
  const std::string megabyte(1'000'000, 'u');
  ASSERT_TRUE(client.Send("PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n"));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.Send(megabyte));
  EXPECT_EQ(client.Read().body, "10000000");
  const Reply large = client.Ask("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(large.body, std::string(20'000'000, 'x'));
  const Reply echo =
      client.Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + megabyte);
  EXPECT_EQ(echo.body, "POST /echo " + megabyte);
}

TEST_F(ServerTlsTest, WritesALargeAnswerToASlowReader) {
  server_.Start();
  TlsClient client(server_.port());
  ASSERT_TRUE(client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(client.Read().body.size(), 20'000'000u);
}

TEST_F(ServerTlsTest, SaysGoodbyeWhenItCloses) {
  server_.Start();
  TlsClient client(server_.port());
  EXPECT_EQ(client.Ask("GET /quick/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").status,
            200);
  EXPECT_TRUE(client.AtEnd());  // an end that nobody could have cut off

  TlsClient refused(server_.port());
  EXPECT_EQ(refused
                .Ask("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" +
                     std::string(100'000, 'x'))
                .status,
            404);
  EXPECT_TRUE(refused.AtEnd());
}

TEST_F(ServerTlsTest, ClosesIdleConnections) {
  server_.limits().idle_timeout = seconds(1);
  server_.Start();
  TlsClient client(server_.port());
  EXPECT_EQ(client.Ask(kGet).status, 200);
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(ServerTlsTest, ClosesOnPlainHttpAndGarbage) {
  server_.Start();
  for (const std::string& bytes : {std::string(kGet), std::string(5000, '\0'),
                                   std::string("\x16\x03\x01\x02\x00\x01", 6) + kGet.data()}) {
    TestClient client(server_.port());
    ASSERT_TRUE(client.Send(bytes));
    client.ShutdownSend();
    EXPECT_EQ(client.Read().status, 0);
  }
  EXPECT_EQ(TlsClient(server_.port()).Ask(kGet).status, 200);
  EXPECT_EQ(server_.StopAndTakeLog().size(), 1u);
}

TEST_F(ServerTlsTest, TimesOutASlowHandshake) {
  server_.limits().header_timeout = seconds(1);
  server_.Start();
  TestClient silent(server_.port());
  TestClient slow(server_.port());
  slow.Send(std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
  EXPECT_TRUE(silent.AtEnd());
  EXPECT_TRUE(slow.AtEnd());
}

TEST_F(ServerTlsTest, FinishesTheRequestInFlightWhenItStops) {
  std::promise<void> entered;
  std::promise<void> release;
  server_.router().Add(
      {.method = "GET", .pattern = "/gate", .handler = [&](const Request& request) {
         entered.set_value();
         release.get_future().wait();
         return Echo(request);
       }});
  server_.Start();
  TlsClient idle(server_.port());
  EXPECT_EQ(idle.Ask(kGet).status, 200);
  TestClient shaking(server_.port());
  TlsClient busy(server_.port());
  busy.Send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n");
  entered.get_future().wait();

  std::thread stopping([&] { server_.Stop(); });
  EXPECT_TRUE(idle.AtEnd());
  EXPECT_TRUE(shaking.AtEnd());
  release.set_value();
  const Reply reply = busy.Read();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(busy.AtEnd());
  stopping.join();
}

TEST_F(ServerTlsTest, ForcesWhatDoesNotEndInTime) {
  server_.limits().shutdown_timeout = seconds(1);
  server_.Start();
  TlsClient reading(server_.port());
  ASSERT_TRUE(reading.Send("PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"));
  TlsClient writing(server_.port());
  ASSERT_TRUE(writing.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(writing.Read(false).status, 200);
  server_.Stop();
  const auto log = server_.StopAndTakeLog();
  EXPECT_EQ(log.size(), 2u);
}

TEST_F(ServerTlsTest, ServesANewCertificateToNewConnections) {
  server_.Start();
  TlsClient old(server_.port());
  pem_.Renew("second.test");
  EXPECT_EQ(TlsClient(server_.port()).server_name(), "first.test");
  ASSERT_TRUE(server_.server().ReloadTls());
  EXPECT_EQ(TlsClient(server_.port()).server_name(), "second.test");
  EXPECT_EQ(old.Ask(kGet).status, 200);

  std::ofstream(pem_.cert()) << "nonsense";
  const Status reloaded = server_.server().ReloadTls();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().problems.front().field, "--tls-cert");
  EXPECT_EQ(TlsClient(server_.port()).server_name(), "second.test");
}

TEST_F(ServerTlsTest, SurvivesReloadsAndManyClients) {
  server_.Start();
  std::atomic<bool> stop = false;
  std::thread reloading([&] {
    while (!stop) EXPECT_TRUE(server_.server().ReloadTls());
  });
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        TlsClient client(server_.port());
        EXPECT_EQ(client.Ask(kGet).status, 200);
        EXPECT_EQ(client.Ask("GET /pooled/a HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  stop = true;
  reloading.join();
}

TEST_F(ServerTlsTest, FailsToStartWithoutAGoodPair) {
  const PemFiles other("other.test");
  const std::string missing = (pem_.folder() / "missing.pem").string();
  struct {
    std::string cert;
    std::string key;
    const char* field;
  } cases[] = {
      {pem_.cert(), "", "--tls-key"},          {"", pem_.key(), "--tls-cert"},
      {missing, pem_.key(), "--tls-cert"},     {pem_.cert(), missing, "--tls-key"},
      {pem_.key(), pem_.key(), "--tls-cert"},  {pem_.cert(), pem_.cert(), "--tls-key"},
      {pem_.cert(), other.key(), "--tls-key"},
  };
  const Router router;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.cert + " " + c.key);
    Server server({.io_threads = 1, .worker_threads = 1, .tls_cert = c.cert, .tls_key = c.key},
                  router, {});
    const Status started = server.Start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code(), ErrorCode::kInvalidField);
    EXPECT_EQ(started.error().problems.front().field, c.field);
  }
}

TEST_F(ServerTlsTest, DoesNotAskForThePasswordOfAKey) {
  pem_.EncryptKey("open sesame");
  const auto loaded = TlsContext::Load(pem_.cert(), pem_.key());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().problems.front().field, "--tls-key");
}

}  // namespace
}  // namespace imprint::http
