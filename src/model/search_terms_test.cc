#include "model/search_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace imprint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string Repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

Template Published() {
  Template row;
  row.owner = AccountId(*Id::FromObjectIdText("65f000000000000000000001"));
  row.published = true;
  return row;
}

std::map<std::string, std::int64_t> WeightsOf(const Template& row) {
  std::map<std::string, std::int64_t> weights;
  for (const auto& [term, weight] : TermsOf(row)) {
    if (!term.starts_with(":")) weights[term] = weight;
  }
  return weights;
}

TEST(WordsIn, SplitsAtWhatIsNeitherLetterNorDigit) {
  EXPECT_THAT(WordsIn("Shopify -> NetSuite: orders/refunds (v2), e-mail & integrator.io"),
              ElementsAre("shopify", "netsuite", "orders", "refunds", "v2", "e", "mail",
                          "integrator", "io"));
  EXPECT_THAT(WordsIn("order_id a:b *"), ElementsAre("order", "id", "a", "b"));
  EXPECT_THAT(WordsIn(""), IsEmpty());
  EXPECT_THAT(WordsIn(" \t\r\n-- !? \xf0\x9f\x99\x82"), IsEmpty());
}

TEST(WordsIn, GivesEachWordOnceInItsFirstPlace) {
  EXPECT_THAT(WordsIn("b a B c A"), ElementsAre("b", "a", "c"));
}

TEST(WordsIn, FoldsCaseAccentsAndWidths) {
  EXPECT_THAT(WordsIn("Ünïcödé STRASSE straße"), ElementsAre("unicode", "strasse"));
  EXPECT_THAT(WordsIn("re\u0301sume\u0301 résumé"), ElementsAre("resume"));
  EXPECT_THAT(WordsIn("ＡＢＣ１２ ﬁle ²"), ElementsAre("abc12", "file", "2"));
  EXPECT_THAT(WordsIn("ΣΊΣΥΦΟΣ σίσυφος"), ElementsAre("σισυφοσ"));
  EXPECT_THAT(WordsIn("ЗАКАЗ заказ"), ElementsAre("заказ"));
}

TEST(WordsIn, MakesIdeographsAndKanaWordsOfTheirOwn) {
  EXPECT_THAT(WordsIn("在庫API管理"), ElementsAre("在", "庫", "api", "管", "理"));
  EXPECT_THAT(WordsIn("のデ"), ElementsAre("の", "テ"));
  EXPECT_THAT(WordsIn("𠀀x"), ElementsAre("𠀀", "x"));
  EXPECT_THAT(WordsIn("주문 동기화"), ElementsAre("주문", "동기화"));
}

TEST(WordsIn, KeepsWordsTogetherOverInvisibleCharacters) {
  EXPECT_THAT(WordsIn("inte\u00adgration"), ElementsAre("integration"));
  EXPECT_THAT(WordsIn("می\u200cخواهم"), SizeIs(1));
  EXPECT_THAT(WordsIn("a\u200bb"), ElementsAre("a", "b"));
}

TEST(WordsIn, CutsLongWordsAtACharacter) {
  EXPECT_THAT(WordsIn(std::string(1000, 'x') + " y"), ElementsAre(std::string(64, 'x'), "y"));
  EXPECT_THAT(WordsIn("x" + Repeat("ж", 100)), ElementsAre("x" + Repeat("ж", 31)));
  // Nothing of a cut word starts another one, even where it would fit.
  EXPECT_THAT(WordsIn(std::string(63, 'x') + "жy"), ElementsAre(std::string(63, 'x')));
}

