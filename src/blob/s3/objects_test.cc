#include "blob/s3/objects.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "outbound/testing/imposter.h"

namespace imprint::s3 {
namespace {

using test::Imposter;

Client ClientOf(const Imposter& server) {
  S3Options options;
  options.region = "us-east-1";
  options.bucket = "house";
  options.prefix = "pre";
  options.credentials = {"AKIDEXAMPLE", "hidden", ""};
  options.place = {server.Url(""), "127.0.0.1", "/house"};
  options.first_pause = std::chrono::milliseconds(1);
  return Client(options);
}

TEST(S3ObjectsTest, CopiesOnCondition) {
  Imposter server;
  server.On("/house/pre/to",
            test::Answer(200, "<CopyObjectResult><ETag>x</ETag></CopyObjectResult>"));
  const Client client = ClientOf(server);
  EXPECT_TRUE(CopyObject(client, "the file", "to", 3, "\"tag\""));
  const auto request = server.received().at(0);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.Header("x-amz-copy-source"), "/house/pre/the%20file");
  EXPECT_EQ(request.Header("x-amz-copy-source-if-match"), "\"tag\"");
  EXPECT_EQ(request.Header("content-length"), "0");
  EXPECT_EQ(request.body, "");
}

TEST(S3ObjectsTest, ACopyMayFailInTheBodyOfA200) {
  for (const char* body : {"<Error><Code>InternalError</Code></Error>", "", "<CopyObjectResult>"}) {
    SCOPED_TRACE(body);
    Imposter server;
    server.On("/house/pre/to", test::Answer(200, body));
    const auto copied = CopyObject(ClientOf(server), "from", "to", 3);
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().code(), ErrorCode::kUnavailable);
  }
}

TEST(S3ObjectsTest, AListingThatGoesInCirclesEnds) {
  Imposter server;
  server.On("/house", test::Answer(200,
                                   "<ListBucketResult><IsTruncated>true</IsTruncated>"
                                   "<NextContinuationToken>same</NextContinuationToken>"
                                   "</ListBucketResult>"));
  const auto listed =
      ForEachObject(ClientOf(server), "blobs/", [](const std::string&, Time) { FAIL(); });
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code(), ErrorCode::kUnavailable);
}

TEST(S3ObjectsTest, ReadsTheHeadOfAnAnswer) {
  const Answer answer{200,
                      {{"content-length", "12"},
                       {"last-modified", "Sat, 31 Jan 2026 09:05:00 GMT"},
                       {"etag", "\"tag\""}},
                      ""};
  EXPECT_EQ(SizeOf(answer).value(), 12u);
  EXPECT_EQ(FormatIso(WrittenTime(answer).value()), "2026-01-31T09:05:00.000Z");
  EXPECT_EQ(TagOf(answer).value(), "\"tag\"");
  EXPECT_FALSE(SizeOf({}));
  EXPECT_FALSE(WrittenTime({}));
  EXPECT_FALSE(TagOf({}));
}

}  // namespace
}  // namespace imprint::s3
