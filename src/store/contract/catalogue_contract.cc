#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <tuple>

#include "model/search_terms.h"
#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;
using Position = CatalogueQuery::Position;
using Found = std::vector<std::pair<std::int64_t, TemplateId>>;

Found FoundOf(const std::vector<CatalogueHit>& hits) {
  Found found;
  for (const auto& hit : hits) found.emplace_back(hit.score, hit.row.id);
  return found;
}

/// The rules of ports/store.h, word for word: all templates, all their terms.
class PlainCatalogue {
 public:
  void Put(const Template& row) { terms_[row.id] = TermsOf(row); }

  Found All(const CatalogueQuery& query) const {
    Found found;
    for (const auto& [id, terms] : terms_) {
      if (const auto score = ScoreOf(terms, query); score && !terms.empty()) {
        found.emplace_back(*score, id);
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) {
      return std::tie(other.first, one.second) < std::tie(one.first, other.second);
    });
    return found;
  }

 private:
  static std::optional<std::int64_t> ScoreOf(const std::vector<SearchTerm>& terms,
                                             const CatalogueQuery& query) {
    for (const auto& facet : query.facets) {
      if (std::find(terms.begin(), terms.end(), SearchTerm{facet, 0}) == terms.end()) return {};
    }
    std::int64_t sum = 0;
    for (const auto& word : query.words) {
      std::int64_t best = 0;
      for (const auto& [term, weight] : terms) {
        if (term == word) best = std::max(best, 2 * weight);
        if (term.substr(0, word.size()) == word) best = std::max(best, weight);
      }
      if (best == 0) return {};
      sum += best;
    }
    return sum;
  }

  std::map<TemplateId, std::vector<SearchTerm>> terms_;
};

/// Few words with very different frequencies, so that every place has common and rare ones.
class RandomTemplates {
 public:
  explicit RandomTemplates(std::uint32_t seed) : random_(seed) {}

  std::size_t Below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  bool Chance(double p) { return std::bernoulli_distribution(p)(random_); }

  const std::string& Word() {
    static const std::vector<std::string> kWords = {
        "Order",   "Orders",  "Sync", "Shop",  "Shopify", "SHIP",   "or",     "order2",
        "Größe",   "Bestand", "在庫", "заказ", "a",       "o",      "zebra",  "sh",
        "invoice", "in",      "s",    "zoo",   "ordinal", "shared", "quartz", "naïve"};
    const std::size_t one = Below(kWords.size());
    return kWords[std::min({one, Below(kWords.size()), Below(kWords.size())})];
  }
  std::string Words(std::size_t most) {
    std::string text;
    for (std::size_t n = Below(most + 1); n > 0; --n) text += Word() + (Chance(0.5) ? " " : "-");
    return text;
  }

  Template Next(std::uint32_t n) {
    static const std::vector<std::string> kApplications = {"shopify", "netsuite", "order-hub",
                                                           "Sync.er", "rare"};
    Template row = MakeTemplate(n);
    row.owner = AccountOf(1 + static_cast<std::uint32_t>(Below(3)));
    row.name = Words(4);
    row.description = Words(9);
    row.applications.clear();
    for (std::size_t i = Below(3); i > 0; --i) {
      row.applications.push_back(kApplications[std::min(Below(5), Below(5))]);
    }
    if (Chance(0.01)) row.applications.emplace_back("zebra");
    row.dialect = Chance(0.3) ? Dialect::kDiga : Dialect::kIntegrator;
    row.language = std::vector<std::string>{"", "en", "ES"}[Below(3)];
    row.published = Chance(0.9);
    return row;
  }

  CatalogueQuery Query() {
    CatalogueQuery query;
    for (std::size_t n = Below(4); n > 0; --n) {
      for (const auto& word : WordsIn(Word())) query.words.push_back(Beginning(word));
    }
    for (std::size_t n = Below(3); n > 0; --n) query.facets.push_back(AnyFacet());
    return query;
  }

 private:
  std::string Beginning(const std::string& word) {
    std::size_t size = Chance(0.4) ? word.size() : 1 + Below(word.size());
    while (!IsSearchWord(word.substr(0, size))) ++size;
    return word.substr(0, size);
  }
  std::string AnyFacet() {
    switch (Below(6)) {
      case 0:
        return FacetTerm(Facet::kApplication, "shopify");
      case 1:
        return FacetTerm(Facet::kApplication, Chance(0.5) ? "zebra" : "none");
      case 2:
        return FacetTerm(Facet::kLanguage, "es");
      case 3:
        return FacetTerm(Facet::kKind, KindName(Dialect::kDiga));
      case 4:
        return FacetTerm(Facet::kOwner, AccountOf(2).Text());
      default:
        return std::string(kEveryTemplate);
    }
  }

  std::mt19937 random_;
};

Template Named(std::uint32_t n, std::string name) {
  Template row = MakeTemplate(n);
  row.name = std::move(name);
  row.published = true;
  return row;
}

