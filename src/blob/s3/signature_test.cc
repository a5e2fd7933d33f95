#include "blob/s3/signature.h"

#include <gtest/gtest.h>

#include <string>

namespace imprint::s3 {
namespace {

using std::chrono::seconds;

// The account, the moment and the signatures of Amazon's published examples for S3.
const Credentials kExample{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
const Time kExampleTime = FromMillis(1'369'353'600'000);
constexpr char kExampleHost[] = "examplebucket.s3.amazonaws.com";

std::string Authorization(const Pairs& headers) {
  for (const auto& [name, value] : headers) {
    if (name == "authorization") return value;
  }
  return {};
}

TEST(S3SignatureTest, SignsThePublishedRequests) {
  struct {
    const char* what;
    Unsigned request;
    const char* names;
    const char* signature;
  } const cases[] = {
      {"a part of an object",
       {"GET", kExampleHost, "/test.txt", {}, {{"range", "bytes=0-9"}}},
       "host;range;x-amz-content-sha256;x-amz-date",
       "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
      {"a new object",
       {"PUT",
        kExampleHost,
        "/test%24file.text",
        {},
        {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"},
       "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
      {"a parameter without a value",
       {"GET", kExampleHost, "/", {{"lifecycle", ""}}},
       "host;x-amz-content-sha256;x-amz-date",
       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
      {"a listing",
       {"GET", kExampleHost, "/", {{"prefix", "J"}, {"max-keys", "2"}}},
       "host;x-amz-content-sha256;x-amz-date",
       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
  };
  const Signer signer(kExample, "us-east-1");
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(Authorization(signer.SignHeaders(c.request, kExampleTime)),
              std::string("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                          "aws4_request,SignedHeaders=") +
                  c.names + ",Signature=" + c.signature);
  }
}

TEST(S3SignatureTest, SignsThePublishedUrl) {
  const Signer signer(kExample, "us-east-1");
  EXPECT_EQ(
      signer.SignQuery({"GET", kExampleHost, "/test.txt"}, kExampleTime, seconds(86400)),
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-"
      "1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders="
      "host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(S3SignatureTest, SignsTheSessionTokenToo) {
  Credentials credentials = kExample;
  credentials.session_token = "a/token+==";
  const Signer signer(credentials, "eu-west-1");
  const Pairs headers = signer.SignHeaders({"GET", kExampleHost, "/"}, kExampleTime);
  EXPECT_NE(Authorization(headers).find("x-amz-date;x-amz-security-token,"), std::string::npos);
  EXPECT_NE(Authorization(headers).find("/eu-west-1/"), std::string::npos);
  const std::string query = signer.SignQuery({"GET", kExampleHost, "/"}, kExampleTime, seconds(60));
  EXPECT_NE(query.find("X-Amz-Security-Token=a%2Ftoken%2B%3D%3D&"), std::string::npos);
}

TEST(S3SignatureTest, CutsTheLifetimeOfUrls) {
  const Signer signer(kExample, "us-east-1");
  const auto query =
      signer.SignQuery({"GET", kExampleHost, "/"}, kExampleTime, seconds(10'000'000));
  EXPECT_NE(query.find("X-Amz-Expires=604800&"), std::string::npos);
}

TEST(S3SignatureTest, EncodesWhatIsNotPlain) {
  EXPECT_EQ(UriEncode("aZ09-._~", Slashes::kEncode), "aZ09-._~");
  EXPECT_EQ(UriEncode("a/b c+d", Slashes::kEncode), "a%2Fb%20c%2Bd");
  EXPECT_EQ(UriEncode("a/b*c", Slashes::kKeep), "a/b%2Ac");
  EXPECT_EQ(UriEncode("\xC3\xA4", Slashes::kKeep), "%C3%A4");
}

TEST(S3SignatureTest, SortsTheQueryAsEncoded) {
  EXPECT_EQ(CanonicalQuery({{"b", "2"}, {"a", "2"}, {"a", "1"}}), "a=1&a=2&b=2");
  EXPECT_EQ(CanonicalQuery({{"a-", ""}, {"a ", ""}}), "a%20=&a-=");
  EXPECT_EQ(CanonicalQuery({{"~", ""}, {"\xC3\xA4", ""}}), "%C3%A4=&~=");
}

}  // namespace
}  // namespace imprint::s3
