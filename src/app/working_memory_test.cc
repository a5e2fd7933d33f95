#include "app/working_memory.h"

#include <gtest/gtest.h>

#include "app/content.h"
#include "app/install.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;

constexpr std::uint64_t kTotal = 64 << 20;

class WorkingMemoryTest : public ::testing::Test {
 protected:
  WorkingMemoryTest() { services_.work = &budget_; }

  static test::BundleBuilder HeavyBundle() {
    test::BundleBuilder bundle = test::SmallBundle();
    bundle.File("scripts/heavy.json",
                R"({"_id":")" + test::SourceId(900) + R"(","name":"heavy <<weight>>"})");
    bundle.File("scripts/heavy.js", std::string(1 << 20, 'x'));
    return bundle;
  }

  test::TestWorld world_;
  ByteBudget budget_{kTotal, 0};  // whoever would have to wait is refused
  Services services_ = world_.services();
  Account account_ = world_.NewAccount("shop");
  const std::string heavy_ = world_.Upload(account_, HeavyBundle().Zip());
};

TEST_F(WorkingMemoryTest, CountsWhatIsLarge) {
  EXPECT_EQ(HoldMemory(services_, 1000).value(), nullptr);
  EXPECT_EQ(HoldMemory(world_.services(), kTotal).value(), nullptr) << "nothing counts there";
  const auto all = HoldMemory(services_, kTotal);
  ASSERT_TRUE(all);
  EXPECT_EQ((*all)->bytes(), kTotal);
  EXPECT_EQ(CodeOf(HoldMemory(services_, 1 << 20)), ErrorCode::kUnavailable);
  EXPECT_TRUE(HoldMemory(services_, 1000)) << "what is small waits for nobody";
}

TEST_F(WorkingMemoryTest, AnAnswerHoldsWhatItsVersionTakes) {
  for (int round = 0; round < 2; ++round) {
    const auto content = ContentOfUpload(services_, account_.id, heavy_);
    ASSERT_TRUE(content) << content.error().message();
    ASSERT_TRUE(content->held);
    EXPECT_EQ(content->held->bytes(), budget_.taken());
    EXPECT_GT(budget_.taken(), 1u << 20);
    EXPECT_LT(budget_.taken(), 2u << 20);
  }
  EXPECT_EQ(budget_.taken(), 0u);
  const std::string light = world_.Upload(account_, test::SmallBundle().Zip());
  EXPECT_EQ(ContentOfUpload(services_, account_.id, light)->held, nullptr);
}

TEST_F(WorkingMemoryTest, CompilesWhenThereIsMemory) {
  auto others = HoldMemory(services_, kTotal);
  ASSERT_TRUE(others);
  EXPECT_EQ(CodeOf(ContentOfUpload(services_, account_.id, heavy_)), ErrorCode::kUnavailable);
  others->reset();
  EXPECT_TRUE(ContentOfUpload(services_, account_.id, heavy_));
}

TEST_F(WorkingMemoryTest, AnAnswerOfIdsHoldsNothingForDocuments) {
  ASSERT_TRUE(ContentOfUpload(services_, account_.id, heavy_));  // compiled, and in the cache
  const auto others = HoldMemory(services_, kTotal);
  InstallRequest request;
  request.account = account_.id;
  request.run_key = heavy_;
  request.variables = {{"weight", '"' + std::string(5 << 20, 'w') + '"'}};
  request.idempotency_key = "once";
  EXPECT_EQ(CodeOf(Install(services_, request)), ErrorCode::kUnavailable);
  request.answer = AnswerForm::kIds;
  for (int round = 0; round < 2; ++round) {
    const auto installed = Install(services_, request);
    ASSERT_TRUE(installed) << installed.error().message();
    EXPECT_EQ(installed->held, nullptr);
  }
}

TEST_F(WorkingMemoryTest, ManyIdsAreCountedToo) {
  const std::string many = world_.Upload(account_, test::LargeBundle(3000).Zip());
  const auto content = ContentOfUpload(services_, account_.id, many, AnswerForm::kIds);
  ASSERT_TRUE(content) << content.error().message();
  ASSERT_TRUE(content->held);
  EXPECT_GT(budget_.taken(), 3000u * 60);
  EXPECT_LT(budget_.taken(), 3000u * 200);
}

TEST_F(WorkingMemoryTest, AnInstallHoldsWhatItsVariablesAdd) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = heavy_;
  request.variables = {{"weight", '"' + std::string(5 << 20, 'w') + '"'}};
  request.idempotency_key = "once";
  for (int round = 0; round < 2; ++round) {
    const auto installed = Install(services_, request);
    ASSERT_TRUE(installed) << installed.error().message();
    ASSERT_TRUE(installed->held);
    EXPECT_GT(budget_.taken(), 6u << 20);
  }
  EXPECT_EQ(budget_.taken(), 0u);
}

}  // namespace
}  // namespace imprint
