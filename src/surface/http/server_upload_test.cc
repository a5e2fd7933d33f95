#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "surface/http/test_client.h"

namespace imprint::http {
namespace {

/// What the sinks of one test have seen.
struct Seen {
  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t bytes = 0;
  std::uint64_t sum = 0;
  std::size_t largest = 0;
  int open = 0;
  int dropped = 0;
  int finished = 0;

  template <typename Condition>
  bool Await(Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), condition);
  }
};

class CountingSink : public BodySink {
 public:
  CountingSink(Seen& seen, std::uint64_t refuse_after) : seen_(seen), refuse_after_(refuse_after) {
    const std::lock_guard lock(seen_.mutex);
    ++seen_.open;
    seen_.changed.notify_all();
  }
  ~CountingSink() override {
    const std::lock_guard lock(seen_.mutex);
    --seen_.open;
    if (!finished_) ++seen_.dropped;
    seen_.changed.notify_all();
  }
  Status Write(std::string_view bytes) override {
    const std::lock_guard lock(seen_.mutex);
    seen_.bytes += bytes.size();
    seen_.largest = std::max(seen_.largest, bytes.size());
    for (const char c : bytes) seen_.sum += static_cast<unsigned char>(c);
    seen_.changed.notify_all();
    if (seen_.bytes > refuse_after_) return Fail(ErrorCode::kInvalidBundle, "enough");
    return {};
  }
  Response Finish() override {
    finished_ = true;
    const std::lock_guard lock(seen_.mutex);
    ++seen_.finished;
    return {.status = 201, .body = std::to_string(seen_.bytes)};
  }

 private:
  Seen& seen_;
  const std::uint64_t refuse_after_;
  bool finished_ = false;
};

/// Belongs to an account and takes nothing.
class UnwelcomeSink final : public CountingSink {
 public:
  explicit UnwelcomeSink(Seen& seen) : CountingSink(seen, UINT64_MAX) {}
  std::string account() const override { return "the-account"; }
  Status Admit() const override { return Fail(ErrorCode::kInvalidQuery, "not so"); }
};

/// Belongs to an account and takes little.
class OwnedSink final : public CountingSink {
 public:
  explicit OwnedSink(Seen& seen) : CountingSink(seen, 10) {}
  std::string account() const override { return "the-account"; }
};

class ServerUploadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.router().Add({.method = "PUT",
                          .pattern = "/uploads/{key}",
                          .open_sink = [this](const Request& request) { return Open(request); }});
  }

  Result<std::unique_ptr<BodySink>> Open(const Request& request) {
    if (request.Param("key") == "bad") return Fail(ErrorCode::kSignatureInvalid, "bad signature");
    if (request.Param("key") == "throws") throw std::runtime_error("secret");
    if (request.Param("key") == "unwelcome") return std::make_unique<UnwelcomeSink>(seen_);
    if (request.Param("key") == "owned") return std::make_unique<OwnedSink>(seen_);
    if (request.Param("key") == "null") return std::unique_ptr<BodySink>();
    return std::make_unique<CountingSink>(seen_,
                                          request.Param("key") == "refuses" ? 100'000 : UINT64_MAX);
  }

  static std::string Head(std::string_view key, std::string_view framing) {
    return "PUT /uploads/" + std::string(key) + " HTTP/1.1\r\nHost: h\r\n" + std::string(framing) +
           "\r\n\r\n";
  }

  Seen seen_;
  TestServer server_;
};

TEST_F(ServerUploadTest, StreamsFiftyMegabytesInSmallPieces) {
  server_.limits().body_bytes = 1000;  // is not for uploads
  server_.Start();
  const std::string megabyte(1'000'000, 'u');
  TestClient client(server_.port());
  ASSERT_TRUE(client.Send(Head("a", "Content-Length: 50000000")));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(client.Send(megabyte));
  const Reply reply = client.Read();
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "50000000");
  EXPECT_EQ(reply.Header("Connection"), "");
  EXPECT_EQ(seen_.sum, 50'000'000ull * 'u');
  EXPECT_LE(seen_.largest, 1024u * 1024);
  EXPECT_EQ(client.Ask(Head("b", "Content-Length: 1") + "x").body, "50000001");
}

