#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/resources.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::Parse;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Dependencies : public ::testing::Test {
 protected:
  std::vector<std::string> UsersOf(Model model, const Id& id) {
    const auto users = ListDependencies(world_.services(), account_.id, model, id);
    EXPECT_TRUE(users);
    std::vector<std::string> lines;
    for (const ResourceUser& user : *users) {
      lines.push_back(fmt::format("{} {}", NameOf(user.model), user.name));
    }
    return lines;
  }
  void Replace(Model model, const Id& id, const std::string& text) {
    const auto replaced = ReplaceResource(world_.services(), account_.id, model, id, Parse(text));
    ASSERT_TRUE(replaced) << replaced.error().message();
  }
  Id Of(unsigned n) { return TestWorld::IdIn(installed_, n); }

  TestWorld world_;
  Account account_ = world_.NewAccount("acme");
  Id connection_ = world_.MakeConnection(account_);
  Installed installed_ = world_.InstallBundle(account_, SmallBundle(), connection_);
};

TEST_F(Dependencies, OfInstalledOnesAreWhatTheirTemplateSays) {
  EXPECT_THAT(UsersOf(Model::kExport, Of(test::kSmallExport)), ElementsAre("Flow Flow 5"));
  EXPECT_THAT(UsersOf(Model::kScript, Of(test::kSmallScript)), ElementsAre("Export Export 3"));
  EXPECT_THAT(UsersOf(Model::kIntegration, Of(test::kSmallIntegration)),
              ElementsAre("Flow Flow 5"));
  EXPECT_THAT(UsersOf(Model::kFlow, Of(test::kSmallFlow)), IsEmpty());
}

TEST_F(Dependencies, OfABoundConnectionComeFromEveryInstallation) {
  EXPECT_THAT(UsersOf(Model::kConnection, connection_),
              ElementsAre("Export Export 3", "Import Import 4"));
  world_.InstallBundle(account_, SmallBundle(), connection_);
  EXPECT_THAT(
      UsersOf(Model::kConnection, connection_),
      ElementsAre("Export Export 3", "Export Export 3", "Import Import 4", "Import Import 4"));
  const Status deleted =
      DeleteResource(world_.services(), account_.id, Model::kConnection, connection_);
  EXPECT_EQ(CodeOf(deleted), ErrorCode::kInUse);
  EXPECT_THAT(deleted.error().message(), HasSubstr("Export \"Export 3\""));
}

TEST_F(Dependencies, FollowAnEditThatChangedAReference) {
  const Id other = world_.MakeConnection(account_);
  Replace(Model::kExport, Of(test::kSmallExport),
          fmt::format(R"({{"name":"E","_connectionId":"{}"}})", other.Text()));
  EXPECT_THAT(UsersOf(Model::kConnection, other), ElementsAre("Export E"));
  EXPECT_THAT(UsersOf(Model::kConnection, connection_), ElementsAre("Import Import 4"));
  EXPECT_THAT(UsersOf(Model::kScript, Of(test::kSmallScript)), IsEmpty());
  Replace(Model::kExport, Of(test::kSmallExport), R"({"name":"E"})");
  EXPECT_THAT(UsersOf(Model::kConnection, other), IsEmpty());
  EXPECT_TRUE(DeleteResource(world_.services(), account_.id, Model::kConnection, other));
}

TEST_F(Dependencies, AnEditThatKeepsAReferenceIsCountedOnce) {
  Replace(Model::kImport, Of(test::kSmallImport),
          fmt::format(R"({{"name":"I","_connectionId":"{}"}})", connection_.Text()));
  EXPECT_THAT(UsersOf(Model::kConnection, connection_), ElementsAre("Export Export 3", "Import I"));
}

TEST_F(Dependencies, ADeletedUserIsNoUser) {
  ASSERT_TRUE(DeleteResource(world_.services(), account_.id, Model::kFlow, Of(test::kSmallFlow)));
  EXPECT_THAT(UsersOf(Model::kExport, Of(test::kSmallExport)), IsEmpty());
  ASSERT_TRUE(
      DeleteResource(world_.services(), account_.id, Model::kExport, Of(test::kSmallExport)));
  EXPECT_THAT(UsersOf(Model::kConnection, connection_), ElementsAre("Import Import 4"));
}

TEST_F(Dependencies, OfMadeOnesAndAcrossOrigins) {
  const Id script = world_.Make(account_, Model::kScript);
  const auto with_script = [&](const Id& id) {
    return fmt::format(R"("hooks":{{"preMap":{{"_scriptId":"{}"}}}})", id.Text());
  };
  world_.Make(account_, Model::kImport, with_script(script));
  world_.Make(account_, Model::kImport, with_script(Of(test::kSmallScript)));
  EXPECT_THAT(UsersOf(Model::kScript, script), ElementsAre("Import N"));
  EXPECT_THAT(UsersOf(Model::kScript, Of(test::kSmallScript)),
              ElementsAre("Export Export 3", "Import N"));
}

TEST_F(Dependencies, OfAConnectionThatAnInstallCreated) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  const auto creating = Install(world_.services(), request);
  const Id created = TestWorld::IdIn(*creating, test::kSmallConnection);
  EXPECT_THAT(UsersOf(Model::kConnection, created),
              ElementsAre("Export Export 3", "Import Import 4"));
  world_.InstallBundle(account_, SmallBundle(), created);
  EXPECT_EQ(UsersOf(Model::kConnection, created).size(), 4u);
}

TEST_F(Dependencies, NameTheFirstUsersOfMany) {
  const Id script = world_.Make(account_, Model::kScript);
  for (int i = 0; i < 12; ++i) {
    world_.Make(account_, Model::kImport,
                fmt::format(R"("hooks":{{"preMap":{{"_scriptId":"{}"}}}})", script.Text()));
  }
  const Status deleted = DeleteResource(world_.services(), account_.id, Model::kScript, script);
  EXPECT_THAT(deleted.error().message(), HasSubstr("and 2 more"));
}

TEST_F(Dependencies, OfWhatIsNotThere) {
  EXPECT_EQ(CodeOf(ListDependencies(world_.services(), account_.id, Model::kFlow, connection_)),
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace imprint
