#include "app/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>

#include "app/testing/test_world.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::ProblemsOf;
using test::TempFolder;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The store keeps all that is published; rows are put as they are.
class CatalogueTest : public ::testing::Test {
 protected:
  Template Put(const std::string& name, const std::function<void(Template&)>& change = {}) {
    Template row;
    row.id = TemplateId(world_.services().ids.NewObjectIds(1, world_.clock.Now()));
    row.owner = acme_.id;
    row.name = name;
    row.published = true;
    if (change) change(row);
    Write([&](StoreWriter& w) { return w.PutTemplate(row); });
    return row;
  }
  void Write(const std::function<Status(StoreWriter&)>& body) {
    ASSERT_TRUE(world_.memory.Write(body));
  }
  std::vector<std::string> Names(const CatalogueRequest& request) {
    const auto page = SearchCatalogue(world_.services(), request);
    EXPECT_TRUE(page) << page.error().message();
    std::vector<std::string> names;
    for (const auto& item : page->items) names.push_back(item.row.name);
    return names;
  }

  TestWorld world_;
  Account acme_ = world_.NewAccount("acme", true);
  Account other_ = world_.NewAccount("other", true);
};

CatalogueRequest Text(std::string text) {
  CatalogueRequest request;
  request.text = std::move(text);
  return request;
}

TEST_F(CatalogueTest, FindsTemplatesByBeginningsOfWords) {
  Put("Orders to NetSuite");
  Put("Invoices", [](Template& row) { row.description = "And the ORDERS behind them"; });
  Put("Shopify", [](Template& row) { row.applications = {"order-desk"}; });
  Put("Hidden orders", [](Template& row) { row.published = false; });
  EXPECT_THAT(Names(Text("order")), ElementsAre("Orders to NetSuite", "Shopify", "Invoices"));
  EXPECT_THAT(Names(Text("Órd net")), ElementsAre("Orders to NetSuite"));
  EXPECT_THAT(Names(Text("order missing")), IsEmpty());
  EXPECT_THAT(Names(Text("rders")), IsEmpty());
}

TEST_F(CatalogueTest, ListsEverythingById) {
  Put("b");
  Put("a", [](Template& row) { row.dialect = Dialect::kDiga; });
  Put("c", [](Template& row) { row.published = false; });
  EXPECT_THAT(Names({}), ElementsAre("b", "a"));
  EXPECT_THAT(Names(Text(" !? ")), ElementsAre("b", "a"));
}

TEST_F(CatalogueTest, NarrowsByWhatTemplatesHave) {
  Put("one", [](Template& row) { row.applications = {"Shopify", "netsuite"}; });
  Put("two", [&](Template& row) {
    row.applications = {"shopify"};
    row.owner = other_.id;
  });
  Put("three", [](Template& row) {
    row.dialect = Dialect::kDiga;
    row.language = "es";
  });
  const auto with = [](auto member, auto value) {
    CatalogueRequest request;
    request.*member = value;
    return request;
  };
  EXPECT_THAT(Names(with(&CatalogueRequest::application, "shopify")), ElementsAre("one", "two"));
  EXPECT_THAT(Names(with(&CatalogueRequest::application, "NetSuite")), ElementsAre("one"));
  EXPECT_THAT(Names(with(&CatalogueRequest::application, "shop")), IsEmpty());
  EXPECT_THAT(Names(with(&CatalogueRequest::language, "ES")), ElementsAre("three"));
  EXPECT_THAT(Names(with(&CatalogueRequest::kind, Dialect::kDiga)), ElementsAre("three"));
  EXPECT_THAT(Names(with(&CatalogueRequest::kind, Dialect::kIntegrator)),
              ElementsAre("one", "two"));
  EXPECT_THAT(Names(with(&CatalogueRequest::owner, "other")), ElementsAre("two"));
  EXPECT_THAT(Names(with(&CatalogueRequest::owner, other_.id.Text())), ElementsAre("two"));
  EXPECT_THAT(Names(with(&CatalogueRequest::owner, "nobody")), IsEmpty());
  CatalogueRequest both = with(&CatalogueRequest::application, "shopify");
  both.owner = "acme";
  both.text = "on";
  EXPECT_THAT(Names(both), ElementsAre("one"));
  both.text = "tw";
  EXPECT_THAT(Names(both), IsEmpty());
}

// An account may be called what another's id is.
TEST_F(CatalogueTest, TakesAnOwnersIdBeforeANameThatLooksLikeOne) {
  const Account namesake = world_.NewAccount(other_.id.Text(), true);
  Put("by id", [&](Template& row) { row.owner = other_.id; });
  Put("by name", [&](Template& row) { row.owner = namesake.id; });
  CatalogueRequest request;
  request.owner = other_.id.Text();
  EXPECT_THAT(Names(request), ElementsAre("by id"));
}

