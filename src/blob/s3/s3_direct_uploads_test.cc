#include "blob/s3/s3_direct_uploads.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "blob/s3/s3_blob_store.h"
#include "blob/s3/testing/test_bucket.h"

namespace imprint {
namespace {

using std::chrono::seconds;

constexpr char kZip[] = "application/zip";

Time Now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::size_t Drop(char*, std::size_t, std::size_t bytes, void*) {
  return bytes;
}

/// What a client does with a URL that it got; the status of the answer.
long Send(const std::string& method, const std::string& url, const std::string& content_type,
          std::string body) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, ("Content-Type: " + content_type).c_str()), &curl_slist_free_all);
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &Drop);
  if (method != "GET") {
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy.get(), CURLOPT_COPYPOSTFIELDS, body.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  long status = 0;
  if (curl_easy_perform(easy.get()) != CURLE_OK) return -1;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

TEST(S3DirectUploadsUrlTest, SignsForThePublicEndpoint) {
  S3Options options;
  options.region = "us-east-1";
  options.bucket = "house";
  options.prefix = "pre";
  options.credentials = {"AKIDEXAMPLE", "hidden", ""};
  options.place = {"http://inside:9000", "inside:9000", "/house"};
  options.public_place = {"https://outside", "outside", "/house"};
  const S3DirectUploads uploads(options);
  const std::string url =
      uploads.SignPut("run-key_1", kZip, FromMillis(1'769'850'300'123), seconds(600));
  // python3-boto3's signature for the same request.
  EXPECT_EQ(url,
            "https://outside/house/pre/uploads/run-key_1?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIDEXAMPLE%2F20260131%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20260131T090500Z&X-Amz-Expires=600"
            "&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature="
            "7e16de755861fae33f018027d6b1ff7226971102e25ee8a521240e7c5a56bca9");
}

std::vector<int> OnceWithAServer() {
  return test::BucketUrl() ? std::vector<int>{1} : std::vector<int>{};
}

/// Runs once where there is a server, and not at all elsewhere.
class S3DirectUploadsTest : public testing::TestWithParam<int> {
 protected:
  std::string Url(const std::string& key, seconds lifetime = seconds(600)) const {
    return uploads_.SignPut(key, kZip, Now(), lifetime);
  }
  DirectUploads::Arrived Arrived(const std::string& key) {
    const auto arrived = uploads_.Find(key);
    if (!arrived || !*arrived) throw std::runtime_error("no file arrived");
    return **arrived;
  }

  const test::TestPrefix prefix_;
  S3DirectUploads uploads_{prefix_.client()};
  S3BlobStore blobs_{prefix_.client()};
};

INSTANTIATE_TEST_SUITE_P(Bucket, S3DirectUploadsTest, testing::ValuesIn(OnceWithAServer()));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(S3DirectUploadsTest);

TEST_P(S3DirectUploadsTest, TakesAFileAndMakesItABlob) {
  EXPECT_FALSE(uploads_.Find("key").value());
  ASSERT_EQ(Send("PUT", Url("key"), kZip, "abc"), 200);
  const auto arrived = Arrived("key");
  EXPECT_EQ(arrived.size, 3u);
  EXPECT_GT(arrived.when, Now() - std::chrono::minutes(1));
  EXPECT_LT(arrived.when, Now() + std::chrono::minutes(1));
  const auto hash = uploads_.Adopt("key", arrived);
  ASSERT_TRUE(hash) << hash.error().detail;
  EXPECT_EQ(blobs_.Read(*hash).value_or("?"), "abc");
  EXPECT_EQ(uploads_.Adopt("key", arrived).value(), *hash);
  EXPECT_TRUE(uploads_.Remove("key"));
  EXPECT_TRUE(uploads_.Remove("key"));
  EXPECT_FALSE(uploads_.Find("key").value());
  EXPECT_EQ(prefix_.Keys(""), std::vector{s3::BlobKey(*hash)});
}

TEST_P(S3DirectUploadsTest, RefusesWhatWasNotSigned) {
  const std::string url = Url("key");
  EXPECT_EQ(Send("PUT", url, "text/html", "abc"), 403);
  EXPECT_EQ(Send("GET", url, kZip, ""), 403);
  EXPECT_EQ(Send("DELETE", url, kZip, ""), 403);
  EXPECT_GE(Send("POST", url, kZip, "abc"), 400);
  std::string other_key = url;
  other_key.replace(other_key.find("/uploads/key"), 12, "/uploads/yek");
  EXPECT_EQ(Send("PUT", other_key, kZip, "abc"), 403);
  std::string longer = url;
  longer.replace(longer.find("X-Amz-Expires=600"), 17, "X-Amz-Expires=6000");
  EXPECT_EQ(Send("PUT", longer, kZip, "abc"), 403);
  std::string signature = url;
  signature.back() = signature.back() == '0' ? '1' : '0';
  EXPECT_EQ(Send("PUT", signature, kZip, "abc"), 403);
  EXPECT_GE(Send("PUT", url + "&acl", kZip, "abc"), 400);
  EXPECT_FALSE(uploads_.Find("key").value());
}

TEST_P(S3DirectUploadsTest, RefusesAUrlThatHasExpired) {
  const std::string old = uploads_.SignPut("key", kZip, Now() - seconds(700), seconds(600));
  EXPECT_EQ(Send("PUT", old, kZip, "abc"), 403);
  EXPECT_FALSE(uploads_.Find("key").value());
}

TEST_P(S3DirectUploadsTest, NoticesThatAFileWasReplaced) {
  ASSERT_EQ(Send("PUT", Url("key"), kZip, "abc"), 200);
  const auto first = Arrived("key");
  ASSERT_EQ(Send("PUT", Url("key"), kZip, "xyz"), 200);
  const auto second = Arrived("key");
  EXPECT_NE(first.tag, second.tag);
  const auto adopted = uploads_.Adopt("key", first);
  ASSERT_FALSE(adopted);
  EXPECT_EQ(adopted.error().code(), ErrorCode::kConflict) << adopted.error().detail;
  EXPECT_EQ(prefix_.Keys(""), std::vector<std::string>{"uploads/key"});
  EXPECT_TRUE(uploads_.Adopt("key", second));
}

TEST_P(S3DirectUploadsTest, DoesNotAdoptWhatIsNotThere) {
  const auto adopted = uploads_.Adopt("key", {3, Now(), "\"0123\""});
  ASSERT_FALSE(adopted);
  EXPECT_EQ(adopted.error().code(), ErrorCode::kNotFound) << adopted.error().detail;
}

TEST_P(S3DirectUploadsTest, NoBlobEverHasBytesOfAnotherFile) {
  // As long as clients replace the file while it is adopted, it is adopted as one of them or not.
  const std::string a(200'000, 'a');
  const std::string b(200'000, 'b');
  std::atomic<bool> done = false;
  std::thread replacing([&] {
    for (int i = 0; !done; ++i) EXPECT_EQ(Send("PUT", Url("key"), kZip, i % 2 == 0 ? a : b), 200);
  });
  int adopted = 0;
  for (int i = 0; i < 30; ++i) {
    const auto arrived = uploads_.Find("key");
    ASSERT_TRUE(arrived) << arrived.error().detail;
    if (!*arrived) continue;
    const auto hash = uploads_.Adopt("key", **arrived);
    if (!hash) {
      EXPECT_EQ(hash.error().code(), ErrorCode::kConflict) << hash.error().detail;
      continue;
    }
    ++adopted;
    const auto bytes = blobs_.Read(*hash);
    EXPECT_TRUE(bytes) << bytes.error().detail;
  }
  done = true;
  replacing.join();
  RecordProperty("adopted", adopted);
}

TEST_P(S3DirectUploadsTest, RemovesOnlyOldLeftovers) {
  prefix_.Put("adopting/young", "x");
  EXPECT_TRUE(uploads_.RemoveLeftovers());
  EXPECT_EQ(prefix_.Keys("adopting/").size(), 1u);
}

}  // namespace
}  // namespace imprint
