#include "app/version_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "app/testing/test_world.h"
#include "blob/file/file_blob_store.h"
#include "bundle/compile.h"

namespace imprint {
namespace {

class VersionCacheTest : public ::testing::Test {
 protected:
  // A stored version with `flows` flows.
  Hash Store(unsigned flows) {
    const auto version = Compile(test::LargeBundle(flows).files(), Limits{});
    return *blobs_->Put(EncodeVersion(*version));
  }

  const bool ready_ = crypto::Initialise();
  test::TempFolder folder_;
  std::unique_ptr<BlobStore> blobs_ = *FileBlobStore::Open(folder_.Path("blobs"));
};

TEST_F(VersionCacheTest, ReadsABlobOnceAsLongAsItFits) {
  VersionCache cache(*blobs_, 1 << 20);
  const Hash id = Store(1);
  const auto first = cache.Get(id);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->resources.size(), 7u);
  ASSERT_TRUE(blobs_->Remove(id));
  EXPECT_EQ(cache.Get(id).value(), *first);
}

TEST_F(VersionCacheTest, TellsWhatAVersionTakes) {
  VersionCache cache(*blobs_, 1 << 20);
  const Hash id = Store(1);
  EXPECT_FALSE(cache.BytesInMemory(id));
  const auto version = cache.Get(id);
  EXPECT_EQ(cache.BytesInMemory(id), (*version)->ApproximateBytes());
}

/// Blobs whose reading waits until `readers` threads have asked the cache.
class SlowBlobs : public BlobStore {
 public:
  SlowBlobs(BlobStore& blobs, int readers) : blobs_(blobs), readers_(readers) {}
  Result<std::unique_ptr<BlobWriter>> Create() override { return blobs_.Create(); }
  Result<std::string> Read(const Hash& hash) const override {
    ++reads;
    while (asked < readers_) std::this_thread::yield();
    return blobs_.Read(hash);
  }
  Result<std::uint64_t> Size(const Hash& hash) const override { return blobs_.Size(hash); }
  Result<LocalFile> Fetch(const Hash& hash) const override { return blobs_.Fetch(hash); }
  Status Remove(const Hash& hash) override { return blobs_.Remove(hash); }
  Status ForEach(const std::function<void(const Hash&, Time)>& visit) const override {
    return blobs_.ForEach(visit);
  }

  std::atomic<int> asked = 0;
  mutable std::atomic<int> reads = 0;

 private:
  BlobStore& blobs_;
  const int readers_;
};

TEST_F(VersionCacheTest, ReadsOnceForAllWhoAskAtOneTime) {
  constexpr int kReaders = 8;
  SlowBlobs slow(*blobs_, kReaders);
  VersionCache cache(slow, 1 << 20);
  const Hash id = Store(1);
  std::vector<std::thread> threads;
  for (int i = 0; i < kReaders; ++i) {
    threads.emplace_back([&] {
      ++slow.asked;
      EXPECT_TRUE(cache.Get(id));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(slow.reads, 1);
}

TEST_F(VersionCacheTest, WhoeverWaitedReadsAgainAfterAFailure) {
  SlowBlobs slow(*blobs_, 2);
  VersionCache cache(slow, 1 << 20);
  const Hash id = Store(1);
  ASSERT_TRUE(blobs_->Remove(id));
  const auto ask = [&] {
    ++slow.asked;
    EXPECT_EQ(test::CodeOf(cache.Get(id)), ErrorCode::kNotFound);
  };
  std::thread one(ask), two(ask);
  one.join();
  two.join();
  EXPECT_EQ(slow.reads, 2);
}

TEST_F(VersionCacheTest, GivesUpTheLeastRecentlyUsed) {
  const Hash a = Store(1), b = Store(2), c = Store(3);
  const std::size_t size = DecodeVersion(*blobs_->Read(b))->ApproximateBytes();
  VersionCache cache(*blobs_, size * 5 / 2);
  ASSERT_TRUE(cache.Get(a) && cache.Get(b) && cache.Get(a));
  ASSERT_TRUE(cache.Get(c));
  for (const Hash& id : {a, b, c}) ASSERT_TRUE(blobs_->Remove(id));
  EXPECT_TRUE(cache.Get(a));
  EXPECT_TRUE(cache.Get(c));
  EXPECT_EQ(test::CodeOf(cache.Get(b)), ErrorCode::kNotFound);
}

TEST_F(VersionCacheTest, KeepsTheLastVersionWhateverItsSize) {
  VersionCache cache(*blobs_, 1);
  const Hash id = Store(1);
  const auto held = *cache.Get(id);
  ASSERT_TRUE(blobs_->Remove(id));
  EXPECT_EQ(cache.Get(id).value(), held);
  ASSERT_TRUE(cache.Get(Store(2)));
  EXPECT_FALSE(cache.Get(id));
  EXPECT_EQ(held->resources.size(), 7u) << "who holds a version keeps it";
}

TEST_F(VersionCacheTest, ABlobThatIsNoVersionIsAFaultOfOurs) {
  VersionCache cache(*blobs_, 1 << 20);
  EXPECT_EQ(test::CodeOf(cache.Get(*blobs_->Put("no version"))), ErrorCode::kInternal);
}

}  // namespace
}  // namespace imprint
