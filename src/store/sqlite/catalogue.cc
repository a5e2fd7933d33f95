#include "store/sqlite/catalogue.h"

#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/json/text.h"
#include "model/search_terms.h"
#include "store/sql/catalogue_query.h"
#include "store/sql/catalogue_statements.h"
#include "store/sqlite/templates.h"

namespace imprint::sqlite {
namespace {

using catalogue::Place;
using catalogue::PlaceCounts;
using catalogue::Scored;
using catalogue::Wanted;

// Lists come as JSON arrays: what is looked for is UTF-8 without NULs.
#define IMPRINT_GIVEN                                                       \
  "WITH words (word, behind) AS MATERIALIZED (SELECT CAST(value AS BLOB), " \
  "CAST(value || char(1114111) AS BLOB) FROM json_each(?1)), "              \
  "facets (term) AS MATERIALIZED (SELECT CAST(value AS BLOB) FROM json_each(?2))"

std::string AsJson(const std::vector<std::string>& texts) {
  std::string array = "[";
  for (const auto& text : texts) {
    if (array.size() > 1) array += ',';
    array += json::Quote(text);
  }
  return array += ']';
}

std::string BehindOf(std::string_view word) {
  return std::string(word).append(catalogue::kBehindWords);
}

Scored ReadScored(Statement& row) {
  Scored scored;
  row.Read(scored.id, scored.score);
  return scored;
}

PlaceCounts ReadCounts(Statement& row) {
  PlaceCounts counts{};
  std::apply([&](auto&... count) { row.Read(count...); }, counts);
  return counts;
}

class TermIndex final : public catalogue::Index {
 public:
  explicit TermIndex(Connection& connection) : connection_(connection) {}

  Result<Counts> Count(const Wanted& wanted, std::uint64_t most) override {
    Counts counts;
    for (const auto& word : wanted.words) {
      auto count = QueryOne(connection_, IMPRINT_CATALOGUE_COUNT_WORD("?"), ReadCounts, Blob{word},
                            Blob{BehindOf(word)}, most);
      if (!count) return Fail(std::move(count.error()));
      counts.words.push_back(count->value_or(PlaceCounts{}));
    }
    for (const auto& facet : wanted.facets) {
      auto count = QueryOne(connection_, IMPRINT_CATALOGUE_COUNT_FACET("?"),
                            ReadColumn<std::uint64_t>, Blob{facet}, most);
      if (!count) return Fail(std::move(count.error()));
      counts.facets.push_back(count->value_or(0));
    }
    return counts;
  }

  Result<std::vector<Scored>> Walk(const Wanted& beside, std::string_view facet, TemplateId from,
                                   std::size_t limit) override {
    return QueryAll(connection_, IMPRINT_CATALOGUE_WALK(IMPRINT_GIVEN, "?"), ReadScored,
                    AsJson(beside.words), AsJson(beside.facets), Blob{facet}, from,
                    std::uint64_t{limit});
  }

  Result<std::vector<Scored>> List(const Wanted& wanted, std::string_view word,
                                   Place place) override {
    std::string behind = place.whole ? std::string(word) + '\0' : BehindOf(word);
    return QueryAll(connection_, IMPRINT_CATALOGUE_LIST(IMPRINT_GIVEN, "?"), ReadScored,
                    AsJson(wanted.words), AsJson(wanted.facets), place.weight, Blob{word},
                    Blob{behind});
  }

  Result<std::vector<Scored>> Best(const Wanted& beside, std::string_view word,
                                   const std::optional<CatalogueQuery::Position>& after,
                                   std::size_t limit) override {
    const auto last = after.value_or(
        CatalogueQuery::Position{std::numeric_limits<std::int64_t>::max(), TemplateId()});
    return QueryAll(connection_, IMPRINT_CATALOGUE_BEST(IMPRINT_GIVEN, "?"), ReadScored,
                    AsJson(beside.words), AsJson(beside.facets), Blob{word}, Blob{BehindOf(word)},
                    last.score, last.id, std::uint64_t{limit});
  }

 private:
  Connection& connection_;
};

#undef IMPRINT_GIVEN

SearchTerm ReadTerm(Statement& row) {
  SearchTerm term;
  row.Read(term.term, term.weight);
  return term;
}

Status RemoveTerm(Connection& connection, TemplateId id, const SearchTerm& term) {
  return Execute(connection, "DELETE FROM template_terms WHERE template = ?1 AND term = ?2", id,
                 Blob{term.term});
}

Status PutTerm(Connection& connection, TemplateId id, const SearchTerm& term) {
  return Execute(connection,
                 "INSERT INTO template_terms (template, term, weight) VALUES (?1, ?2, ?3) "
                 "ON CONFLICT (template, term) DO UPDATE SET weight = ?3",
                 id, Blob{term.term}, term.weight);
}

}  // namespace

Result<std::vector<CatalogueHit>> SearchCatalogue(Connection& connection,
                                                  const CatalogueQuery& query) {
  TermIndex index(connection);
  auto found = catalogue::FindHits(index, query);
  if (!found) return Fail(std::move(found.error()));
  std::vector<CatalogueHit> hits;
  hits.reserve(found->size());
  for (const auto& [score, id] : *found) {
    auto row = FindTemplate(connection, id);
    if (!row) return Fail(std::move(row.error()));
    if (*row) hits.push_back({std::move(**row), score});
  }
  return hits;
}

// Most changes of a template leave most of its terms alone.
Status IndexTemplate(Connection& connection, const Template& row) {
  const std::vector<SearchTerm> wanted = TermsOf(row);
  auto known = QueryAll(connection,
                        "SELECT term, weight FROM template_terms WHERE template = ?1 ORDER BY term",
                        ReadTerm, row.id);
  if (!known) return Fail(std::move(known.error()));
  auto old = known->begin();
  Status done;
  for (const SearchTerm& term : wanted) {
    for (; done && old != known->end() && old->term < term.term; ++old) {
      done = RemoveTerm(connection, row.id, *old);
    }
    const bool is_known = old != known->end() && old->term == term.term;
    if (done && !(is_known && *old == term)) done = PutTerm(connection, row.id, term);
    if (!done) return done;
    if (is_known) ++old;
  }
  for (; done && old != known->end(); ++old) done = RemoveTerm(connection, row.id, *old);
  return done;
}

Status UnindexTemplate(Connection& connection, TemplateId id) {
  return Execute(connection, "DELETE FROM template_terms WHERE template = ?1", id);
}

}  // namespace imprint::sqlite
