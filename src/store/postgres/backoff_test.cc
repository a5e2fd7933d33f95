#include "store/postgres/backoff.h"

#include <gtest/gtest.h>

namespace imprint::postgres {
namespace {

using std::chrono::milliseconds;

constexpr ReconnectBackoff::TimePoint kStart{};

TEST(ReconnectBackoff, DoublesItsPausesUpToFiveSeconds) {
  ReconnectBackoff backoff([] { return 0.0; });
  auto now = kStart;
  EXPECT_TRUE(backoff.Begin(now));
  EXPECT_TRUE(backoff.Begin(now));  // while all is well, several may try
  for (const int pause : {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
    SCOPED_TRACE(pause);
    backoff.Failed(now);
    EXPECT_FALSE(backoff.Begin(now + milliseconds(pause) - milliseconds(1)));
    now += milliseconds(pause);
    EXPECT_TRUE(backoff.Begin(now));
    EXPECT_FALSE(backoff.Begin(now)) << "one try at a time";
  }
  backoff.Succeeded();
  EXPECT_TRUE(backoff.Begin(now));
  EXPECT_TRUE(backoff.Begin(now));
}

TEST(ReconnectBackoff, ShortensPausesAtRandom) {
  ReconnectBackoff backoff([] { return 1.0; });
  backoff.Failed(kStart);
  EXPECT_FALSE(backoff.Begin(kStart + milliseconds(49)));
  EXPECT_TRUE(backoff.Begin(kStart + milliseconds(50)));
}

TEST(ReconnectBackoff, CountsTriesThatFailTogetherOnce) {
  ReconnectBackoff backoff([] { return 0.0; });
  for (int i = 0; i < 16; ++i) backoff.Failed(kStart);
  EXPECT_TRUE(backoff.Begin(kStart + milliseconds(100)));
}

TEST(RetrySchedule, GivesUpAfterFiftyTries) {
  RetrySchedule schedule(kStart, [] { return 0.5; });
  std::chrono::microseconds pause{0};
  std::chrono::microseconds longest{0};
  int retries = 0;
  while (schedule.Next(kStart, pause)) {
    if (retries++ == 0) {
      EXPECT_EQ(pause.count(), 500);
    }
    longest = std::max(longest, pause);
  }
  EXPECT_EQ(retries, 49);
  EXPECT_EQ(longest, milliseconds(32));
}

TEST(RetrySchedule, GivesUpAfterTenSeconds) {
  RetrySchedule schedule(kStart);
  std::chrono::microseconds pause{0};
  EXPECT_TRUE(schedule.Next(kStart + milliseconds(9999), pause));
  EXPECT_FALSE(schedule.Next(kStart + milliseconds(10000), pause));
}

TEST(RandomFraction, LiesFromZeroToOne) {
  for (int i = 0; i < 1000; ++i) {
    const double drawn = RandomFraction();
    EXPECT_GE(drawn, 0.0);
    EXPECT_LT(drawn, 1.0);
  }
}

}  // namespace
}  // namespace imprint::postgres
