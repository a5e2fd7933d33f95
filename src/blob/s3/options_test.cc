#include "blob/s3/options.h"

#include <gtest/gtest.h>

#include <map>

namespace imprint {
namespace {

using Variables = std::map<std::string, std::string>;

const Variables kKeys = {{"AWS_ACCESS_KEY_ID", "id"}, {"AWS_SECRET_ACCESS_KEY", "hidden"}};

Result<S3Options> From(std::string_view url, Variables variables) {
  variables.insert(kKeys.begin(), kKeys.end());
  return S3OptionsFrom(url, [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(S3OptionsTest, FindsAmazonsOwnPlaces) {
  const auto options = From("s3://house/templates/eu/", {{"AWS_DEFAULT_REGION", "eu-west-1"}});
  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ(options->bucket, "house");
  EXPECT_EQ(options->prefix, "templates/eu");
  EXPECT_EQ(options->region, "eu-west-1");
  EXPECT_EQ(options->place.origin, "https://house.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(options->place.host, "house.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(options->place.path, "");
  EXPECT_EQ(options->public_place.origin, options->place.origin);
  EXPECT_EQ(options->credentials.access_key, "id");
  EXPECT_EQ(options->credentials.secret_key, "hidden");
}

TEST(S3OptionsTest, NamesABucketWithDotsByPath) {
  const auto options = From("s3://my.house", {{"AWS_REGION", "eu-west-1"}});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->place.origin, "https://s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(options->place.path, "/my.house");
}

TEST(S3OptionsTest, TakesEndpoints) {
  struct {
    const char* endpoint;
    const char* origin;
    const char* host;
    const char* path;
  } const cases[] = {
      {"http://127.0.0.1:9000", "http://127.0.0.1:9000", "127.0.0.1:9000", "/house"},
      {"https://S3.Example.com:443/", "https://s3.example.com", "s3.example.com", "/house"},
      {"http://s3.example.com:443", "http://s3.example.com:443", "s3.example.com:443", "/house"},
      {"https://[::1]:9000/storage/s3", "https://[::1]:9000", "[::1]:9000", "/storage/s3/house"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.endpoint);
    const auto options = From("s3://house", {{"AWS_ENDPOINT_URL", c.endpoint}});
    ASSERT_TRUE(options) << options.error().message();
    EXPECT_EQ(options->place.origin, c.origin);
    EXPECT_EQ(options->place.host, c.host);
    EXPECT_EQ(options->place.path, c.path);
    EXPECT_EQ(options->region, "us-east-1");
  }
}

TEST(S3OptionsTest, TakesTheMoreSpecificVariable) {
  const auto options = From("s3://house", {{"AWS_ENDPOINT_URL", "http://general"},
                                           {"AWS_ENDPOINT_URL_S3", "http://own"},
                                           {"AWS_DEFAULT_REGION", "far"},
                                           {"AWS_REGION", "near"},
                                           {"AWS_SESSION_TOKEN", "token"},
                                           {"IMPRINT_S3_PUBLIC_ENDPOINT", "https://outside"},
                                           {"AWS_CA_BUNDLE", ""},
                                           {"TMPDIR", "/some/where"}});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->place.origin, "http://own");
  EXPECT_EQ(options->public_place.origin, "https://outside");
  EXPECT_EQ(options->region, "near");
  EXPECT_EQ(options->credentials.session_token, "token");
  EXPECT_EQ(options->temp_dir, "/some/where");
}

TEST(S3OptionsTest, SaysWhatIsMissing) {
  struct {
    Variables variables;
    const char* named;
  } const cases[] = {
      {{}, "AWS_REGION"},
      {{{"AWS_REGION", "near"}, {"AWS_ACCESS_KEY_ID", ""}}, "AWS_ACCESS_KEY_ID"},
      {{{"AWS_REGION", "near"}, {"AWS_SECRET_ACCESS_KEY", ""}}, "AWS_SECRET_ACCESS_KEY"},
      {{{"AWS_ENDPOINT_URL_S3", "ftp://host"}}, "AWS_ENDPOINT_URL_S3"},
      {{{"AWS_ENDPOINT_URL_S3", "localhost"}}, "AWS_ENDPOINT_URL_S3"},
      {{{"AWS_ENDPOINT_URL_S3", "http://me:hidden@host"}}, "AWS_ENDPOINT_URL_S3"},
      {{{"AWS_REGION", "near"}, {"IMPRINT_S3_PUBLIC_ENDPOINT", "http://host?x=1"}},
       "IMPRINT_S3_PUBLIC_ENDPOINT"},
      {{{"AWS_REGION", "evil.example/"}}, "AWS_REGION"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.named);
    const auto options = From("s3://house", c.variables);
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().code(), ErrorCode::kInvalidField);
    EXPECT_NE(options.error().message().find(c.named), std::string::npos);
    EXPECT_EQ(options.error().message().find("hidden"), std::string::npos);
  }
}

TEST(S3OptionsTest, RefusesNamesThatNoBucketHas) {
  for (const char* url :
       {"house", "https://house", "s3://", "s3:///prefix", "s3://ab", "s3://a b c", "s3://..house",
        "s3://house/a//b", "s3://house/../other", "s3://house/a?b", "s3://house/\xC3\xA4"}) {
    SCOPED_TRACE(url);
    EXPECT_FALSE(From(url, {{"AWS_REGION", "near"}}));
  }
}

}  // namespace
}  // namespace imprint
