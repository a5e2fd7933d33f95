#include "store/sqlite/read_pool.h"

#include <thread>

#include "store/sqlite/testing/sqlite_files.h"

namespace imprint::sqlite {
namespace {

class ReadPoolTest : public testing::Test {
 protected:
  ReadPoolTest() { OpenGood(path_).reset(); }

  TempDir dir_;
  const std::string path_ = dir_.File("imprint.db");
};

/// As many reads as the pool takes, which last until they are let go.
class Readers {
 public:
  Readers(ReadPool& pool, int count) {
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back([this, &pool] {
        EXPECT_TRUE(pool.Read([this](StoreReader&) -> Status {
          ++inside_;
          while (!leave_) std::this_thread::yield();
          return {};
        }));
      });
    }
    while (inside_ < count) std::this_thread::yield();
  }
  ~Readers() {
    leave_ = true;
    for (auto& thread : threads_) thread.join();
  }
  void Leave() { leave_ = true; }

 private:
  std::atomic<int> inside_{0};
  std::atomic<bool> leave_{false};
  std::vector<std::thread> threads_;
};

Status Nothing(StoreReader&) {
  return {};
}

TEST_F(ReadPoolTest, RefusesAReadThatFindsNoConnectionForTooLong) {
  Counting counting;
  ReadPool pool(path_, {3, 2, std::chrono::milliseconds(30)}, counting);
  {
    const Readers readers(pool, 3);
    const auto refused = pool.Read(Nothing);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
    EXPECT_EQ(counting.Of(Level::kStoreConnectionsBusy), 3);
    EXPECT_EQ(counting.Of(Level::kStoreConnections), 3);
  }
  EXPECT_EQ(counting.Of(Level::kStoreConnectionsBusy), 0);
  EXPECT_EQ(counting.Of(Level::kStoreConnections), 2);
  EXPECT_TRUE(pool.Read(Nothing));
}

TEST_F(ReadPoolTest, WaitsForAConnection) {
  ReadPool pool(path_, {2, 2, std::chrono::minutes(1)}, Metrics::None());
  Readers readers(pool, 2);
  std::atomic<bool> asked{false};
  std::thread late([&] {
    asked = true;
    EXPECT_TRUE(pool.Read(Nothing));
  });
  while (!asked) std::this_thread::yield();
  readers.Leave();
  late.join();
}

TEST_F(ReadPoolTest, TakesAConnectionBackHoweverItsReadEnds) {
  ReadPool pool(path_, {1, 1, std::chrono::milliseconds(30)}, Metrics::None());
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW((void)pool.Read([](StoreReader&) -> Status { throw 1; }), int);
    EXPECT_FALSE(pool.Read([](StoreReader&) { return Status(Fail(ErrorCode::kInUse, "no")); }));
    EXPECT_TRUE(pool.Read(Nothing));
  }
}

TEST_F(ReadPoolTest, TakesThePlaceBackOfAConnectionThatCannotBeOpened) {
  ReadPool pool(dir_.File("none.db"), {1, 1, std::chrono::milliseconds(30)}, Metrics::None());
  for (int i = 0; i < 3; ++i) {
    const auto refused = pool.Read(Nothing);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail.find("in use"), std::string::npos);
  }
}

}  // namespace
}  // namespace imprint::sqlite
