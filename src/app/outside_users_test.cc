#include "app/outside_users.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "app/install.h"
#include "app/testing/lifecycle_fixture.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::LifecycleFixture;
using test::Ref;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr unsigned kConnections = 12;
constexpr unsigned kFirstConnection = 100;
constexpr unsigned kFirstExport = 200;

/// Counts how often a version was asked for, as every opening of an installation does.
class Gets final : public Metrics {
 public:
  void Add(Count what, std::uint64_t number) override {
    if (what == Count::kVersionHits || what == Count::kVersionMisses) count += number;
  }
  void Took(Duration, std::chrono::nanoseconds) override {}
  void Set(Level, std::int64_t) override {}

  std::uint64_t count = 0;
};

/// An installation that created many connections, each with an export of its own.
class OutsideUsers : public LifecycleFixture {
 protected:
  static BundleBuilder Bundle() {
    BundleBuilder bundle = SmallBundle();
    for (unsigned i = 0; i < kConnections; ++i) {
      bundle.Add(Model::kConnection, kFirstConnection + i, R"("type":"http")");
      bundle.Add(Model::kExport, kFirstExport + i, Ref("_connectionId", kFirstConnection + i));
    }
    return bundle;
  }

  Installed Create() {
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, Bundle().Zip());
    auto installed = Install(services_, request);
    EXPECT_TRUE(installed);
    return *installed;
  }

  Id Connection(unsigned i) const { return TestWorld::IdIn(created_, kFirstConnection + i); }

  /// Bound to the connections of the first one, but the first `own` of them to another.
  Installed Bind(unsigned own = 0) {
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, Bundle().Zip());
    auto map = test::MapTo(connection_);
    for (unsigned i = 0; i < kConnections; ++i) {
      map[SourceId(kFirstConnection + i)] = (i < own ? connection_ : Connection(i)).Text();
    }
    request.connection_map = std::move(map);
    auto installed = Install(services_, request);
    EXPECT_TRUE(installed) << installed.error().message();
    return *installed;
  }

  std::vector<Id> Users(const Services& services) const {
    std::vector<Id> ids;
    EXPECT_TRUE(services.store.Read([&](StoreReader& reader) -> Status {
      auto opened = OpenInstallation(services, reader, account_.id, created_.installation.id);
      if (!opened) return Pass(opened);
      auto users = UsersFromOutside(services, reader, *opened, opened->Ordinals());
      if (!users) return Pass(users);
      for (const ResourceUser& user : *users) ids.push_back(user.id.id);
      return {};
    }));
    return ids;
  }

  Installed created_ = Create();
};

TEST_F(OutsideUsers, AreAllThatUseAnyOfManyConnections) {
  EXPECT_THAT(Users(services_), IsEmpty());
  const Installed user = Bind(kConnections - 3);
  std::vector<Id> expected;
  for (unsigned i = kConnections - 3; i < kConnections; ++i) {
    expected.push_back(TestWorld::IdIn(user, kFirstExport + i));
  }
  EXPECT_EQ(Users(services_), expected);
  // One that was edited to use another connection is no user any more, nor is a deleted one.
  Edit(Model::kExport, expected[0],
       fmt::format(R"({{"name":"E","_connectionId":"{}"}})", connection_.Text()));
  Delete(Model::kExport, expected[2]);
  EXPECT_THAT(Users(services_), ElementsAre(expected[1]));
}

TEST_F(OutsideUsers, AreNamedOnceHoweverManyTheyUse) {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kImport, test::kSmallImport, Ref("_connectionId", test::kSmallConnection));
  const Installed user = world_.InstallBundle(account_, bundle, Connection(0));
  EXPECT_EQ(Users(services_), (std::vector<Id>{TestWorld::IdIn(user, test::kSmallExport),
                                               TestWorld::IdIn(user, test::kSmallImport)}));
  // In the same integration and bound to a connection of it: told by its resources alone.
  const Installation into = InstallInto(TestWorld::IdIn(created_, test::kSmallIntegration));
  EXPECT_EQ(Users(services_).size(), 3u);
  EXPECT_THAT(Users(services_), ::testing::Not(::testing::Contains(into.id.id)));
}

// The cost is that of the other installations, not of their bindings times their size.
TEST_F(OutsideUsers, OpensEachOtherInstallationOnce) {
  constexpr unsigned kOthers = 3;
  for (unsigned i = 0; i < kOthers; ++i) Bind();
  Gets gets;
  VersionCache versions(services_.blobs, 64 << 20, gets);
  const Services counted{services_.store,      services_.blobs, services_.clock,
                         services_.ids,        versions,        services_.secrets,
                         services_.upload_key, services_.limits};
  EXPECT_EQ(Users(counted).size(), kOthers * kConnections);
  EXPECT_EQ(gets.count, 1 + kOthers);
}

}  // namespace
}  // namespace imprint