TEST_F(CatalogueTest, TellsOwnersScoresAndLatestVersions) {
  const Template row = Put("Orders");
  Put("Order");
  Put("Orderly", [](Template& gone) { gone.owner = AccountId(*Id::FromBytes("twelve bytes")); });
  for (const std::uint32_t number : {1u, 2u}) {
    Write([&](StoreWriter& w) {
      TemplateVersion version;
      version.template_id = row.id;
      version.number = number;
      return w.PutTemplateVersion(version);
    });
  }
  const auto page = SearchCatalogue(world_.services(), Text("order"));
  ASSERT_TRUE(page);
  ASSERT_THAT(page->items, SizeIs(3));
  EXPECT_EQ(page->items[0].row.name, "Order");
  EXPECT_EQ(page->items[0].score, 16);
  EXPECT_EQ(page->items[0].owner_name, "acme");
  EXPECT_FALSE(page->items[0].version);
  EXPECT_EQ(page->items[1].row.name, "Orders");
  EXPECT_EQ(page->items[1].score, 8);
  ASSERT_TRUE(page->items[1].version);
  EXPECT_EQ(page->items[1].version->number, 2u);
  EXPECT_EQ(page->items[2].owner_name, "");
  EXPECT_EQ(page->next, "");
}

TEST_F(CatalogueTest, PagesThroughEachTemplateOnce) {
  std::vector<std::string> expected;
  for (int i = 0; i < 7; ++i) Put(expected.emplace_back("order " + std::to_string(i)));
  for (int i = 0; i < 4; ++i) Put(expected.emplace_back("orders " + std::to_string(i)));
  for (const char* text : {"order", ""}) {
    for (std::size_t limit = 1; limit <= 12; ++limit) {
      CatalogueRequest request = Text(text);
      request.limit = limit;
      std::vector<std::string> all;
      do {
        const auto page = SearchCatalogue(world_.services(), request);
        ASSERT_TRUE(page);
        ASSERT_LE(page->items.size(), limit);
        for (const auto& item : page->items) all.push_back(item.row.name);
        request.cursor = page->next;
        EXPECT_EQ(request.cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                   "abcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
      } while (!request.cursor.empty() && all.size() < 100);
      EXPECT_EQ(all, expected) << limit;
    }
  }
}

TEST_F(CatalogueTest, PagesThroughIdsOfBothKinds) {
  Put("one");
  Put("two", [&](Template& row) {
    row.id = TemplateId(world_.services().ids.NewUuids(1, world_.clock.Now()));
  });
  Put("three");
  CatalogueRequest request;
  request.limit = 1;
  std::vector<std::string> all;
  do {
    const auto page = SearchCatalogue(world_.services(), request);
    ASSERT_TRUE(page);
    for (const auto& item : page->items) all.push_back(item.row.name);
    request.cursor = page->next;
  } while (!request.cursor.empty() && all.size() < 10);
  std::sort(all.begin(), all.end());
  EXPECT_THAT(all, ElementsAre("one", "three", "two"));
}

TEST_F(CatalogueTest, GivesNoMoreThanTheLimit) {
  for (int i = 0; i < 5; ++i) Put("order");
  world_.limits.page_items = 3;
  for (const std::size_t limit : {std::size_t{0}, std::size_t{3}, std::size_t{1000}}) {
    CatalogueRequest request;
    request.limit = limit;
    const auto page = SearchCatalogue(world_.services(), request);
    ASSERT_TRUE(page);
    EXPECT_THAT(page->items, SizeIs(3)) << limit;
    EXPECT_NE(page->next, "");
  }
}

TEST_F(CatalogueTest, RefusesCursorsThatItNeverGave) {
  Put("one");
  Put("two");
  CatalogueRequest request;
  request.limit = 1;
  const auto page = SearchCatalogue(world_.services(), request);
  ASSERT_TRUE(page);
  const std::string good = page->next;
  for (const std::string& bad :
       {std::string("x"), std::string("===="), std::string("AAAA"), good + "A",
        good + "==", good.substr(1), good.substr(0, good.size() - 1), "_" + good.substr(1),
        " " + good, std::string("AAAA/AAA"), std::string("AAAAAAAAAAA"), std::string(27, '+'),
        std::string(10'000, 'A'), std::string("AAAA\0AAA", 8), std::string("\xff\xfe")}) {
    request.cursor = bad;
    const auto refused = SearchCatalogue(world_.services(), request);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(CodeOf(refused), ErrorCode::kInvalidQuery);
    EXPECT_EQ(refused.error().problems.front().field, "cursor");
  }
}

TEST_F(CatalogueTest, RefusesTooManyWords) {
  std::string text;
  for (int i = 0; i < 32; ++i) text += "w" + std::to_string(i) + " w" + std::to_string(i) + " ";
  EXPECT_THAT(Names(Text(text)), IsEmpty());
  const auto refused = SearchCatalogue(world_.services(), Text(text + "one more"));
  EXPECT_EQ(CodeOf(refused), ErrorCode::kInvalidQuery);
  EXPECT_EQ(refused.error().problems.front().field, "q");
}

TEST_F(CatalogueTest, TakesHostileTexts) {
  Put("orders", [](Template& row) { row.language = "es"; });
  for (const std::string& text :
       {std::string("'; DROP TABLE templates; --"), std::string("%"), std::string("\xff\xfe"),
        std::string("\0", 1), std::string(":*"), std::string(10'000, 'x'), std::string("{}%s")}) {
    EXPECT_TRUE(SearchCatalogue(world_.services(), Text(text)));
    CatalogueRequest request;
    request.application = request.language = request.owner = text;
    EXPECT_THAT(Names(request), IsEmpty());
  }
}

/// Rows of a store from before there were terms.
class EnsureCatalogueTest : public CatalogueTest {
 protected:
  Services WithSqlite() {
    const Services& s = world_.services();
    return {*store_, s.blobs, s.clock, s.ids, s.versions, s.secrets, s.upload_key, s.limits};
  }
  std::size_t Found() {
    const auto page = SearchCatalogue(WithSqlite(), Text("order"));
    EXPECT_TRUE(page);
    return page->items.size();
  }
  void Run(const char* sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  }

  TempFolder folder_;
  std::string path_ = folder_.Path("imprint.db");
  std::unique_ptr<Store> store_ = std::move(*SqliteStore::Open(path_));
};

TEST_F(EnsureCatalogueTest, MakesTheTermsOfAllTemplatesOnce) {
  constexpr std::uint32_t kMany = 250;
  ASSERT_TRUE(store_->Write([&](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < kMany; ++n) {
      Template row;
      row.id = TemplateId(Id::FromBytes("twelve bytes")->Plus(n));
      row.name = "Order";
      row.dialect = n % 2 == 0 ? Dialect::kIntegrator : Dialect::kDiga;
      row.published = n % 10 != 0;
      row.installs = 5;
      if (auto put = w.PutTemplate(row); !put) return put;
    }
    return {};
  }));
  EXPECT_EQ(Found(), kMany - kMany / 10);
  Run("DELETE FROM template_terms; DELETE FROM catalogue_postings");
  EXPECT_EQ(Found(), 0u);
  ASSERT_TRUE(EnsureCatalogue(WithSqlite()));
  EXPECT_EQ(Found(), kMany - kMany / 10);

  // The setting says that all is done.
  Run("DELETE FROM template_terms; DELETE FROM catalogue_postings");
  ASSERT_TRUE(EnsureCatalogue(WithSqlite()));
  EXPECT_EQ(Found(), 0u);
  ASSERT_TRUE(store_->Write(
      [](StoreWriter& w) { return w.PutSetting(kCatalogueTermsSetting, "of another release"); }));
  ASSERT_TRUE(EnsureCatalogue(WithSqlite()));
  EXPECT_EQ(Found(), kMany - kMany / 10);
}

TEST_F(EnsureCatalogueTest, LeavesTheRowsAsTheyAre) {
  Template row;
  row.id = TemplateId(*Id::FromBytes("twelve bytes"));
  row.name = "Order";
  row.published = true;
  row.modified = FromMillis(77);
  ASSERT_TRUE(store_->Write([&](StoreWriter& w) -> Status {
    if (auto put = w.PutTemplate(row); !put) return put;
    return w.CountInstall(row.id);
  }));
  ASSERT_TRUE(EnsureCatalogue(WithSqlite()));
  const auto page = SearchCatalogue(WithSqlite(), {});
  ASSERT_TRUE(page);
  ASSERT_THAT(page->items, SizeIs(1));
  EXPECT_EQ(page->items[0].row.modified, row.modified);
  EXPECT_EQ(page->items[0].row.installs, 1);
}

TEST_F(EnsureCatalogueTest, TakesAnEmptyStore) {
  EXPECT_TRUE(EnsureCatalogue(WithSqlite()));
  EXPECT_TRUE(EnsureCatalogue(WithSqlite()));
}

}  // namespace
}  // namespace imprint
