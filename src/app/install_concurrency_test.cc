#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>

#include "app/install.h"
#include "app/resources.h"
#include "app/templates.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::MapTo;
using test::SmallBundle;
using test::TestWorld;

constexpr std::size_t kThreads = 8;

/// Runs `what(index)` on every thread at once.
template <typename What>
void OnEveryThread(What&& what) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back([&what, i] { what(i); });
  for (std::thread& thread : threads) thread.join();
}

class RepeatedInstall : public ::testing::Test {
 protected:
  InstallRequest Request(const std::string& key, std::uint8_t what = 1) {
    InstallRequest request;
    request.account = installer_.id;
    request.from_template = template_;
    request.connection_map = MapTo(connection_);
    request.idempotency_key = key;
    request.request_hash.bytes[0] = what;
    return request;
  }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  Account installer_ = world_.NewAccount("installer");
  Id connection_ = world_.MakeConnection(installer_);
  TemplateId template_ = world_.Publish(owner_, SmallBundle());
};

TEST_F(RepeatedInstall, GivesTheFirstInstallationAgain) {
  const auto first = Install(world_.services(), Request("k"));
  const auto again = Install(world_.services(), Request("k"));
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->installation.id, again->installation.id);
  EXPECT_EQ(first->version->id_count(), again->version->id_count());
  EXPECT_EQ(world_.CountInstallations(installer_), 1u);
  EXPECT_EQ(world_.TemplateRow(template_)->installs, 1);
}

TEST_F(RepeatedInstall, RefusesTheKeyForAnotherRequest) {
  ASSERT_TRUE(Install(world_.services(), Request("k")));
  const auto other = Install(world_.services(), Request("k", 2));
  EXPECT_EQ(CodeOf(other), ErrorCode::kIdempotencyMismatch);
  EXPECT_TRUE(Install(world_.services(), Request("k2", 2)));
  EXPECT_EQ(world_.CountInstallations(installer_), 2u);
}

TEST_F(RepeatedInstall, AKeyBelongsToItsAccount) {
  const Account other = world_.NewAccount("other");
  InstallRequest request = Request("k");
  request.account = other.id;
  request.connection_map = MapTo(world_.MakeConnection(other));
  const auto first = Install(world_.services(), Request("k"));
  const auto second = Install(world_.services(), request);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->installation.id, second->installation.id);
}

TEST_F(RepeatedInstall, AFailureLeavesTheKeyFree) {
  InstallRequest bad = Request("k");
  bad.connection_map->begin()->second = "nonsense";
  EXPECT_FALSE(Install(world_.services(), bad));
  EXPECT_TRUE(Install(world_.services(), Request("k", 2)));
}

TEST_F(RepeatedInstall, SucceedsWhenWhatItNeededIsGone) {
  const auto first = Install(world_.services(), Request("k"));
  ASSERT_TRUE(DeleteTemplate(world_.services(), owner_, template_));
  const auto again = Install(world_.services(), Request("k"));
  ASSERT_TRUE(again);
  EXPECT_EQ(first->installation.id, again->installation.id);
}

TEST_F(RepeatedInstall, OfOneKeyAtOnceIsOneInstallation) {
  std::array<std::optional<Result<Installed>>, kThreads> results;
  OnEveryThread([&](std::size_t i) { results[i] = Install(world_.services(), Request("k")); });
  std::set<InstallationId> ids;
  for (const auto& result : results) {
    ASSERT_TRUE(result->has_value());
    ids.insert((*result)->installation.id);
  }
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_EQ(world_.CountInstallations(installer_), 1u);
  EXPECT_EQ(world_.TemplateRow(template_)->installs, 1);
}

TEST_F(RepeatedInstall, WithoutKeysAtOnceAreAsManyInstallations) {
  constexpr std::size_t kEach = 10;
  std::atomic<std::size_t> good = 0;
  OnEveryThread([&](std::size_t) {
    for (std::size_t n = 0; n < kEach; ++n) {
      if (Install(world_.services(), Request(""))) ++good;
    }
  });
  EXPECT_EQ(good, kThreads * kEach);
  EXPECT_EQ(world_.CountInstallations(installer_), kThreads * kEach);
  EXPECT_EQ(world_.TemplateRow(template_)->installs, kThreads * kEach);
  std::set<std::string> ids;
  for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
    for (const std::string& document : world_.All(installer_, info.model)) {
      EXPECT_TRUE(ids.insert(test::TextAt(document, "_id")).second);
    }
  }
  EXPECT_EQ(ids.size(), kThreads * kEach * 5 + 1);
}

// Either the deletion is refused, or no install has bound the connection.
TEST_F(RepeatedInstall, NeverBindsAConnectionThatIsDeletedAtTheSameTime) {
  for (int round = 0; round < 20; ++round) {
    connection_ = world_.MakeConnection(installer_);
    std::atomic<int> installed = 0;
    std::atomic<int> deleted = 0;
    OnEveryThread([&](std::size_t i) {
      if (i % 2 == 0) {
        installed += Install(world_.services(), Request("")).has_value();
      } else {
        deleted += DeleteResource(world_.services(), installer_.id, Model::kConnection, connection_)
                       .has_value();
      }
    });
    EXPECT_TRUE((installed > 0) != (deleted > 0)) << installed << ' ' << deleted;
    EXPECT_LE(deleted, 1);
  }
}

}  // namespace
}  // namespace imprint
