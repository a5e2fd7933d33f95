#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/search_terms.h"
#include "ports/store.h"

// How both SQL stores search the catalogue. A template's terms are rows (template, term, weight),
// with an index by (weight, term, template); catalogue_statements.h asks for them.
namespace imprint::catalogue {

/// A place where a word can be found, and what it scores there.
struct Place {
  std::int64_t weight = 0;
  bool whole = false;  // the term is the word, and does not only begin with it
  std::int64_t score() const { return whole ? weight * kWholeWord : weight; }
};
/// By score, descending.
inline constexpr std::array<Place, 6> kPlaces{{
    {kNameWeight, true},
    {kApplicationWeight, true},
    {kNameWeight, false},
    {kApplicationWeight, false},
    {kDescriptionWeight, true},
    {kDescriptionWeight, false},
}};
/// Terms in each of kPlaces; whole words count among those that a word begins, too.
using PlaceCounts = std::array<std::uint64_t, kPlaces.size()>;

/// Behind every term that a word begins: no term holds this character.
inline constexpr std::string_view kBehindWords = "\xf4\x8f\xbf\xbf";

struct Scored {
  TemplateId id;
  std::optional<std::int64_t> score;  // nothing: not all that is wanted is there
};

/// What must be there.
struct Wanted {
  std::vector<std::string> words;
  std::vector<std::string> facets;
};

/// What an engine answers of its table. Scores are the sums over the wanted words.
class Index {
 public:
  virtual ~Index() = default;

  /// Of each word and of each facet; counting ends at `most`.
  struct Counts {
    std::vector<PlaceCounts> words;
    std::vector<std::uint64_t> facets;
  };
  virtual Result<Counts> Count(const Wanted& wanted, std::uint64_t most) = 0;
  /// The next `limit` templates behind `from` that have `facet`, ascending.
  virtual Result<std::vector<Scored>> Walk(const Wanted& beside, std::string_view facet,
                                           TemplateId from, std::size_t limit) = 0;
  /// All templates that have `word` in that place, in no order.
  virtual Result<std::vector<Scored>> List(const Wanted& wanted, std::string_view word,
                                           Place place) = 0;
  /// Of all templates that have `word` anywhere and what is wanted beside it, the best `limit`
  /// behind `after`, with `word` in their scores.
  virtual Result<std::vector<Scored>> Best(const Wanted& beside, std::string_view word,
                                           const std::optional<CatalogueQuery::Position>& after,
                                           std::size_t limit) = 0;
};

/// Whether all that is asked for can be terms: nothing has what can not.
bool CanMatch(const CatalogueQuery& query);

/// The hits of a query, in order, with no more reading than it needs: what few templates have is
/// looked through, and what many have is walked by id only until enough of the best are found.
Result<std::vector<CatalogueQuery::Position>> FindHits(Index& index, const CatalogueQuery& query);

}  // namespace imprint::catalogue
