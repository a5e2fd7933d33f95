#include "base/byte_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

namespace imprint {
namespace {

using namespace std::chrono_literals;

constexpr auto kLong = 60s;

TEST(ByteBudget, GivesWhatIsThereAndTakesItBack) {
  ByteBudget budget(100);
  {
    auto first = budget.Take(60, 0ms);
    auto second = budget.Take(40, 0ms);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->bytes(), 60u);
    EXPECT_EQ(budget.taken(), 100u);
    const ByteBudget::Grant moved = std::move(*first);
    EXPECT_EQ(first->bytes(), 0u);
    EXPECT_EQ(budget.taken(), 100u);
  }
  EXPECT_EQ(budget.taken(), 0u);
}

TEST(ByteBudget, GivesAllOfItToWhoeverNeedsMore) {
  ByteBudget budget(100);
  auto all = budget.Take(1'000'000, 0ms);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->bytes(), 100u);
  EXPECT_FALSE(budget.Take(1, 0ms));
}

TEST(ByteBudget, TakesBackAPart) {
  ByteBudget budget(100);
  auto held = budget.Take(100, 0ms);
  held->ShrinkTo(200);
  EXPECT_EQ(budget.taken(), 100u);
  std::thread waiting([&] { EXPECT_TRUE(budget.Take(70, kLong)); });
  held->ShrinkTo(30);
  waiting.join();
  EXPECT_EQ(held->bytes(), 30u);
  EXPECT_EQ(budget.taken(), 30u);
}

TEST(ByteBudget, IsUnavailableWhenPatienceRunsOut) {
  ByteBudget budget(100);
  const auto held = budget.Take(70, 0ms);
  const auto refused = budget.Take(31, 5ms);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().retry_after, 1s);
  EXPECT_TRUE(budget.Take(30, 0ms)) << "the one that gave up left nothing behind";
}

TEST(ByteBudget, RefusesAtOnceWhenTooManyWait) {
  ByteBudget budget(100, 0);
  const auto held = budget.Take(100, 0ms);
  EXPECT_FALSE(budget.Take(1, kLong));
}

TEST(ByteBudget, AGrantMayOutliveItsBudget) {
  std::optional<ByteBudget> budget(100);
  const auto held = budget->Take(100, 0ms);
  budget.reset();
  EXPECT_EQ(held->bytes(), 100u);
}

// Takes in another thread, and tells when it waits.
class Asking {
 public:
  Asking(ByteBudget& budget, std::uint64_t bytes, std::vector<std::uint64_t>& order)
      : thread_([&budget, &order, bytes, this] {
          const auto grant = budget.Take(bytes, kLong);
          if (grant) order.push_back(bytes);  // the whole budget is taken: no other thread is here
          served_ = grant.has_value();
        }) {}
  ~Asking() { Join(); }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }
  bool served() const { return served_; }

 private:
  std::atomic<bool> served_ = false;
  std::thread thread_;
};

TEST(ByteBudget, ServesWaitersInTurn) {
  ByteBudget budget(100);
  std::vector<std::uint64_t> order;
  std::optional<ByteBudget::Grant> held = std::move(*budget.Take(100, 0ms));
  Asking large(budget, 100, order);
  // A small need does not pass one that waits: it gives up, as nobody gives anything back.
  while (budget.waiting() == 0) std::this_thread::yield();
  Asking other(budget, 99, order);
  while (budget.waiting() == 1) std::this_thread::yield();
  EXPECT_FALSE(budget.Take(1, 1ms));
  held.reset();
  large.Join();
  other.Join();
  EXPECT_TRUE(large.served() && other.served());
  EXPECT_EQ(order, (std::vector<std::uint64_t>{100, 99}));
  EXPECT_EQ(budget.taken(), 0u);
}

TEST(ByteBudget, AWaiterThatGivesUpLetsTheNextPass) {
  ByteBudget budget(100);
  std::vector<std::uint64_t> order;
  const auto held = budget.Take(50, 0ms);
  std::thread impatient([&] { EXPECT_FALSE(budget.Take(100, 20ms)); });
  EXPECT_TRUE(budget.Take(50, kLong));
  impatient.join();
}

TEST(ByteBudget, NeverGivesMoreThanItHas) {
  constexpr std::uint64_t kTotal = 1000;
  ByteBudget budget(kTotal, 64);
  std::atomic<std::uint64_t> in_use = 0;
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (unsigned i = 0; i < 500; ++i) {
        const std::uint64_t bytes = 1 + (t * 131 + i * 17) % 400;
        const auto grant = budget.Take(bytes, i % 5 == 0 ? 0ms : std::chrono::milliseconds(kLong));
        if (!grant) continue;
        EXPECT_LE(in_use += bytes, kTotal);
        ++served;
        in_use -= bytes;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GE(served, 8 * 400);
  EXPECT_EQ(budget.taken(), 0u);
}

}  // namespace
}  // namespace imprint
