#include <algorithm>
#include <map>
#include <random>

#include "model/search_terms.h"
#include "store/sqlite/catalogue_numbers.h"
#include "store/sqlite/catalogue_search.h"
#include "store/sqlite/postings.h"
#include "store/sqlite/templates.h"
#include "store/sqlite/testing/sqlite_files.h"

namespace imprint::sqlite {
namespace {

using namespace samples;

/// The tables behind the catalogue, without the store around them.
class CatalogueIndexTest : public testing::Test {
 protected:
  CatalogueIndexTest() {
    OpenGood(path_).reset();
    auto opened = Connection::Open(path_, Access::kReadWrite, std::chrono::seconds(5));
    if (!opened) throw std::runtime_error(opened.error().detail);
    connection_ = std::move(*opened);
    // One transaction: nothing here is about durability.
    if (!connection_->RunScript("BEGIN")) throw std::runtime_error("BEGIN");
  }

  std::uint32_t Number(TemplateId id) {
    const auto number = NumberOf(*connection_, id);
    EXPECT_TRUE(number);
    return *number;
  }
  void Put(std::uint32_t n, const std::string& name) {
    Template row = MakeTemplate(n);
    row.name = name;
    row.published = true;
    ASSERT_TRUE(PutTemplate(*connection_, row));
  }
  std::vector<TemplateId> Search(const CatalogueQuery& query) {
    const auto hits = FindHits(*connection_, query);
    EXPECT_TRUE(hits) << hits.error().detail;
    std::vector<TemplateId> ids;
    for (const auto& hit : *hits) ids.push_back(hit.id);
    return ids;
  }

  struct StoredBlock {
    std::int64_t first = 0;
    std::string bytes;
  };
  std::vector<StoredBlock> BlocksOf(const std::string& term) {
    auto blocks = QueryAll<StoredBlock>(
        *connection_,
        "SELECT first, postings FROM catalogue_postings WHERE term = ?1 ORDER BY first",
        [](Statement& row) {
          StoredBlock block;
          row.Read(block.first, block.bytes);
          return block;
        },
        Blob{term});
    EXPECT_TRUE(blocks);
    return *blocks;
  }