TEST_F(ServerUploadTest, StreamsChunksAndEmptyBodies) {
  server_.Start();
  const std::string piece = Chunk(std::string(70'000, 'c'));
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask(Head("a", "Content-Length: 0")).body, "0");
  std::string body;
  for (int i = 0; i < 20; ++i) body += piece;
  EXPECT_EQ(client.Ask(Head("a", "Transfer-Encoding: chunked") + body + Chunk("")).body, "1400000");
  EXPECT_EQ(seen_.finished, 2);
  EXPECT_TRUE(seen_.Await([this] { return seen_.open == 0; }));
  EXPECT_EQ(seen_.dropped, 0);
}

TEST_F(ServerUploadTest, DropsTheSinkWhenTheClientLeaves) {
  server_.Start();
  TestClient client(server_.port());
  ASSERT_TRUE(client.Send(Head("a", "Content-Length: 50000000") + std::string(600'000, 'x')));
  ASSERT_TRUE(seen_.Await([this] { return seen_.bytes > 0; }));
  client.Close();
  EXPECT_TRUE(seen_.Await([this] { return seen_.dropped == 1; }));
  const auto log = server_.StopAndTakeLog();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].status, 0);
  EXPECT_EQ(seen_.finished, 0);
}

TEST_F(ServerUploadTest, RefusesBeforeTheBody) {
  server_.limits().upload_bytes = 1'000'000;
  server_.Start();
  struct {
    const char* key;
    const char* length;
    int status;
  } cases[] = {
      {"bad", "10", 403}, {"throws", "10", 500}, {"null", "10", 500}, {"a", "1000001", 413}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.key);
    TestClient client(server_.port());
    const Reply reply =
        client.Ask(Head(c.key, "Expect: 100-continue\r\nContent-Length: " + std::string(c.length)));
    EXPECT_EQ(reply.status, c.status);
    EXPECT_EQ(reply.Header("Connection"), "close");
    EXPECT_TRUE(client.AtEnd());
  }
}

TEST_F(ServerUploadTest, RefusesAnUnwelcomeBodyBeforeAnyOfIt) {
  server_.Start();
  TestClient client(server_.port());
  const Reply reply = client.Ask(Head("unwelcome", "Expect: 100-continue\r\nContent-Length: 10"));
  EXPECT_EQ(reply.status, 400);
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(seen_.bytes, 0u);
}

TEST_F(ServerUploadTest, LogsWhoseUploadWasRefusedOrBrokenOff) {
  server_.Start();
  const std::string body(100, 'x');
  for (const char* key : {"unwelcome", "owned"}) {
    TestClient client(server_.port());
    EXPECT_GE(client.Ask(Head(key, "Content-Length: 100") + body).status, 400) << key;
  }
  {
    TestClient leaves(server_.port());
    ASSERT_TRUE(leaves.Send(Head("owned", "Content-Length: 100") + "x"));
    ASSERT_TRUE(seen_.Await([this] { return seen_.open == 1; }));
  }
  ASSERT_TRUE(server_.AwaitLogged(3));
  TestClient nobody(server_.port());
  EXPECT_EQ(nobody.Ask(Head("a", "Content-Length: 0")).status, 201);
  const auto log = server_.StopAndTakeLog();
  ASSERT_EQ(log.size(), 4u);
  for (const std::size_t i : {0u, 1u, 2u}) EXPECT_EQ(log[i].account, "the-account") << i;
  EXPECT_EQ(log[3].account, "");
}

TEST_F(ServerUploadTest, AsksForAWelcomeBody) {
  server_.Start();
  TestClient client(server_.port());
  EXPECT_EQ(client.Ask(Head("a", "Expect: 100-continue\r\nContent-Length: 3")).status, 100);
  EXPECT_EQ(client.Ask("abc").body, "3");
}

TEST_F(ServerUploadTest, EndsWhenTheSinkRefusesAPiece) {
  server_.Start();
  TestClient client(server_.port());
  client.Send(Head("refuses", "Content-Length: 900000") + std::string(500'000, 'x'));
  const Reply reply = client.Read();
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.body, R"({"message":"enough"})");
  EXPECT_EQ(reply.Header("Connection"), "close");
  EXPECT_TRUE(seen_.Await([this] { return seen_.dropped == 1; }));
}

TEST_F(ServerUploadTest, CountsChunksAgainstTheUploadLimit) {
  server_.limits().upload_bytes = 100'000;
  server_.Start();
  TestClient client(server_.port());
  const std::string piece = Chunk(std::string(60'000, 'c'));
  const Reply reply = client.Ask(Head("a", "Transfer-Encoding: chunked") + piece + piece);
  EXPECT_EQ(reply.status, 413);
  EXPECT_TRUE(seen_.Await([this] { return seen_.dropped == 1; }));
}

TEST_F(ServerUploadTest, StopsWhileAnUploadHangs) {
  server_.limits().shutdown_timeout = std::chrono::seconds(1);
  server_.Start();
  TestClient client(server_.port());
  ASSERT_TRUE(client.Send(Head("a", "Content-Length: 50000000") + std::string(600'000, 'x')));
  ASSERT_TRUE(seen_.Await([this] { return seen_.bytes > 0; }));
  server_.Stop();
  EXPECT_EQ(seen_.dropped, 1);
}

}  // namespace
}  // namespace imprint::http
