#include "surface/http/rate_limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "surface/http/admission.h"

namespace imprint::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Limits by a clock that the test moves.
struct Limited {
  RateLimiter::Time now;
  RateLimiter limiter;
  Limited(std::size_t per_minute, std::size_t burst)
      : limiter(per_minute, burst, [this] { return now; }) {}
  bool Admits(const char* key) { return limiter.Admit(key).has_value(); }
};

TEST(RateLimiter, AllowsABurstAndThenTheRate) {
  Limited limited(60, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limited.Admits("a"));
  EXPECT_FALSE(limited.Admits("a"));
  EXPECT_TRUE(limited.Admits("b"));
  limited.now += milliseconds(999);
  EXPECT_FALSE(limited.Admits("a"));
  limited.now += milliseconds(1);
  EXPECT_TRUE(limited.Admits("a"));
  EXPECT_FALSE(limited.Admits("a"));
  limited.now += seconds(3600);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limited.Admits("a"));
  EXPECT_FALSE(limited.Admits("a"));
}

TEST(RateLimiter, SaysWhenToComeAgain) {
  Limited limited(2, 1);  // one in thirty seconds
  EXPECT_TRUE(limited.Admits("a"));
  struct {
    milliseconds after;
    seconds wait;
  } cases[] = {{milliseconds(0), seconds(30)},
               {milliseconds(100), seconds(30)},
               {milliseconds(10'000), seconds(20)},
               {milliseconds(29'999), seconds(1)}};
  const auto start = limited.now;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.after.count());
    limited.now = start + c.after;
    const Status refused = limited.limiter.Admit("a");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kRateLimited);
    EXPECT_EQ(refused.error().retry_after, c.wait);
  }
  limited.now = start + seconds(30);
  EXPECT_TRUE(limited.Admits("a"));

  Limited fast(6000, 1);
  EXPECT_TRUE(fast.Admits("a"));
  EXPECT_EQ(fast.limiter.Admit("a").error().retry_after, seconds(1));
}

TEST(RateLimiter, IsNotRefilledByATimeThatStandsStillOrGoesBack) {
  Limited limited(60, 1);
  limited.now += seconds(100);
  EXPECT_TRUE(limited.Admits("a"));
  limited.now -= seconds(50);
  EXPECT_FALSE(limited.Admits("a"));
  limited.now += seconds(50);
  EXPECT_FALSE(limited.Admits("a"));
  limited.now += seconds(1);
  EXPECT_TRUE(limited.Admits("a"));
}

TEST(RateLimiter, CheckTakesNothing) {
  Limited limited(60, 1);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(limited.limiter.Check("a"));
  EXPECT_EQ(limited.limiter.size(), 0u);
  EXPECT_TRUE(limited.Admits("a"));
  EXPECT_FALSE(limited.limiter.Check("a"));
  limited.now += seconds(1);
  EXPECT_TRUE(limited.limiter.Check("a"));
  EXPECT_TRUE(limited.Admits("a"));
}

TEST(RateLimiter, AdmitsEverythingWithoutARate) {
  Limited limited(0, 1);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limited.Admits("a"));
  EXPECT_TRUE(limited.limiter.Check("a"));
  EXPECT_EQ(limited.limiter.size(), 0u);
}

TEST(RateLimiter, ForgetsBucketsThatAreFullAgain) {
  Limited limited(60, 1);
  for (int i = 0; i < 20'000; ++i) {
    limited.now += milliseconds(10);  // so that a hundred or so are not full at any time
    EXPECT_TRUE(limited.Admits(std::to_string(i).c_str()));
  }
  EXPECT_LE(limited.limiter.size(), 16u * 2 * 64);
}

TEST(RateLimiter, KeepsABoundedNumberOfBuckets) {
  Limited limited(60, 1);
  for (int i = 0; i < 300'000; ++i) ASSERT_TRUE(limited.Admits(std::to_string(i).c_str()));
  EXPECT_LE(limited.limiter.size(), 16u * 6400);
  EXPECT_GT(limited.limiter.size(), 16u);
}

TEST(RateLimiter, CountsExactlyAcrossThreads) {
  Limited limited(60, 1000);
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) admitted += limited.Admits("a") ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 1000);
}

TEST(Admission, RefusesAnAddressAfterTooManyBadTokens) {
  Limits limits;
  limits.failed_logins_per_minute = 3;
  Admission admission(limits);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(admission.NoteFailure("192.0.2.1"));
  const Status refused = admission.NoteFailure("192.0.2.1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kRateLimited);
  EXPECT_TRUE(admission.NoteFailure("192.0.2.2"));
}

TEST(Admission, HoldsAccountsToTheirRateAndCountsWhatItRefuses) {
  struct Counting : Metrics {
    void Add(Count what, std::uint64_t number) override {
      if (what == Count::kRateLimited) refused += number;
    }
    void Took(Duration, std::chrono::nanoseconds) override {}
    void Set(Level, std::int64_t) override {}
    std::uint64_t refused = 0;
  } metrics;
  Limits limits;
  limits.requests_per_minute = 1;
  limits.requests_burst = 2;
  Admission admission(limits, metrics);
  EXPECT_TRUE(admission.Admit("a"));
  EXPECT_TRUE(admission.Admit("a"));
  EXPECT_FALSE(admission.Admit("a"));
  EXPECT_TRUE(admission.Admit("b"));
  EXPECT_EQ(metrics.refused, 1u);

  Admission open{Limits()};
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(open.Admit("a"));
}

}  // namespace
}  // namespace imprint::http