TEST(WordsIn, TakesNulsAndRefusesWhatIsNotUtf8) {
  EXPECT_THAT(WordsIn(std::string_view("a\0b", 3)), ElementsAre("a", "b"));
  for (const char* text : {"abc \xff def", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"}) {
    EXPECT_THAT(WordsIn(text), IsEmpty()) << testing::PrintToString(text);
  }
}

TEST(WordsIn, TakesLongRunsOfMarks) {
  // In an order that Unicode would have sorted: alternating classes, 200 KB.
  EXPECT_THAT(WordsIn("a" + Repeat("\u0301\u0327", 50'000) + "b"), ElementsAre("ab"));
}

TEST(WordsIn, TakesCharactersThatGrow) {
  // One character that stands for four words of eighteen characters.
  EXPECT_THAT(WordsIn(Repeat("\ufdfa", 30'000)).front(), Not(IsEmpty()));
}

TEST(WordsIn, GivesSearchWordsOnly) {
  const std::string texts[] = {"Order IDs 12 ½ Ⅷ ǅ",        "ﷺ",     "在庫 データ",
                               std::string(200, 'x') + "é", "ʰ ª º", "İstanbul ŉ ẞ"};
  for (const std::string& text : texts) {
    for (const std::string& word : WordsIn(text)) EXPECT_TRUE(IsSearchWord(word)) << word;
  }
}

TEST(IsSearchWord, RefusesWhatNoTermIs) {
  for (const char* text : {"", "a b", ":", ":*", "a:b", "*", "-", "\xff", "a\xc3"}) {
    EXPECT_FALSE(IsSearchWord(text)) << text;
  }
  EXPECT_FALSE(IsSearchWord(std::string_view("a\0", 2)));
  EXPECT_FALSE(IsSearchWord(std::string(65, 'x')));
  EXPECT_TRUE(IsSearchWord(std::string(64, 'x')));
  EXPECT_TRUE(IsSearchWord("庫"));
}

TEST(TermsOf, WeighsWordsByTheirPlace) {
  Template row = Published();
  row.name = "Shopify orders";
  row.applications = {"shopify", "net-suite"};
  row.description = "Syncs orders to NetSuite and net.";
  EXPECT_EQ(WeightsOf(row), (std::map<std::string, std::int64_t>{{"shopify", 8},
                                                                 {"orders", 8},
                                                                 {"net", 4},
                                                                 {"suite", 4},
                                                                 {"syncs", 1},
                                                                 {"to", 1},
                                                                 {"netsuite", 1},
                                                                 {"and", 1}}));
}

TEST(TermsOf, GivesTermsAscendingAndOnce) {
  Template row = Published();
  row.name = "b a é Ж 庫 zz z";
  row.description = "a b c";
  row.applications = {"b", "B", "z"};
  const auto terms = TermsOf(row);
  EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end(), [](const auto& one, const auto& other) {
    return one.term < other.term;
  }));
  EXPECT_EQ(
      std::adjacent_find(terms.begin(), terms.end(),
                         [](const auto& one, const auto& other) { return one.term == other.term; }),
      terms.end());
}

TEST(TermsOf, HasFacetsWithoutWeight) {
  Template row = Published();
  row.applications = {"Shopify", "net-suite"};
  row.language = "ES-mx";
  row.dialect = Dialect::kDiga;
  const SearchTerm expected[] = {{":*", 0},           {":app:net-suite", 0},
                                 {":app:shopify", 0}, {":kind:diga", 0},
                                 {":lang:es-mx", 0},  {":owner:65f000000000000000000001", 0}};
  const auto terms = TermsOf(row);
  for (const auto& term : expected) EXPECT_THAT(terms, Contains(term)) << term.term;
  const auto facets = std::count_if(terms.begin(), terms.end(), [](const SearchTerm& term) {
    return term.term.starts_with(":");
  });
  EXPECT_EQ(facets, 6);
}

TEST(TermsOf, GivesNothingOfUnpublishedTemplates) {
  Template row = Published();
  row.name = "Orders";
  row.published = false;
  EXPECT_THAT(TermsOf(row), IsEmpty());
}

TEST(TermsOf, CountsTheFirstWordsOfALongDescription) {
  Template row = Published();
  row.name = "last";
  row.description = "same same same ";
  for (int i = 0; i < 600; ++i) row.description += "w" + std::to_string(i) + " ";
  row.description += Repeat("filler ", 15'000);
  const auto weights = WeightsOf(row);
  EXPECT_EQ(weights.size(), 501u);
  EXPECT_TRUE(weights.contains("same"));
  EXPECT_TRUE(weights.contains("w498"));
  EXPECT_FALSE(weights.contains("w499"));
  EXPECT_FALSE(weights.contains("filler"));
}

TEST(FacetTerm, ComparesValuesAsWordsAreButWhole) {
  EXPECT_EQ(FacetTerm(Facet::kApplication, "Net-Suite"), ":app:net-suite");
  EXPECT_EQ(FacetTerm(Facet::kLanguage, "PT-BR"), ":lang:pt-br");
  EXPECT_EQ(FacetTerm(Facet::kKind, KindName(Dialect::kIntegrator)), ":kind:integrator");
  EXPECT_EQ(FacetTerm(Facet::kOwner, "65F0"), ":owner:65f0");
  EXPECT_NE(FacetTerm(Facet::kApplication, "a:b"), FacetTerm(Facet::kApplication, "a"));
}

TEST(FacetTerm, TakesHostileValues) {
  EXPECT_EQ(FacetTerm(Facet::kLanguage, std::string_view("e\0s\x01", 4)), ":lang:es");
  EXPECT_EQ(FacetTerm(Facet::kLanguage, "\xff"), ":lang:");
  EXPECT_EQ(FacetTerm(Facet::kLanguage, "x" + Repeat("ж", 500)), ":lang:x" + Repeat("ж", 63));
}

}  // namespace
}  // namespace imprint
