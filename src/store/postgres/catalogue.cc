#include "store/postgres/catalogue.h"

#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "model/search_terms.h"
#include "store/postgres/templates.h"
#include "store/sql/catalogue_query.h"
#include "store/sql/catalogue_statements.h"

namespace imprint::postgres {
namespace {

using catalogue::Place;
using catalogue::PlaceCounts;
using catalogue::Scored;
using catalogue::Wanted;
using Texts = std::vector<std::string_view>;

// Behind the words: catalogue::kBehindWords.
#define IMPRINT_GIVEN                                                     \
  "WITH words (word, behind) AS MATERIALIZED (SELECT given.word, "        \
  "given.word || '\\xf48fbfbf'::bytea FROM unnest($1) AS given (word)), " \
  "facets (term) AS MATERIALIZED (SELECT given.term FROM unnest($2) AS given (term))"

Texts ViewsOf(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string BehindOf(std::string_view word) {
  return std::string(word).append(catalogue::kBehindWords);
}

Scored ReadScored(Row& row) {
  Scored scored;
  row.Read(scored.id, scored.score);
  return scored;
}

PlaceCounts ReadCounts(Row& row) {
  PlaceCounts counts{};
  std::apply([&](auto&... count) { row.Read(count...); }, counts);
  return counts;
}

class TermIndex final : public catalogue::Index {
 public:
  explicit TermIndex(Transaction& transaction) : transaction_(transaction) {}

  Result<Counts> Count(const Wanted& wanted, std::uint64_t most) override {
    Status asked;
    for (const auto& word : wanted.words) {
      if (asked) {
        asked = transaction_.Ask(IMPRINT_CATALOGUE_COUNT_WORD("$"), word, BehindOf(word), most);
      }
    }
    for (const auto& facet : wanted.facets) {
      if (asked) asked = transaction_.Ask(IMPRINT_CATALOGUE_COUNT_FACET("$"), facet, most);
    }
    if (!asked) return Fail(std::move(asked.error()));
    auto answers = transaction_.Collect();
    if (!answers) return Fail(std::move(answers.error()));
    return Read(*answers, wanted.words.size());
  }

  Result<std::vector<Scored>> Walk(const Wanted& beside, std::string_view facet, TemplateId from,
                                   std::size_t limit) override {
    return transaction_.QueryAll(IMPRINT_CATALOGUE_WALK(IMPRINT_GIVEN, "$"), ReadScored,
                                 ViewsOf(beside.words), ViewsOf(beside.facets), facet, from,
                                 std::uint64_t{limit});
  }

  Result<std::vector<Scored>> List(const Wanted& wanted, std::string_view word,
                                   Place place) override {
    const std::string behind = place.whole ? std::string(word) + '\0' : BehindOf(word);
    return transaction_.QueryAll(IMPRINT_CATALOGUE_LIST(IMPRINT_GIVEN, "$"), ReadScored,
                                 ViewsOf(wanted.words), ViewsOf(wanted.facets), place.weight, word,
                                 behind);
  }

  Result<std::vector<Scored>> Best(const Wanted& beside, std::string_view word,
                                   const std::optional<CatalogueQuery::Position>& after,
                                   std::size_t limit) override {
    const auto last = after.value_or(
        CatalogueQuery::Position{std::numeric_limits<std::int64_t>::max(), TemplateId()});
    return transaction_.QueryAll(IMPRINT_CATALOGUE_BEST(IMPRINT_GIVEN, "$"), ReadScored,
                                 ViewsOf(beside.words), ViewsOf(beside.facets), word,
                                 BehindOf(word), last.score, last.id, std::uint64_t{limit});
  }

 private:
  Result<Counts> Read(const std::vector<Rows>& answers, std::size_t words) {
    Counts counts;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (i < words) {
        auto count = transaction_.Noted(answers[i].First(ReadCounts));
        if (!count) return Fail(std::move(count.error()));
        counts.words.push_back(count->value_or(PlaceCounts{}));
      } else {
        auto count = transaction_.Noted(answers[i].First(ReadColumn<std::uint64_t>));
        if (!count) return Fail(std::move(count.error()));
        counts.facets.push_back(count->value_or(0));
      }
    }
    return counts;
  }

  Transaction& transaction_;
};

#undef IMPRINT_GIVEN

// PostgreSQL takes these statements for so expensive that it compiles them, which takes longer than
// they do. Other servers may not know the setting.
Status AvoidCompiling(Transaction& transaction) {
  return transaction.Post(
      "SELECT set_config('jit', 'off', true) WHERE current_setting('jit', true) IS NOT NULL");
}

}  // namespace

Result<std::vector<CatalogueHit>> SearchCatalogue(Transaction& transaction,
                                                  const CatalogueQuery& query) {
  if (auto set = AvoidCompiling(transaction); !set) return Fail(std::move(set.error()));
  TermIndex index(transaction);
  auto found = catalogue::FindHits(index, query);
  if (!found) return Fail(std::move(found.error()));
  std::vector<CatalogueHit> hits;
  hits.reserve(found->size());
  for (const auto& [score, id] : *found) {
    auto row = FindTemplate(transaction, id);
    if (!row) return Fail(std::move(row.error()));
    if (*row) hits.push_back({std::move(**row), score});
  }
  return hits;
}

// Leaves alone what stays as it is, and waits for no answer.
Status IndexTemplate(Transaction& transaction, const Template& row) {
  const std::vector<SearchTerm> terms = TermsOf(row);
  Texts all;
  for (const auto& term : terms) all.push_back(term.term);
  auto done = transaction.Post(
      "DELETE FROM template_terms WHERE template = $1 AND NOT (term = ANY ($2))", row.id, all);
  for (const auto weight : {kNameWeight, kApplicationWeight, kDescriptionWeight, std::int64_t{0}}) {
    Texts of_weight;
    for (const auto& term : terms) {
      if (term.weight == weight) of_weight.push_back(term.term);
    }
    if (!done || of_weight.empty()) continue;
    done = transaction.Post(
        "INSERT INTO template_terms (template, term, weight) "
        "SELECT $1, given.term, $3 FROM unnest($2) AS given (term) "
        "ON CONFLICT (template, term) DO UPDATE SET weight = excluded.weight "
        "WHERE template_terms.weight <> excluded.weight",
        row.id, of_weight, weight);
  }
  return done;
}

Status UnindexTemplate(Transaction& transaction, TemplateId id) {
  return transaction.Post("DELETE FROM template_terms WHERE template = $1", id);
}

}  // namespace imprint::postgres