  TempDir dir_;
  const std::string path_ = dir_.File("imprint.db");
  std::unique_ptr<Connection> connection_;
};

CatalogueQuery Query(std::vector<std::string> words, std::size_t limit) {
  return {.words = std::move(words), .facets = {}, .after = {}, .limit = limit};
}

TEST_F(CatalogueIndexTest, KeepsPostingsThroughPutsAndRemovals) {
  constexpr std::int64_t kWeights[] = {0, kDescriptionWeight, kApplicationWeight, kNameWeight};
  const std::string terms[] = {"order", "orders", ":*"};
  std::map<std::string, std::map<std::uint32_t, std::int64_t>> expected;
  std::mt19937 random(11);
  for (int step = 0; step < 9000; ++step) {
    const std::string& term = terms[random() % std::size(terms)];
    // First they mostly come, then they mostly go.
    const bool comes = random() % 10 < (step < 6000 ? 8u : 1u);
    const auto number = static_cast<std::uint32_t>(1 + random() % 1500);
    if (comes) {
      const std::int64_t weight = kWeights[random() % std::size(kWeights)];
      expected[term][number] = weight;
      ASSERT_TRUE(PutPosting(*connection_, term, Posting(number, weight)));
    } else {
      expected[term].erase(number);
      ASSERT_TRUE(RemovePosting(*connection_, term, number));
    }
    if (step % 3000 != 2999) continue;
    for (const std::string& each : terms) {
      std::vector<std::pair<std::uint32_t, std::int64_t>> found;
      std::int64_t end = -1;
      for (const auto& [first, bytes] : BlocksOf(each)) {
        const PostingBlock block(bytes);
        ASSERT_TRUE(block.IsWhole());
        ASSERT_GT(block.size(), 0u);
        ASSERT_LE(bytes.size(), 1000u);
        for (std::size_t i = 0; i < block.size(); ++i) {
          ASSERT_GE(block[i].number(), first);
          found.emplace_back(block[i].number(), block[i].weight());
        }
        ASSERT_GT(first, end);
        end = found.back().first;
      }
      const auto& wanted = expected[each];
      EXPECT_TRUE(std::equal(found.begin(), found.end(), wanted.begin(), wanted.end(),
                             [](const auto& one, const auto& other) {
                               return one.first == other.first && one.second == other.second;
                             }))
          << each;
    }
  }
}

TEST_F(CatalogueIndexTest, GivesFreeNumbersAgain) {
  EXPECT_EQ(Number(TemplateOf(5)), 1u);
  EXPECT_EQ(Number(TemplateOf(4)), 2u);
  EXPECT_EQ(Number(TemplateOf(5)), 1u);
  ASSERT_TRUE(FreeNumber(*connection_, TemplateOf(5)));
  ASSERT_TRUE(FreeNumber(*connection_, TemplateOf(9)));  // which has none
  EXPECT_EQ(Number(TemplateOf(7)), 1u);
  EXPECT_EQ(Number(TemplateOf(5)), 3u);
  EXPECT_EQ(*EndOfNumbers(*connection_), 4u);
  NumberedIds ids(*connection_, 4);
  EXPECT_EQ(NumberedIds::IdOf(*ids.KeyOf(1)), TemplateOf(7));
  EXPECT_EQ(NumberedIds::IdOf(*ids.KeyOf(2)), TemplateOf(4));
  EXPECT_EQ(NumberedIds::IdOf(*ids.KeyOf(3)), TemplateOf(5));
}

TEST_F(CatalogueIndexTest, OrdersKeysAsIds) {
  const std::string twelve = "twelve bytes";
  std::vector<TemplateId> ids;
  for (const std::string& bytes :
       {twelve, twelve + std::string(4, '\0'), twelve + "\x01" + std::string(3, '\0'),
        std::string(12, '\xff'), std::string(16, '\xff'), std::string(16, '\x01')}) {
    ids.emplace_back(*Id::FromBytes(bytes));
  }
  for (const TemplateId& one : ids) {
    EXPECT_EQ(NumberedIds::IdOf(NumberedIds::MakeKey(one).data()), one);
    for (const TemplateId& other : ids) {
      EXPECT_EQ(NumberedIds::MakeKey(one) < NumberedIds::MakeKey(other), one < other);
    }
  }
}

// Among so many that are equally good, the first are found by a walk; where they are all at the
// end, by sorting.
TEST_F(CatalogueIndexTest, OrdersManyEqualHitsByTheirIds) {
  constexpr std::uint32_t kMany = 3000;
  std::vector<std::uint32_t> order;
  for (std::uint32_t n = 1; n <= kMany; ++n) order.push_back(n);
  std::shuffle(order.begin(), order.end(), std::mt19937(3));
  for (const std::uint32_t n : order) Put(n, n > kMany / 2 ? "late order" : "early order");
  for (const auto& [word, first] : {std::pair("order", 1u), std::pair("late", kMany / 2 + 1)}) {
    for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{1200}}) {
      SCOPED_TRACE(testing::Message() << word << " " << limit);
      std::vector<TemplateId> expected;
      for (std::uint32_t n = 0; n < limit; ++n) expected.push_back(TemplateOf(first + n));
      EXPECT_EQ(Search(Query({word}, limit)), expected);
    }
    CatalogueQuery query = Query({word}, 2);
    query.after = CatalogueQuery::Position{16, TemplateOf(kMany - 1)};
    EXPECT_EQ(Search(query), std::vector{TemplateOf(kMany)});
  }
}

TEST_F(CatalogueIndexTest, LeavesNothingOfATemplateThatIsNoLongerPublished) {
  Put(1, "orders");
  Put(2, "orders");
  Template hidden = MakeTemplate(1);
  hidden.published = false;
  ASSERT_TRUE(PutTemplate(*connection_, hidden));
  ASSERT_TRUE(RemoveTemplate(*connection_, TemplateOf(2)));
  for (const char* count :
       {"SELECT count(*) FROM template_terms", "SELECT count(*) FROM catalogue_postings",
        "SELECT count(template) FROM catalogue_numbers"}) {
    const auto left = QueryOne(*connection_, count, ReadColumn<std::uint64_t>);
    ASSERT_TRUE(left);
    EXPECT_EQ(**left, 0u) << count;
  }
}

TEST_F(CatalogueIndexTest, TellsDamage) {
  Put(1, "orders");
  Put(2, "orders");
  for (const char* breaks :
       {"UPDATE catalogue_postings SET postings = x'010203' WHERE term = CAST('orders' AS BLOB)",
        "UPDATE catalogue_postings SET postings = x'ffffffff' WHERE term = CAST('orders' AS BLOB)",
        "UPDATE catalogue_postings SET postings = x'01' WHERE term = x'3a2a'"}) {
    SCOPED_TRACE(breaks);
    Savepoint undone(*connection_);
    ASSERT_TRUE(connection_->RunScript(breaks));
    CatalogueQuery query = Query({"orders"}, 10);
    query.facets = {std::string(kEveryTemplate)};
    const auto hits = FindHits(*connection_, query);
    ASSERT_FALSE(hits);
    EXPECT_EQ(hits.error().code(), ErrorCode::kInternal);
  }
  ASSERT_TRUE(connection_->RunScript("UPDATE catalogue_ids SET ids = x''"));
  NumberedIds ids(*connection_, 3);
  EXPECT_FALSE(ids.KeyOf(1));
}

}  // namespace
}  // namespace imprint::sqlite
