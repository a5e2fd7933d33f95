#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <memory>

#include "surface/http/test_client.h"

namespace imprint::http {
namespace {

/// Counts and levels as they were told.
class NotedMetrics : public Metrics {
 public:
  void Add(Count what, std::uint64_t number) override {
    if (what == Count::kOverloaded) overloaded += number;
  }
  void Took(Duration, std::chrono::nanoseconds) override {}
  void Set(Level what, std::int64_t value) override {
    if (what == Level::kWaitingRequests) waiting = value;
  }
  bool AwaitWaiting(std::int64_t number) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (waiting != number && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    return waiting == number;
  }

  std::atomic<std::uint64_t> overloaded = 0;
  std::atomic<std::int64_t> waiting = 0;
};

Response Tell(const Request& request) {
  return {.body = request.peer + (request.secure ? " secure" : " plain"), .account = "a1"};
}

std::string Get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}

TEST(ServerForwarding, BelievesTrustedProxiesAlone) {
  TestServer server;
  server.options().trusted_proxies = *Networks::Parse({"127.0.0.1"}, "");
  server.router().Add({.method = "GET", .pattern = "/tell", .handler = Tell});
  server.Start();
  TestClient client(server.port());
  const std::string forwarded =
      "X-Forwarded-For: 1.1.1.1, 192.0.2.7\r\nX-Forwarded-Proto: https\r\n";
  EXPECT_EQ(client.Ask(Get("/tell", forwarded)).body, "192.0.2.7 secure");
  // Nothing of it stays for the next request of the connection.
  EXPECT_EQ(client.Ask(Get("/tell")).body, "127.0.0.1 plain");
  EXPECT_EQ(client.Ask(Get("/nowhere", forwarded)).status, 404);
  const auto log = server.StopAndTakeLog();
  EXPECT_EQ(log[0].peer, "192.0.2.7");
  EXPECT_EQ(log[0].account, "a1");
  EXPECT_EQ(log[1].peer, "127.0.0.1");
  EXPECT_EQ(log[2].peer, "192.0.2.7");
  EXPECT_EQ(log[2].account, "");

  TestServer trusting_nobody;
  trusting_nobody.router().Add({.method = "GET", .pattern = "/tell", .handler = Tell});
  trusting_nobody.Start();
  EXPECT_EQ(TestClient(trusting_nobody.port()).Ask(Get("/tell", forwarded)).body,
            "127.0.0.1 plain");
}

/// Tells which thread a lookup ran on.
bool RunsOnTheThreadOfQuick(bool lookups_inline) {
  TestServer server;
  server.options().io_threads = 1;
  server.options().lookups_inline = lookups_inline;
  std::thread::id quick;
  std::thread::id lookup;
  const auto note = [](std::thread::id& id) {
    return [&id](const Request&) {
      id = std::this_thread::get_id();
      return Response{};
    };
  };
  server.router().Add(
      {.method = "GET", .pattern = "/quick", .handler = note(quick), .runs = Runs::kQuick});
  server.router().Add(
      {.method = "GET", .pattern = "/lookup", .handler = note(lookup), .runs = Runs::kLookup});
  server.Start();
  TestClient client(server.port());
  EXPECT_EQ(client.Ask(Get("/quick")).status, 200);
  EXPECT_EQ(client.Ask(Get("/lookup")).status, 200);
  server.Stop();
  return quick == lookup;
}

TEST(ServerLookups, RunOnTheIoThreadOnlyWhereTheyDoNotWait) {
  EXPECT_TRUE(RunsOnTheThreadOfQuick(true));
  EXPECT_FALSE(RunsOnTheThreadOfQuick(false));
}

TEST(ServerFairness, HoldsOneAddressToItsShare) {
  NotedMetrics metrics;
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  TestServer server;
  server.options().worker_threads = 1;
  server.options().metrics = &metrics;
  server.options().trusted_proxies = *Networks::Parse({"127.0.0.1"}, "");
  server.limits().address_requests = 3;
  server.router().Add({.method = "GET", .pattern = "/wait", .handler = [&](const Request&) {
                         released.wait();
                         return Response{};
                       }});
  server.Start();
  std::vector<std::unique_ptr<TestClient>> clients;
  const auto ask = [&](const std::string& address) {
    clients.push_back(std::make_unique<TestClient>(server.port()));
    clients.back()->Send(Get("/wait", "X-Forwarded-For: " + address + "\r\n"));
  };
  for (int i = 0; i < 5; ++i) ask("192.0.2.1");
  EXPECT_TRUE(server.AwaitLogged(2));  // those that were refused
  for (int i = 0; i < 2; ++i) ask("192.0.2.2");
  EXPECT_TRUE(metrics.AwaitWaiting(4));
  release.set_value();
  std::map<int, int> greedy;
  std::map<int, int> modest;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    ++(i < 5 ? greedy : modest)[clients[i]->Read().status];
  }
  EXPECT_EQ(greedy, (std::map<int, int>{{200, 3}, {503, 2}}));
  EXPECT_EQ(modest, (std::map<int, int>{{200, 2}}));
  EXPECT_EQ(metrics.overloaded, 2u);
  EXPECT_EQ(metrics.waiting, 0);

  // What was done no longer counts.
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(clients[0]->Ask(Get("/wait", "X-Forwarded-For: 192.0.2.1\r\n")).status, 200);
  }
}

TEST(ServerFairness, AnswersWithATimeToComeBack) {
  TestServer server;
  server.options().waiting_requests = 0;
  server.router().Add({.method = "GET", .pattern = "/tell", .handler = Tell});
  server.Start();
  const Reply reply = TestClient(server.port()).Ask(Get("/tell"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.Header("Retry-After"), "1");
  EXPECT_EQ(reply.Header("Connection"), "");
}

TEST(ServerFairness, CountsConnectionsOverTheLimit) {
  NotedMetrics metrics;
  TestServer server;
  server.options().metrics = &metrics;
  server.limits().connections = 1;
  server.router().Add({.method = "GET", .pattern = "/tell", .handler = Tell});
  server.Start();
  TestClient first(server.port());
  EXPECT_EQ(first.Ask(Get("/tell")).status, 200);
  EXPECT_EQ(TestClient(server.port()).Ask(Get("/tell")).status, 0);
  EXPECT_EQ(metrics.overloaded, 1u);
}

}  // namespace
}  // namespace imprint::http
