#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "surface/http/test_client.h"

namespace imprint::http {
namespace {

/// A handler that tells when it was entered and waits to be let on.
struct Gate {
  std::promise<void> entered;
  std::promise<void> release;
  Response Handle(const Request& request) {
    entered.set_value();
    release.get_future().wait();
    return Echo(request);
  }
};

TEST(ServerStop, FinishesTheRequestInFlight) {
  Gate gate;
  TestServer server;
  server.router().Add({.method = "GET", .pattern = "/gate", .handler = [&](const Request& request) {
                         return gate.Handle(request);
                       }});
  server.Start();
  TestClient idle(server.port());
  TestClient busy(server.port());
  busy.Send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n");
  gate.entered.get_future().wait();

  std::thread stopping([&] { server.Stop(); });
  EXPECT_TRUE(idle.AtEnd());  // so it has begun to stop
  gate.release.set_value();
  const Reply reply = busy.Read();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(busy.AtEnd());
  stopping.join();
  EXPECT_FALSE(TestClient(server.port()).connected());
}

TEST(ServerStop, ForcesWhatDoesNotEndInTime) {
  TestServer server;
  server.limits().shutdown_timeout = std::chrono::seconds(1);
  server.router().Add({.method = "POST", .pattern = "/echo", .handler = Echo});
  server.Start();
  TestClient client(server.port());
  ASSERT_EQ(client
                .Ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n"
                     "Expect: 100-continue\r\n\r\n")
                .status,
            100);
  server.Stop();
  EXPECT_EQ(client.Read().status, 0);
  const auto log = server.StopAndTakeLog();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].status, 0);
}

TEST(ServerStop, CanBeCalledAgainAndWithoutAStart) {
  const Router router;
  Server never_started({.io_threads = 1, .worker_threads = 1}, router, {});
  never_started.Stop();
  never_started.Stop();

  TestServer server;
  server.Start();
  std::thread other([&] { server.Stop(); });
  server.Stop();
  other.join();
  server.Stop();
}

TEST(ServerStop, WorksWhileClientsKeepComing) {
  TestServer server;
  server.router().Add(
      {.method = "GET", .pattern = "/quick", .handler = Echo, .runs = Runs::kQuick});
  server.router().Add({.method = "GET", .pattern = "/pooled", .handler = Echo});
  server.Start();
  std::atomic<bool> stopped = false;
  std::vector<std::thread> clients;
  for (const char* path : {"/quick", "/pooled", "/quick", "/pooled"}) {
    clients.emplace_back([&, path] {
      while (!stopped) {
        TestClient client(server.port());
        const std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n";
        while (client.Ask(request).status == 200) {
        }
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  server.Stop();
  stopped = true;
  for (std::thread& client : clients) client.join();
}

TEST(ServerOverload, AnswersUnavailableWhenTooMuchWaits) {
  std::promise<void> release;
  std::promise<void> entered;
  std::once_flag once;
  const std::shared_future<void> released = release.get_future().share();
  TestServer server;
  server.options().worker_threads = 1;
  server.options().waiting_requests = 2;
  server.router().Add({.method = "GET", .pattern = "/wait", .handler = [&](const Request&) {
                         std::call_once(once, [&] { entered.set_value(); });
                         released.wait();
                         return Response{};
                       }});
  server.Start();
  std::vector<std::unique_ptr<TestClient>> clients;
  const auto ask = [&] {
    clients.push_back(std::make_unique<TestClient>(server.port()));
    clients.back()->Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  ask();
  entered.get_future().wait();
  for (int i = 0; i < 5; ++i) ask();

  EXPECT_TRUE(server.AwaitLogged(3));
  release.set_value();
  std::map<int, int> counts;
  for (auto& client : clients) ++counts[client->Read().status];
  EXPECT_EQ(counts, (std::map<int, int>{{200, 3}, {503, 3}}));
}

}  // namespace
}  // namespace imprint::http
