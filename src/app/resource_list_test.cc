#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/resources.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::Parse;
using test::SmallBundle;
using test::TestWorld;
using test::TextAt;

class ResourceList : public ::testing::Test {
 protected:
  World::Page List(Model model, std::size_t skip, std::size_t limit) {
    auto page = ListResources(world_.services(), account_.id, model, skip, limit);
    EXPECT_TRUE(page);
    return *page;
  }
  static std::vector<std::string> NamesIn(const World::Page& page) {
    std::vector<std::string> names;
    for (const std::string& document : page.documents) names.push_back(TextAt(document, "name"));
    return names;
  }

  // Ids grow with the clock and with what was made before.
  void Make(const std::string& name) {
    world_.clock.Advance(std::chrono::seconds(1));
    const auto document = Parse("{\"name\":\"" + name + "\"}");
    ASSERT_TRUE(CreateResource(world_.services(), account_.id, Model::kFlow, document));
  }
  // Flows "Flow 5", "Flow 1000", "Flow 1001"...
  Installed InstallFlows(unsigned more) {
    world_.clock.Advance(std::chrono::seconds(1));
    return world_.InstallBundle(account_, test::LargeBundle(more), connection_);
  }

  TestWorld world_;
  Account account_ = world_.NewAccount("acme");
  Id connection_ = world_.MakeConnection(account_);
};

TEST_F(ResourceList, MergesInstallationsEditsAndWhatWasMadeById) {
  Make("first");
  const Installed one = InstallFlows(2);
  Make("between");
  const Installed two = InstallFlows(0);
  Make("last");
  ASSERT_TRUE(ReplaceResource(world_.services(), account_.id, Model::kFlow,
                              TestWorld::IdIn(one, 1000), Parse(R"({"name":"edited"})")));
  ASSERT_TRUE(
      DeleteResource(world_.services(), account_.id, Model::kFlow, TestWorld::IdIn(one, 1001)));
  EXPECT_EQ(NamesIn(List(Model::kFlow, 0, 100)),
            (std::vector<std::string>{"first", "Flow 5", "edited", "between", "Flow 5", "last"}));
  std::vector<std::string> ids;
  for (const std::string& document : world_.All(account_, Model::kFlow)) {
    ids.push_back(TextAt(document, "_id"));
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST_F(ResourceList, EveryPageIsThatPartOfTheWhole) {
  Make("a");
  const Installed one = InstallFlows(3);
  Make("b");
  InstallFlows(1);
  Make("c");
  Make("d");
  ASSERT_TRUE(DeleteResource(world_.services(), account_.id, Model::kFlow,
                             TestWorld::IdIn(one, test::kSmallFlow)));
  const auto whole = List(Model::kFlow, 0, 100);
  const std::size_t total = whole.documents.size();
  ASSERT_EQ(total, 9u);
  EXPECT_FALSE(whole.more);
  for (std::size_t limit = 1; limit <= total + 1; ++limit) {
    for (std::size_t skip = 0; skip <= total + 1; ++skip) {
      SCOPED_TRACE(testing::Message() << "skip " << skip << " limit " << limit);
      const auto page = List(Model::kFlow, skip, limit);
      const std::size_t begin = std::min(skip, total);
      const std::size_t end = std::min(begin + limit, total);
      EXPECT_EQ(page.documents, std::vector<std::string>(whole.documents.begin() + begin,
                                                         whole.documents.begin() + end));
      EXPECT_EQ(page.more, end < total);
    }
  }
}

TEST_F(ResourceList, HoldsOneModelOfOneAccount) {
  InstallFlows(0);
  EXPECT_EQ(List(Model::kFlow, 0, 10).documents.size(), 1u);
  EXPECT_EQ(List(Model::kConnection, 0, 10).documents.size(), 1u) << "the mapped one";
  EXPECT_EQ(List(Model::kTool, 0, 10).documents.size(), 0u);
  const Account other = world_.NewAccount("other");
  EXPECT_TRUE(world_.All(other, Model::kFlow).empty());
}

TEST_F(ResourceList, ReadsAsItLists) {
  InstallFlows(4);
  Make("made");
  for (const std::string& document : world_.All(account_, Model::kFlow)) {
    const Id id = *Id::FromObjectIdText(TextAt(document, "_id"));
    EXPECT_EQ(ReadResource(world_.services(), account_.id, Model::kFlow, id).value(), document);
  }
}

}  // namespace
}  // namespace imprint
