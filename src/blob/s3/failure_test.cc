#include "blob/s3/failure.h"

#include <gtest/gtest.h>

#include <string>

namespace imprint::s3 {
namespace {

std::string Document(const std::string& code) {
  return "<?xml version='1.0'?><Error><Code>" + code +
         "</Code><Message>about AKIDEXAMPLE</Message><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId>"
         "</Error>";
}

TEST(S3FailureTest, MapsEveryAnswer) {
  struct {
    int status;
    const char* code;
    ErrorCode expected;
    bool again;
    bool counts;
  } const cases[] = {
      {404, "NoSuchKey", ErrorCode::kNotFound, false, false},
      {404, "", ErrorCode::kNotFound, false, false},
      {404, "NoSuchBucket", ErrorCode::kInternal, false, true},
      {412, "PreconditionFailed", ErrorCode::kConflict, false, false},
      {403, "SignatureDoesNotMatch", ErrorCode::kInternal, false, true},
      {403, "AccessDenied", ErrorCode::kInternal, false, true},
      {403, "", ErrorCode::kInternal, false, true},
      {403, "RequestTimeTooSkewed", ErrorCode::kUnavailable, false, true},
      {400, "RequestTimeout", ErrorCode::kUnavailable, true, true},
      {400, "InvalidArgument", ErrorCode::kInternal, false, true},
      {409, "OperationAborted", ErrorCode::kUnavailable, true, true},
      {301, "PermanentRedirect", ErrorCode::kInternal, false, true},
      {429, "", ErrorCode::kUnavailable, true, true},
      {500, "InternalError", ErrorCode::kUnavailable, true, true},
      {502, "", ErrorCode::kUnavailable, true, true},
      {503, "SlowDown", ErrorCode::kUnavailable, true, true},
      {504, "", ErrorCode::kUnavailable, true, true},
      {501, "NotImplemented", ErrorCode::kInternal, false, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::to_string(c.status) + " " + c.code);
    const Failure failure = StatusFailure({c.status, {}, Document(c.code)}, "GET a/b");
    EXPECT_EQ(failure.error.code(), c.expected);
    EXPECT_EQ(failure.again, c.again);
    EXPECT_EQ(failure.counts, c.counts);
    EXPECT_NE(failure.error.detail.find("GET a/b: " + std::to_string(c.status)), std::string::npos);
    EXPECT_NE(failure.error.detail.find(c.code), std::string::npos);
    EXPECT_EQ(failure.error.detail.find("AKIDEXAMPLE"), std::string::npos);
  }
}

TEST(S3FailureTest, TriesTransfersAgainButNotAWrongCertificate) {
  const Failure refused = TransferFailure(CURLE_COULDNT_CONNECT, "refused", "GET a");
  EXPECT_EQ(refused.error.code(), ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error.detail, "GET a: refused");
  EXPECT_TRUE(refused.again);
  const Failure untrusted = TransferFailure(CURLE_PEER_FAILED_VERIFICATION, "untrusted", "GET a");
  EXPECT_EQ(untrusted.error.code(), ErrorCode::kUnavailable);
  EXPECT_FALSE(untrusted.again);
}

}  // namespace
}  // namespace imprint::s3
