#include "store/memory/catalogue.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

#include "model/search_terms.h"

namespace imprint {
namespace {

std::int64_t ScoreOf(const std::vector<SearchTerm>& terms, std::string_view word) {
  std::int64_t best = 0;
  for (const auto& [term, weight] : terms) {
    if (term.starts_with(word)) best = std::max(best, term == word ? weight * kWholeWord : weight);
  }
  return best;
}

bool HasFacet(const std::vector<SearchTerm>& terms, std::string_view facet) {
  return std::any_of(terms.begin(), terms.end(), [&](const SearchTerm& known) {
    return known.weight == 0 && known.term == facet;
  });
}

/// Nothing where a word or a facet is not the template's.
std::optional<std::int64_t> ScoreOf(const Template& row, const CatalogueQuery& query) {
  const std::vector<SearchTerm> terms = TermsOf(row);
  if (terms.empty()) return std::nullopt;
  for (const auto& facet : query.facets) {
    if (!HasFacet(terms, facet)) return std::nullopt;
  }
  std::int64_t total = 0;
  for (const auto& word : query.words) {
    const std::int64_t score = ScoreOf(terms, word);
    if (score == 0) return std::nullopt;
    total += score;
  }
  return total;
}

bool IsBefore(std::int64_t score, TemplateId id, const CatalogueQuery::Position& other) {
  return std::tie(other.score, id) < std::tie(score, other.id);
}

}  // namespace

std::vector<CatalogueHit> SearchTemplates(const Tables& tables, const CatalogueQuery& query) {
  std::vector<CatalogueHit> hits;
  if (!std::all_of(query.words.begin(), query.words.end(), IsSearchWord)) return hits;
  for (const auto& [id, row] : tables.templates) {
    const auto score = ScoreOf(row, query);
    if (!score) continue;
    const bool is_behind =
        !query.after || IsBefore(query.after->score, query.after->id, {*score, id});
    if (is_behind) hits.push_back({row, *score});
  }
  // By id they stand already.
  std::stable_sort(hits.begin(), hits.end(),
                   [](const auto& one, const auto& other) { return one.score > other.score; });
  if (hits.size() > query.limit) hits.resize(query.limit);
  return hits;
}

}  // namespace imprint