CatalogueQuery Words(std::vector<std::string> words) {
  return {.words = std::move(words), .facets = {}, .after = {}, .limit = 100};
}

std::vector<CatalogueHit> Search(Store& store, const CatalogueQuery& query) {
  std::vector<CatalogueHit> hits;
  const auto read = store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.SearchCatalogue(query);
    if (!found) return Fail(std::move(found.error()));
    hits = std::move(*found);
    return {};
  });
  EXPECT_TRUE(read);
  return hits;
}

/// All pages, one behind the other.
Found AllPages(Store& store, CatalogueQuery query) {
  Found all;
  for (;;) {
    const Found page = FoundOf(Search(store, query));
    EXPECT_LE(page.size(), query.limit);
    all.insert(all.end(), page.begin(), page.end());
    if (page.size() < query.limit || all.size() > 10'000) return all;
    query.after = Position{page.back().first, page.back().second};
  }
}

Status PutEach(StoreWriter& writer, const std::vector<Template>& rows) {
  for (const auto& row : rows) {
    if (auto put = writer.PutTemplate(row); !put) return put;
  }
  return {};
}

Found PageBehind(const Found& all, const std::optional<Position>& after, std::size_t limit) {
  Found page;
  for (const auto& hit : all) {
    const bool is_behind =
        !after || std::tie(hit.first, after->id) < std::tie(after->score, hit.second);
    if (is_behind && page.size() < limit) page.push_back(hit);
  }
  return page;
}

// There are enough templates for words and facets that a store may call frequent.
TEST_P(StoreContract, SearchesTheCatalogueAsItsRulesSay) {
  RandomTemplates random(20260101);
  PlainCatalogue plain;
  std::vector<Template> rows;
  for (std::uint32_t n = 1; n <= 1300; ++n) plain.Put(rows.emplace_back(random.Next(n)));
  Keep([&](StoreWriter& w) { return PutEach(w, rows); });
  for (int i = 0; i < 90; ++i) {
    CatalogueQuery query = random.Query();
    const Found expected = plain.All(query);
    SCOPED_TRACE(testing::PrintToString(query.words) + testing::PrintToString(query.facets));
    if (i % 15 == 0) {
      query.limit = 1 + expected.size() / 6;
      ASSERT_EQ(AllPages(store(), query), expected);
    }
    // The first page, one from the middle, and one from a place where maybe no template is.
    std::vector<std::optional<Position>> places = {std::nullopt};
    if (!expected.empty()) {
      const auto& hit = expected[random.Below(expected.size())];
      places.emplace_back(Position{hit.first, hit.second});
    }
    places.emplace_back(Position{static_cast<std::int64_t>(random.Below(50)),
                                 TemplateOf(static_cast<std::uint32_t>(random.Below(1400)))});
    for (const auto& place : places) {
      query.after = place;
      query.limit = 1 + random.Below(30);
      ASSERT_EQ(FoundOf(Search(store(), query)), PageBehind(expected, place, query.limit));
    }
  }
}

TEST_P(StoreContract, KeepsTheCatalogueWithItsTemplates) {
  RandomTemplates random(7);
  PlainCatalogue plain;
  for (int round = 0; round < 30; ++round) {
    std::vector<Template> rows;
    for (int i = 0; i < 20; ++i) {
      plain.Put(rows.emplace_back(random.Next(1 + static_cast<std::uint32_t>(random.Below(60)))));
    }
    Template gone = MakeTemplate(1 + static_cast<std::uint32_t>(random.Below(60)));
    gone.published = false;
    plain.Put(gone);
    Keep([&](StoreWriter& w) -> Status {
      if (auto put = PutEach(w, rows); !put) return put;
      return w.RemoveTemplate(gone.id);
    });
    for (int i = 0; i < 5; ++i) {
      CatalogueQuery query = random.Query();
      query.limit = 100;
      ASSERT_EQ(FoundOf(Search(store(), query)), plain.All(query));
    }
  }
}

TEST_P(StoreContract, RanksNamesAndWholeWordsFirst) {
  Template application = Named(1, "one");
  application.applications = {"order"};
  Template description = Named(2, "two");
  description.description = "an order";
  Template begun = Named(5, "three");
  begun.description = "orders";
  Template hidden = Named(6, "order");
  hidden.published = false;
  Keep([&](StoreWriter& w) {
    return PutEach(w, {application, description, Named(4, "Orders"), Named(3, "ORDER"), begun,
                       hidden, Named(7, "reorder")});
  });
  EXPECT_EQ(FoundOf(Search(store(), Words({"order"}))), (Found{{16, TemplateOf(3)},
                                                               {8, TemplateOf(1)},
                                                               {8, TemplateOf(4)},
                                                               {2, TemplateOf(2)},
                                                               {1, TemplateOf(5)}}));
}

TEST_P(StoreContract, GivesWholeRowsOfTheCatalogue) {
  Template row = Named(1, "orders");
  row.version = HashOf(3);
  Template diga = Named(2, "orders");
  diga.dialect = Dialect::kDiga;
  diga.language = "es";
  diga.setup_guide_url = "https://guide.example";
  Keep([&](StoreWriter& w) -> Status {
    if (auto put = PutEach(w, {row, diga}); !put) return put;
    return w.CountInstall(row.id);
  });
  const auto hits = Search(store(), Words({"ord"}));
  ASSERT_EQ(hits.size(), 2u);
  row.installs = 1;
  EXPECT_EQ(Fields(hits[0].row), Fields(row));
  EXPECT_EQ(Fields(hits[1].row), Fields(diga));
}

TEST_P(StoreContract, SearchesWhatAWriteHasChanged) {
  Keep([](StoreWriter& w) { return w.PutTemplate(Named(1, "orders")); });
  EXPECT_EQ(Refused([](StoreWriter& w) -> Status {
              if (auto put = w.PutTemplate(Named(1, "invoices")); !put) return put;
              auto hits = w.SearchCatalogue(Words({"invoices"}));
              if (!hits) return Fail(std::move(hits.error()));
              EXPECT_EQ(hits->size(), 1u);
              hits = w.SearchCatalogue(Words({"orders"}));
              if (!hits) return Fail(std::move(hits.error()));
              EXPECT_TRUE(hits->empty());
              return Fail(ErrorCode::kForbidden, "enough");
            }),
            ErrorCode::kForbidden);
  EXPECT_EQ(Search(store(), Words({"orders"})).size(), 1u);
  EXPECT_TRUE(Search(store(), Words({"invoices"})).empty());
}

TEST_P(StoreContract, FindsNothingByWhatIsNoTerm) {
  std::vector<Template> rows = {Named(1, "orders")};
  for (const auto& text : HostileTexts()) {
    Template& row = rows.emplace_back(Named(static_cast<std::uint32_t>(rows.size() + 1), text));
    row.description = text;
    row.language = text;
    row.applications = {text};
  }
  Keep([&](StoreWriter& w) { return PutEach(w, rows); });
  std::vector<std::string> texts = HostileTexts();
  for (const char* more : {":", ":*", "*", "ord%", "o_ders", "\xff", "ord\xc3", " orders"}) {
    texts.emplace_back(more);
  }
  texts.push_back(std::string("orders\0", 7));
  texts.push_back(std::string(65, 'x'));
  for (const auto& text : texts) {
    if (IsSearchWord(text)) continue;
    EXPECT_TRUE(Search(store(), Words({text})).empty()) << text;
    EXPECT_TRUE(Search(store(), Words({"orders", text})).empty()) << text;
  }
  texts.push_back(std::string(":*\0", 3));
  texts.push_back(":*\xff");
  for (const auto& text : texts) {
    if (text == kEveryTemplate) continue;
    CatalogueQuery query = Words({});
    query.facets = {text};
    EXPECT_TRUE(Search(store(), query).empty()) << text;
    query.facets.emplace_back(kEveryTemplate);
    EXPECT_TRUE(Search(store(), query).empty()) << text;
  }
}

TEST_P(StoreContract, FindsHostileFacets) {
  for (const auto& text : HostileTexts()) {
    if (text.empty()) continue;
    Template row = Named(1, "orders");
    row.language = text;
    Keep([&](StoreWriter& w) { return w.PutTemplate(row); });
    CatalogueQuery query = Words({"orders"});
    query.facets = {FacetTerm(Facet::kLanguage, text)};
    EXPECT_EQ(Search(store(), query).size(), 1u) << text;
  }
}

TEST_P(StoreContract, TakesAnyPlaceAndLimitInTheCatalogue) {
  Keep([](StoreWriter& w) { return PutEach(w, {Named(1, "orders"), Named(2, "orders")}); });
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const struct {
    Position after;
    std::size_t words;
    std::size_t facets;
  } cases[] = {
      {{kMost, TemplateId(UuidOf(1))}, 2, 2},
      {{16, TemplateOf(1)}, 1, 2},
      {{16, TemplateId()}, 2, 2},
      {{15, TemplateId()}, 0, 2},
      {{0, TemplateId()}, 0, 2},
      {{0, TemplateOf(1)}, 0, 1},
      {{-1, TemplateId()}, 0, 0},
      {{std::numeric_limits<std::int64_t>::min(), TemplateId()}, 0, 0},
  };
  for (const auto& c : cases) {
    CatalogueQuery query = Words({"orders"});
    query.after = c.after;
    EXPECT_EQ(Search(store(), query).size(), c.words) << c.after.score;
    query.words.clear();
    EXPECT_EQ(Search(store(), query).size(), c.facets) << c.after.score;
    query.facets = {std::string(kEveryTemplate)};
    EXPECT_EQ(Search(store(), query).size(), c.facets) << c.after.score;
  }
  CatalogueQuery query = Words({"orders"});
  query.limit = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(Search(store(), query).size(), 2u);
  query.limit = 0;
  EXPECT_TRUE(Search(store(), query).empty());
}

}  // namespace
}  // namespace imprint
