#include "blob/s3/open.h"

#include <gtest/gtest.h>

#include "outbound/testing/imposter.h"

namespace imprint {
namespace {

using test::Answer;
using test::Imposter;

constexpr char kEmptyListing[] =
    "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";

S3Options OptionsFor(const Imposter& server) {
  S3Options options;
  options.region = "us-east-1";
  options.bucket = "house";
  options.credentials = {"AKIDEXAMPLE", "hidden", ""};
  options.first_pause = std::chrono::milliseconds(1);
  options.place = {server.Url(""), "127.0.0.1", "/house"};
  return options;
}

TEST(S3OpenTest, AsksTheBucketOnce) {
  Imposter server;
  server.On("/house", Answer(200, kEmptyListing));
  const auto opened = OpenS3(OptionsFor(server));
  ASSERT_TRUE(opened) << opened.error().message();
  EXPECT_TRUE(opened->blobs);
  EXPECT_TRUE(opened->direct_uploads);
  ASSERT_EQ(server.received().size(), 1u);
  EXPECT_EQ(server.received()[0].path, "/house?list-type=2&max-keys=1000&prefix=adopting%2F");
}

TEST(S3OpenTest, SaysWhyABucketCannotBeUsed) {
  Imposter server;
  server.On("/house", Answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>"));
  const auto opened = OpenS3(OptionsFor(server));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), ErrorCode::kInvalidField);
  EXPECT_EQ(opened.error().message(),
            "The bucket house cannot be used: GET the bucket: 403 SignatureDoesNotMatch.");
}

TEST(S3OpenTest, DoesNotNeedTheBucketNow) {
  Imposter server;
  server.On("/house", Answer(503, ""));
  EXPECT_TRUE(OpenS3(OptionsFor(server)));
}

TEST(S3OpenTest, RemovesOldLeftovers) {
  Imposter server;
  server.On("/house",
            Answer(200,
                   "<ListBucketResult><Contents><Key>adopting/old</Key><LastModified>"
                   "2020-01-01T00:00:00Z</LastModified></Contents><Contents><Key>adopting/young"
                   "</Key><LastModified>2999-01-01T00:00:00Z</LastModified></Contents>"
                   "</ListBucketResult>"));
  ASSERT_TRUE(OpenS3(OptionsFor(server)));
  const auto received = server.received();
  ASSERT_EQ(received.size(), 2u);
  EXPECT_EQ(received[1].method, "DELETE");
  EXPECT_EQ(received[1].path, "/house/adopting/old");
}

}  // namespace
}  // namespace imprint
