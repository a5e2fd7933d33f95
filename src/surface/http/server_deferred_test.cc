#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "surface/http/server.h"
#include "surface/http/test_client.h"

namespace imprint::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Is done on a thread of its own, or before Begin returns.
class TestAnswer final : public Deferred {
 public:
  explicit TestAnswer(std::string how) : how_(std::move(how)) {}
  ~TestAnswer() override {
    if (thread_.joinable()) thread_.join();
  }
  void Begin(std::function<void()> done) override {
    if (how_ == "at-once") return done();
    if (how_ == "throws-at-once") throw 1;
    thread_ = std::thread(std::move(done));
  }
  bool begins_slowly() const override { return how_.starts_with("slow"); }
  bool ends_slowly() const override { return how_ == "slow" || how_ == "ends-slowly"; }
  Result<Response> Finish() override {
    if (how_ == "fails") return Fail(Error(ErrorCode::kConflict, "not now"));
    if (how_ == "throws") throw std::runtime_error("secret");
    return Response{.body = "later: " + how_, .content_type = "text/plain"};
  }

 private:
  const std::string how_;
  std::thread thread_;
};

class ServerDeferredTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const Runs runs : {Runs::kQuick, Runs::kPooled}) {
      const std::string at = runs == Runs::kQuick ? "/quick" : "/pooled";
      server_.router().Add({.method = "GET",
                            .pattern = at + "/{how}",
                            .handler =
                                [](const Request& request) {
                                  Response response;
                                  response.deferred = std::make_shared<TestAnswer>(
                                      std::string(request.Param("how")));
                                  return response;
                                },
                            .runs = runs});
    }
    server_.Start();
  }
  Reply Get(TestClient& client, const std::string& path) {
    return client.Ask("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  TestServer server_;
};

TEST_F(ServerDeferredTest, AnswersWhenItIsDone) {
  TestClient client(server_.port());
  for (const char* at : {"/quick/", "/pooled/"}) {
    for (const char* how : {"at-once", "soon", "slow", "slow-at-first", "ends-slowly"}) {
      SCOPED_TRACE(std::string(at) + how);
      const Reply reply = Get(client, std::string(at) + how);
      EXPECT_EQ(reply.status, 200);
      EXPECT_EQ(reply.body, "later: " + std::string(how));
    }
  }
}

TEST_F(ServerDeferredTest, AnswersInOrder) {
  TestClient client(server_.port());
  std::string requests;
  for (int i = 0; i < 60; ++i) {
    requests += "GET /quick/" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }
  ASSERT_TRUE(client.Send(requests));
  for (int i = 0; i < 60; ++i) EXPECT_EQ(client.Read().body, "later: " + std::to_string(i));
}

TEST_F(ServerDeferredTest, TellsWhatWentWrong) {
  TestClient client(server_.port());
  EXPECT_EQ(Get(client, "/quick/fails").status, 409);
  const Reply thrown = Get(client, "/pooled/throws");
  EXPECT_EQ(thrown.status, 500);
  EXPECT_THAT(thrown.body, Not(HasSubstr("secret")));
  EXPECT_EQ(Get(client, "/quick/throws-at-once").status, 500);
  EXPECT_EQ(Get(client, "/quick/soon").status, 200);
}

TEST_F(ServerDeferredTest, OutlivesAClientThatGoes) {
  for (int i = 0; i < 20; ++i) {
    TestClient client(server_.port());
    ASSERT_TRUE(client.Send("GET /quick/soon HTTP/1.1\r\nHost: h\r\n\r\n"));
  }
  TestClient client(server_.port());
  EXPECT_EQ(Get(client, "/quick/soon").status, 200);
}

}  // namespace
}  // namespace imprint::http
