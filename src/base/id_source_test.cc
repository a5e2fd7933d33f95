#include "base/id_source.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace imprint {
namespace {

TEST(IdSource, BlocksNeverOverlapAcrossThreads) {
  IdSource source;
  std::vector<std::vector<Id>> firsts(4);
  std::vector<std::thread> threads;
  for (auto& mine : firsts) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) mine.push_back(source.NewObjectIds(7, FromMillis(1000)));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Id> seen;
  for (const auto& mine : firsts) {
    for (const Id& first : mine) {
      for (std::uint32_t n = 0; n < 7; ++n) EXPECT_TRUE(seen.insert(first.Plus(n)).second);
    }
  }
}

TEST(IdSource, AClockThatStepsBackGivesNoEarlierIds) {
  IdSource source;
  const Id late = source.NewObjectIds(1, FromMillis(2'000'000));
  EXPECT_LT(late, source.NewObjectIds(1, FromMillis(1'000'000)));
}

TEST(IdSource, UuidsAreOfVersionSevenAndAscend) {
  IdSource source;
  Id before;
  for (int i = 0; i < 1000; ++i) {
    const Id first = source.NewUuids(5, FromMillis(1'700'000'000'000 + i / 100));
    const std::string text = first.Text();
    EXPECT_EQ(text[14], '7') << text;
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
    if (!before.empty()) {
      EXPECT_LT(before.Plus(4), first);
    }
    before = first;
  }
}

TEST(IdSource, ABlockNeverWraps) {
  IdSource source;
  for (int i = 0; i < 40; ++i) {
    const Id first = source.NewObjectIds(IdSource::kMaxBlock, FromMillis(1000));
    EXPECT_EQ(first.DistanceTo(first.Plus(IdSource::kMaxBlock - 1), IdSource::kMaxBlock),
              IdSource::kMaxBlock - 1);
  }
}

}  // namespace
}  // namespace imprint
