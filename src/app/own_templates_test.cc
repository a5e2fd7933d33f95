#include "app/own_templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/diga_templates.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OwnTemplatesTest : public ::testing::Test {
 protected:
  TemplateId PublishDiga(const Account& owner) {
    const json::Document document =
        test::Parse(R"({"name":"Desk","language":"en","template":{"integration_type":"HTTP",)"
                    R"("base_url":"https://example.org"}})");
    return CreateDigaTemplate(world_.services(), owner, document).value().row.id;
  }
  std::vector<TemplateId> Listed(const Account& account, TemplateId after, std::size_t limit,
                                 std::string* next = nullptr) {
    const CataloguePage page = ListOwnTemplates(world_.services(), account, after, limit).value();
    if (next) *next = page.next;
    std::vector<TemplateId> ids;
    for (const CatalogueItem& item : page.items) ids.push_back(item.row.id);
    return ids;
  }

  test::TestWorld world_;
  Account acme_ = world_.NewAccount("acme", true);
  Account other_ = world_.NewAccount("other", true);
};

TEST_F(OwnTemplatesTest, ListsBothDialectsPublishedOrNot) {
  const TemplateId bare = world_.NewTemplate(acme_);
  const TemplateId published = world_.Publish(acme_, test::SmallBundle());
  const TemplateId diga = PublishDiga(acme_);
  world_.Publish(other_, test::SmallBundle());
  std::vector<TemplateId> expected = {bare, published, diga};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(Listed(acme_, {}, 100), expected);
  EXPECT_THAT(Listed(world_.NewAccount("shop"), {}, 100), IsEmpty());
}

TEST_F(OwnTemplatesTest, PagesGiveEachOnce) {
  std::vector<TemplateId> all;
  for (int i = 0; i < 4; ++i) all.push_back(world_.NewTemplate(acme_));
  all.push_back(PublishDiga(acme_));
  std::sort(all.begin(), all.end());
  std::vector<TemplateId> seen;
  std::string next;
  TemplateId after;
  do {
    const auto ids = Listed(acme_, after, 2, &next);
    seen.insert(seen.end(), ids.begin(), ids.end());
    after = seen.back();
    if (!next.empty()) {
      EXPECT_EQ(next, after.Text());
    }
  } while (!next.empty());
  EXPECT_EQ(seen, all);
  EXPECT_THAT(Listed(acme_, all.back(), 2, &next), IsEmpty());
  EXPECT_EQ(next, "");
  EXPECT_EQ(Listed(acme_, {}, 5, &next), all);
  EXPECT_EQ(next, "") << "there are no more";
}

TEST_F(OwnTemplatesTest, ShowsOnesOwnAndPublishedOnes) {
  const TemplateId bare = world_.NewTemplate(acme_);
  const TemplateId published = world_.Publish(acme_, test::SmallBundle());
  const auto& services = world_.services();
  EXPECT_EQ(FindTemplateItem(services, acme_.id, bare)->version, std::nullopt);
  EXPECT_EQ(CodeOf(FindTemplateItem(services, other_.id, bare)), ErrorCode::kNotFound);
  const auto seen = FindTemplateItem(services, other_.id, published);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->owner_name, "acme");
  ASSERT_TRUE(seen->version);
  EXPECT_EQ(seen->version->number, 1u);
  EXPECT_EQ(seen->score, 0);
  const auto nothing = FindTemplateItem(services, other_.id, TemplateId());
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().problems[0].field, "template");
}

}  // namespace
}  // namespace imprint
