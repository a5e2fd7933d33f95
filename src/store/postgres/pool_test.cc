#include "store/postgres/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace imprint::postgres {
namespace {

constexpr Pool::Limits kLimits{.connections = 2, .waiting = std::chrono::milliseconds(2000)};

TEST(PostgresPool, FailsAtOnceAfterTheServerDidNotAnswer) {
  std::atomic<int> tries = 0;
  Pool pool(
      kLimits,
      [&]() -> Result<std::unique_ptr<Connection>> {
        ++tries;
        return Fail(Unavailable("nobody is there"));
      },
      Metrics::None());
  const auto first = pool.Acquire();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code(), ErrorCode::kUnavailable);
  // Far more often than tries are due, however slow this machine is.
  for (int i = 0; i < 1000; ++i) {
    const auto again = pool.Acquire();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), ErrorCode::kUnavailable);
    EXPECT_NE(again.error().detail.find("nobody is there"), std::string::npos);
  }
  EXPECT_LT(tries.load(), 20);
}

TEST(PostgresPool, TriesAgainByItself) {
  std::atomic<int> tries = 0;
  Pool pool(
      kLimits,
      [&]() -> Result<std::unique_ptr<Connection>> {
        ++tries;
        return Fail(Unavailable("nobody is there"));
      },
      Metrics::None());
  while (tries.load() < 3) {
    EXPECT_FALSE(pool.Acquire());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

TEST(PostgresPool, ReportsHowLongItWasWaitedFor) {
  class Counting final : public Metrics {
   public:
    void Add(Count, std::uint64_t) override {}
    void Took(Duration what, std::chrono::nanoseconds) override {
      waits += what == Duration::kPoolWait;
    }
    void Set(Level, std::int64_t value) override { last = value; }
    int waits = 0;
    std::int64_t last = -1;
  } metrics;
  Pool pool(
      kLimits, []() -> Result<std::unique_ptr<Connection>> { return Fail(Unavailable("nobody")); },
      metrics);
  EXPECT_FALSE(pool.Acquire());
  EXPECT_EQ(metrics.waits, 1);
  EXPECT_EQ(metrics.last, 0);
}

}  // namespace
}  // namespace imprint::postgres
