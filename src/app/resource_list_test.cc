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
    return page->page;
  }
  static std::vector<std::string> NamesIn(const World::Page& page) {
    std::vector<std::string> names;
    for (const std::string_view document : page.Documents())
      names.push_back(TextAt(document, "name"));
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

  // A flow whose document has a good `bytes` bytes; smaller than `bytes` + 500.
  void MakeLarge(std::size_t bytes) { Make("large\",\"x\":\"" + std::string(bytes, 'x')); }
  // All flows with what each page had of them, going on behind each page.
  std::vector<std::size_t> Walk(std::vector<std::string>& documents, std::size_t limit) {
    std::vector<std::size_t> sizes;
    for (bool more = true; more;) {
      const auto page = List(Model::kFlow, documents.size(), limit);
      sizes.push_back(page.size());
      for (const std::string_view document : page.Documents()) documents.emplace_back(document);
      more = page.more;
    }
    return sizes;
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
  const auto all = whole.Documents();
  const std::size_t total = all.size();
  ASSERT_EQ(total, 9u);
  EXPECT_FALSE(whole.more);
  for (std::size_t limit = 1; limit <= total + 1; ++limit) {
    for (std::size_t skip = 0; skip <= total + 1; ++skip) {
      SCOPED_TRACE(testing::Message() << "skip " << skip << " limit " << limit);
      const auto page = List(Model::kFlow, skip, limit);
      const std::size_t begin = std::min(skip, total);
      const std::size_t end = std::min(begin + limit, total);
      EXPECT_EQ(page.Documents(),
                std::vector<std::string_view>(all.begin() + begin, all.begin() + end));
      EXPECT_EQ(page.more, end < total);
    }
  }
}

TEST_F(ResourceList, APageEndsBeforeTheDocumentThatIsTooMuch) {
  for (int i = 0; i < 3; ++i) MakeLarge(200'000);
  InstallFlows(3);
  MakeLarge(1'500'000);
  for (int i = 0; i < 2; ++i) MakeLarge(500'000);
  Make("last");
  world_.limits.page_bytes = 64 << 20;
  const auto all = world_.All(account_, Model::kFlow);
  ASSERT_EQ(all.size(), 11u);
  const struct {
    std::size_t page_bytes;
    std::size_t limit;
    std::vector<std::size_t> sizes;
  } cases[] = {
      {64 << 20, 1000, {11}},
      {1'000'000, 1000, {7, 1, 1, 2}},
      {1'002'000, 1000, {7, 1, 3}},
      {600'000, 1000, {2, 5, 1, 1, 2}},
      {1'000'000, 3, {3, 3, 1, 1, 1, 2}},
      {1, 1000, std::vector<std::size_t>(11, 1)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::Message() << c.page_bytes << " bytes, limit " << c.limit);
    world_.limits.page_bytes = c.page_bytes;
    std::vector<std::string> documents;
    EXPECT_EQ(Walk(documents, c.limit), c.sizes);
    EXPECT_EQ(documents, all);
  }
}

TEST_F(ResourceList, TheBoundIsThatOfTheArray) {
  for (int i = 0; i < 3; ++i) MakeLarge(200'000);
  const std::size_t whole = List(Model::kFlow, 0, 10).array.size();
  world_.limits.page_bytes = whole;
  EXPECT_EQ(List(Model::kFlow, 0, 10).size(), 3u);
  world_.limits.page_bytes = whole - 1;
  const auto page = List(Model::kFlow, 0, 10);
  EXPECT_EQ(page.size(), 2u);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(Parse(page.array).root().items().size(), 2u);
  EXPECT_EQ(List(Model::kTool, 0, 10).array, "[]");
}

TEST_F(ResourceList, ALargePageHoldsMemoryAndASmallOneWaitsForNobody) {
  ByteBudget budget(4 << 20, 0);  // whoever would have to wait is refused
  Services services = world_.services();
  services.work = &budget;
  world_.limits.page_bytes = 1 << 20;
  const auto list = [&](std::size_t skip) {
    return ListResources(services, account_.id, Model::kFlow, skip, 10);
  };
  Make("small");
  MakeLarge(700'000);
  MakeLarge(1'500'000);
  {
    const auto page = list(0);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->page.size(), 2u);
    EXPECT_EQ(budget.taken(), 2u << 20);
    const auto second = list(2);
    ASSERT_FALSE(second) << "what is larger than a page counts as what it is";
    EXPECT_EQ(second.error().code(), ErrorCode::kUnavailable);
    EXPECT_TRUE(ListResources(services, account_.id, Model::kFlow, 0, 1));
  }
  EXPECT_EQ(budget.taken(), 0u);
  const auto page = list(2);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->page.size(), 1u);
  EXPECT_GT(budget.taken(), 3'000'000u);
}

TEST_F(ResourceList, HoldsOneModelOfOneAccount) {
  InstallFlows(0);
  EXPECT_EQ(List(Model::kFlow, 0, 10).size(), 1u);
  EXPECT_EQ(List(Model::kConnection, 0, 10).size(), 1u) << "the mapped one";
  EXPECT_EQ(List(Model::kTool, 0, 10).size(), 0u);
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
