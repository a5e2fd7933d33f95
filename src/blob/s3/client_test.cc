#include "blob/s3/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "blob/s3/s3_blob_store.h"
#include "blob/sha256.h"
#include "outbound/testing/imposter.h"

namespace imprint::s3 {
namespace {

using std::chrono::milliseconds;
using test::Answer;
using test::Imposter;
using test::Received;

class CountingMetrics final : public Metrics {
 public:
  void Add(Count what, std::uint64_t number) override {
    if (what == Count::kBlobRequests) requests += number;
    if (what == Count::kBlobFailures) failures += number;
  }
  void Took(Duration what, std::chrono::nanoseconds) override {
    if (what == Duration::kBlob) ++durations;
  }
  void Set(Level, std::int64_t) override {}

  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> failures = 0;
  std::atomic<std::uint64_t> durations = 0;
};

class TextSink final : public Sink {
 public:
  Status Restart() override {
    text.clear();
    return {};
  }
  Status Take(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

/// Answers in turn, and with the last one from then on; an empty answer breaks off.
Imposter::Script InTurn(std::vector<std::string> answers) {
  auto next = std::make_shared<std::atomic<std::size_t>>(0);
  return [answers = std::move(answers), next](const Received&, test::Wire& wire) {
    const std::string& answer = answers[std::min(next->fetch_add(1), answers.size() - 1)];
    wire.Send(answer);
    if (answer.empty() || answer.ends_with("...")) wire.Close();
  };
}

class S3ClientTest : public testing::Test {
 protected:
  S3Options Options() {
    const std::map<std::string, std::string> variables = {
        {"AWS_ENDPOINT_URL", server_.Url("")},
        {"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
        {"AWS_SECRET_ACCESS_KEY", "hidden"},
    };
    auto options = S3OptionsFrom("s3://house/pre", [&](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? nullptr : found->second.c_str();
    });
    if (!options) throw std::runtime_error(options.error().message());
    options->metrics = &metrics_;
    options->first_pause = milliseconds(1);
    return *options;
  }

  CountingMetrics metrics_;
  Imposter server_;
};

constexpr char kPath[] = "/house/pre/a%20b/c";
const Call kGet{"GET", "a b/c"};

TEST_F(S3ClientTest, SignsWhatItSends) {
  server_.On(kPath, Answer(200, "body", "X-Own: 1\r\n"));
  const auto answer = Client(Options()).Perform(kGet);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "body");
  EXPECT_EQ(answer->Header("x-own"), "1");
  const Received request = server_.received().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.Header("host"), "127.0.0.1:" + std::to_string(server_.port()));
  EXPECT_EQ(request.Header("x-amz-content-sha256"), kEmptyPayload);
  EXPECT_TRUE(
      request.Header("authorization").starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
  EXPECT_EQ(metrics_.requests, 1u);
  EXPECT_EQ(metrics_.failures, 0u);
  EXPECT_EQ(metrics_.durations, 1u);
}

TEST_F(S3ClientTest, TriesAgainWhatPasses) {
  const std::string good = Answer(200, "good");
  for (const std::string& bad :
       {Answer(503, "<Error><Code>SlowDown</Code></Error>"), Answer(500, ""), Answer(429, ""),
        std::string(), std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf..."),
        std::string("HTTP/1.1 200 OK\r\nContent-Le...")}) {
    SCOPED_TRACE(bad);
    Imposter own;
    own.On(kPath, InTurn({bad, good}));
    S3Options options = Options();
    options.place.host = "127.0.0.1:" + std::to_string(own.port());
    options.place.origin = "http://" + options.place.host;
    TextSink sink;
    Call call = kGet;
    call.sink = &sink;
    const auto answer = Client(options).Perform(call);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(sink.text, "good");
    EXPECT_EQ(own.received().size(), 2u);
  }
  EXPECT_EQ(metrics_.requests, 12u);
  EXPECT_EQ(metrics_.failures, 6u);
}

TEST_F(S3ClientTest, GivesUpAfterThreeAttempts) {
  server_.On(kPath, InTurn({Answer(503, "")}));
  const auto answer = Client(Options()).Perform(kGet);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(server_.received().size(), 3u);
}

TEST_F(S3ClientTest, AsksOnceWhereTheAnswerWillNotChange) {
  for (const int status : {301, 400, 403, 404, 412}) {
    Imposter own;
    own.On(kPath, Answer(status, "", "Location: http://127.0.0.1:1/\r\n"));
    S3Options options = Options();
    options.place.origin = own.Url("");
    EXPECT_FALSE(Client(options).Perform(kGet));
    EXPECT_EQ(own.received().size(), 1u) << status;
  }
}

TEST_F(S3ClientTest, IsUnavailableWhereNobodyListens) {
  S3Options options = Options();
  {
    const Imposter gone;
    options.place.origin = gone.Url("");
  }
  const auto answer = Client(options).Perform(kGet);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(answer.error().detail.find("hidden"), std::string::npos);
  EXPECT_EQ(metrics_.failures, 3u);
}

TEST_F(S3ClientTest, DoesNotWaitForeverForAnAnswer) {
  server_.On(kPath, [](const Received&, test::Wire& wire) { wire.AwaitEnd(); });
  S3Options options = Options();
  options.timeout = milliseconds(200);
  const auto answer = Client(options).Perform(kGet);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
}

TEST_F(S3ClientTest, DoesNotWaitForeverForBytes) {
  server_.On(kPath, [](const Received&, test::Wire& wire) {
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    wire.AwaitEnd();
  });
  S3Options options = Options();
  options.timeout = milliseconds(200);
  TextSink sink;
  Call call = kGet;
  call.sink = &sink;
  const auto answer = Client(options).Perform(call);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
}

TEST_F(S3ClientTest, SendsABodyAgainFromItsStart) {
  const File body = *File::OpenUnnamed("/tmp");
  const std::string bytes(300'000, 'x');
  ASSERT_TRUE(body.WriteAll(bytes));
  server_.On(kPath, InTurn({Answer(503, ""), Answer(200, "")}));
  Call call{"PUT", "a b/c"};
  call.body = &body;
  call.body_size = bytes.size();
  call.payload = kUnsignedPayload;
  const auto answer = Client(Options()).Perform(call);
  ASSERT_TRUE(answer) << answer.error().detail;
  const auto received = server_.received();
  ASSERT_EQ(received.size(), 2u);
  for (const auto& request : received) {
    EXPECT_TRUE(request.body == bytes);
    EXPECT_EQ(request.Header("content-length"), "300000");
    EXPECT_EQ(request.Header("expect"), "");
  }
}

TEST_F(S3ClientTest, BoundsBodiesThatAreKept) {
  server_.On(kPath, Answer(200, std::string(9 * 1024 * 1024, 'x')));
  const auto answer = Client(Options()).Perform(kGet);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
}

TEST_F(S3ClientTest, AWrongBlobIsDamaged) {
  Sha256 hash;
  hash.Add("right");
  const Hash right = hash.Finish();
  server_.On("/house/pre/" + BlobKey(right), Answer(200, "wrong"));
  const S3BlobStore store(Options());
  EXPECT_EQ(store.Read(right).error().code(), ErrorCode::kInternal);
  EXPECT_EQ(store.Fetch(right).error().code(), ErrorCode::kInternal);
}

}  // namespace
}  // namespace imprint::s3
