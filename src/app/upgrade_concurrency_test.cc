#include <fmt/format.h>

#include <array>
#include <thread>

#include "app/history.h"
#include "app/resources.h"
#include "app/testing/upgrade_fixture.h"

namespace imprint {
namespace {

using test::kSmallExport;
using test::kSmallFlow;
using test::SmallBundle;
using test::SmallWith;
using test::UpgradeFixture;

class UpgradesAtOnce : public UpgradeFixture {
 protected:
  TemplateId template_ = world_.Publish(partner_, SmallBundle());
  Installed installed_ = InstallSmall(template_);
  InstallationId id_ = installed_.installation.id;

  Id In(unsigned n) const { return test::TestWorld::IdIn(installed_, n); }
};

// One is made, and the others see it or are told that their plan is old.
TEST_F(UpgradesAtOnce, AreOne) {
  constexpr int kRounds = 10;
  constexpr std::size_t kThreads = 4;
  for (int round = 1; round <= kRounds; ++round) {
    PublishNext(template_,
                SmallWith(Model::kExport, kSmallExport, fmt::format(R"("v":{})", round)));
    UpgradeRequest request = For(id_);
    if (round % 2 == 0) request.fingerprint = PlanOf(request).fingerprint;
    std::array<std::optional<Result<UpgradeOutcome>>, kThreads> results;
    std::vector<std::thread> threads;
    for (auto& result : results) {
      threads.emplace_back([&] { result = Upgrade(services_, request); });
    }
    for (std::thread& thread : threads) thread.join();
    int made = 0;
    for (const auto& result : results) {
      ASSERT_TRUE(result->has_value()) << result->error().message();
      made += (*result)->step.has_value();
      const auto& refused = (*result)->refused;
      EXPECT_TRUE(!refused || refused->code() == ErrorCode::kPlanChanged);
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(ListHistory(services_, account_.id, id_)->size(), static_cast<std::size_t>(round));
  }
}

// Whatever is edited meanwhile is in the result, or was refused.
TEST_F(UpgradesAtOnce, LoseNoEdit) {
  constexpr int kRounds = 20;
  for (int round = 1; round <= kRounds; ++round) {
    PublishNext(template_, SmallWith(Model::kFlow, kSmallFlow, fmt::format(R"("v":{})", round)));
    std::thread editor([&] {
      const std::string mine = fmt::format(R"({{"name":"N","mine":{}}})", round);
      EXPECT_TRUE(ReplaceResource(services_, account_.id, Model::kExport, In(kSmallExport),
                                  test::Parse(mine)));
    });
    const auto upgraded = Upgrade(services_, For(id_));
    editor.join();
    ASSERT_TRUE(upgraded && upgraded->step);
    EXPECT_NE(Read(Model::kExport, In(kSmallExport)).find(fmt::format("\"mine\":{}", round)),
              std::string::npos);
  }
}

}  // namespace
}  // namespace imprint
