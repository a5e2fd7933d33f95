#include "blob/s3/s3_blob_store.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "blob/contract/blob_store_contract.h"
#include "blob/s3/testing/test_bucket.h"

namespace imprint {
namespace {

class BucketUnderTest final : public BlobStoreUnderTest {
 public:
  BlobStore& store() override { return store_; }
  void Damage(const Hash& hash, std::string_view bytes) override {
    prefix_.Put(s3::BlobKey(hash), bytes);
  }

 private:
  const test::TestPrefix prefix_;
  S3BlobStore store_{prefix_.client()};
};

std::vector<BlobStoreKind> WithAServer() {
  if (!test::BucketUrl()) return {};
  return {{"s3", [] { return std::make_unique<BucketUnderTest>(); }}};
}

INSTANTIATE_TEST_SUITE_P(Bucket, BlobStoreContract, testing::ValuesIn(WithAServer()));

/// Runs once where there is a server, and not at all elsewhere.
class S3BlobStoreTest : public testing::TestWithParam<BlobStoreKind> {
 protected:
  S3Options Options() const { return prefix_.client()->options(); }

  const test::TestPrefix prefix_;
  S3BlobStore store_{prefix_.client()};
};

INSTANTIATE_TEST_SUITE_P(Bucket, S3BlobStoreTest, testing::ValuesIn(WithAServer()));

TEST_P(S3BlobStoreTest, ListsAllPages) {
  constexpr int kBlobs = 12;
  std::set<Hash> put;
  for (int i = 0; i < kBlobs; ++i) put.insert(*store_.Put(std::to_string(i)));
  // None of these is a blob.
  for (const char* key : {"blobs/README", "blobs/ab/short", "blobs/ff/x", "other"}) {
    prefix_.Put(key, "x");
  }
  for (const int page : {1000, 5, 1}) {
    SCOPED_TRACE(page);
    S3Options options = Options();
    options.page_objects = page;
    std::vector<Hash> seen;
    ASSERT_TRUE(
        S3BlobStore(options).ForEach([&](const Hash& hash, Time) { seen.push_back(hash); }));
    EXPECT_EQ(seen.size(), put.size());
    EXPECT_EQ(std::set<Hash>(seen.begin(), seen.end()), put);
  }
}

TEST_P(S3BlobStoreTest, ChecksTheBucketAndTheCredentials) {
  EXPECT_TRUE(store_.Check());
  S3Options wrong_secret = Options();
  wrong_secret.credentials.secret_key += "x";
  const auto refused = S3BlobStore(wrong_secret).Check();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInternal);
  EXPECT_NE(refused.error().detail.find("SignatureDoesNotMatch"), std::string::npos);
  EXPECT_EQ(refused.error().detail.find(wrong_secret.credentials.secret_key), std::string::npos);
  S3Options no_bucket = Options();
  no_bucket.place.path += "-that-is-not-there";
  EXPECT_EQ(S3BlobStore(no_bucket).Check().error().code(), ErrorCode::kInternal);
  EXPECT_EQ(S3BlobStore(no_bucket).Read(Hash{}).error().code(), ErrorCode::kInternal);
}

TEST_P(S3BlobStoreTest, AWriterMayOutliveItsStore) {
  auto store = std::make_unique<S3BlobStore>(Options());
  auto writer = *store->Create();
  store.reset();
  ASSERT_TRUE(writer->Write("abc"));
  const auto hash = writer->Commit();
  ASSERT_TRUE(hash) << hash.error().detail;
  EXPECT_EQ(store_.Read(*hash).value_or("?"), "abc");
}

TEST_P(S3BlobStoreTest, KeepsNothingThatDidNotArriveWhole) {
  S3Options options = Options();
  options.temp_dir = "/no/such/folder";
  EXPECT_EQ(S3BlobStore(options).Create().error().code(), ErrorCode::kUnavailable);
  // The store refuses bytes of another hash than the signed one.
  const File file = *File::OpenUnnamed("/tmp");
  ASSERT_TRUE(file.WriteAll("abc"));
  s3::Call call{"PUT", "blobs/wrong"};
  call.body = &file;
  call.body_size = 3;
  EXPECT_FALSE(prefix_.client()->Perform(call));
  EXPECT_TRUE(prefix_.Keys("").empty());
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(S3BlobStoreTest);

}  // namespace
}  // namespace imprint
