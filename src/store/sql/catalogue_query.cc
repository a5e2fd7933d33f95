#include "store/sql/catalogue_query.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/json/text.h"

namespace imprint::catalogue {
namespace {

using Position = CatalogueQuery::Position;
using Hits = std::vector<Position>;

// What counts as few: so many may be looked through to the last one. The second is for what cannot
// be answered with the first, before everything is read.
constexpr std::uint64_t kFew[] = {512, 4096};
constexpr std::uint64_t kMostListed = 4;  // times what counts as few
// Templates walked by id in the hope of a whole page.
constexpr std::size_t kMostWalked = 4096;
constexpr std::size_t kFirstStep = 256;
constexpr std::size_t kLongestStep = 4096;

bool IsBetter(const Position& one, const Position& other) {
  return one.score != other.score ? one.score > other.score : one.id < other.id;
}

bool IsFacet(std::string_view text) {
  return text.starts_with(':') && text.find('\0') == std::string_view::npos && json::IsUtf8(text);
}

/// One query's search; see FindHits.
class Search {
 public:
  Search(Index& index, const CatalogueQuery& query)
      : index_(index), query_(query), wanted_{query.words, query.facets} {}

  Result<Hits> Run();

 private:
  struct WordPlace {
    std::string_view word;
    Place place;
  };
  struct Common {
    std::int64_t bound = 0;       // of all that has no word in a rare place
    std::vector<WordPlace> rare;  // where a word scores more than in its first common place
    std::uint64_t listed = 0;     // how many terms there are
  };

  Status Count();
  Result<Hits> WalkFor(std::int64_t score, TemplateId from, std::size_t wanted, std::size_t most);
  Result<Hits> FacetsAlone();
  Result<Hits> AllOfFacet();
  Result<Hits> AllOfWord(std::size_t word);
  Result<std::optional<Hits>> BestByWalking(std::uint64_t few);
  Result<Hits> ListRare(const std::vector<WordPlace>& rare, std::int64_t above);

  bool IsBehind(const Position& hit) const { return !query_.after || IsBetter(*query_.after, hit); }
  void AddHit(Hits& hits, const Scored& found) const {
    if (found.score && IsBehind({*found.score, found.id})) hits.push_back({*found.score, found.id});
  }
  Hits Page(Hits hits) const;
  std::size_t RarestWord(std::uint64_t few) const;
  Common CommonPlaces(std::uint64_t few) const;

  Index& index_;
  const CatalogueQuery& query_;
  Wanted wanted_;
  Index::Counts counts_;
  std::string facet_;  // the rarest
  std::uint64_t facet_count_ = 0;
  Wanted beside_facet_;
};

std::uint64_t SumOf(const PlaceCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

bool IsRare(const PlaceCounts& counts, std::uint64_t few) {
  return *std::max_element(counts.begin(), counts.end()) <= few;
}

// Of a facet's own templates nobody asks whether they have it.
Status Search::Count() {
  beside_facet_ = wanted_;
  auto& facets = beside_facet_.facets;
  if (facets.empty()) facets.emplace_back(kEveryTemplate);
  auto counts = index_.Count(beside_facet_, *std::rbegin(kFew) + 1);
  if (!counts) return Fail(std::move(counts.error()));
  counts_ = std::move(*counts);
  const auto rarest = std::min_element(counts_.facets.begin(), counts_.facets.end());
  const auto place = facets.begin() + (rarest - counts_.facets.begin());
  facet_ = std::move(*place);
  facet_count_ = *rarest;
  facets.erase(place);
  return {};
}

Result<Hits> Search::Run() {
  if (auto counted = Count(); !counted) return Fail(std::move(counted.error()));
  if (wanted_.words.empty()) return FacetsAlone();
  for (const std::uint64_t few : kFew) {
    const std::size_t word = RarestWord(few);
    const bool word_is_rare = IsRare(counts_.words[word], few);
    if (facet_count_ <= few && (!word_is_rare || facet_count_ <= SumOf(counts_.words[word]))) {
      return AllOfFacet();
    }
    if (word_is_rare) return AllOfWord(word);
    auto walked = BestByWalking(few);
    if (!walked) return Fail(std::move(walked.error()));
    if (*walked) return std::move(**walked);
  }
  return AllOfWord(RarestWord(*std::rbegin(kFew)));
}

// Of words that are equally frequent as far as was counted, the longest.
std::size_t Search::RarestWord(std::uint64_t few) const {
  const auto rank = [&](std::size_t i) {
    const PlaceCounts& counts = counts_.words[i];
    return std::tuple(!IsRare(counts, few), SumOf(counts), -std::ssize(wanted_.words[i]));
  };
  std::size_t rarest = 0;
  for (std::size_t i = 1; i < wanted_.words.size(); ++i) {
    if (rank(i) < rank(rarest)) rarest = i;
  }
  return rarest;
}

Hits Search::Page(Hits hits) const {
  std::sort(hits.begin(), hits.end(), IsBetter);
  if (hits.size() > query_.limit) hits.resize(query_.limit);
  return hits;
}

/// The first `wanted` templates behind `from` with exactly that score, among `most`.
Result<Hits> Search::WalkFor(std::int64_t score, TemplateId from, std::size_t wanted,
                             std::size_t most) {
  Hits hits;
  for (std::size_t step = kFirstStep; most > 0 && hits.size() < wanted; step *= 2) {
    step = std::min({step, most, kLongestStep});
    auto walked = index_.Walk(beside_facet_, facet_, from, step);
    if (!walked) return Fail(std::move(walked.error()));
    for (const Scored& found : *walked) {
      if (found.score == score && hits.size() < wanted) hits.push_back({score, found.id});
    }
    if (walked->size() < step) break;
    from = walked->back().id;
    most -= step;
  }
  return hits;
}

// All score 0, so their order is that of the index.
Result<Hits> Search::FacetsAlone() {
  TemplateId from;
  if (query_.after && query_.after->score < 0) return Hits();
  if (query_.after && query_.after->score == 0) from = query_.after->id;
  return WalkFor(0, from, query_.limit, std::numeric_limits<std::size_t>::max());
}

Result<Hits> Search::AllOfFacet() {
  auto all = index_.Walk(beside_facet_, facet_, TemplateId(), facet_count_);
  if (!all) return Fail(std::move(all.error()));
  Hits hits;
  for (const Scored& found : *all) AddHit(hits, found);
  return Page(std::move(hits));
}

Result<Hits> Search::AllOfWord(std::size_t word) {
  Wanted beside = wanted_;
  beside.words.erase(beside.words.begin() + static_cast<std::ptrdiff_t>(word));
  auto best = index_.Best(beside, wanted_.words[word], query_.after, query_.limit);
  if (!best) return Fail(std::move(best.error()));
  Hits hits;
  for (const Scored& found : *best) AddHit(hits, found);
  return hits;
}

// What scores more than `above`.
Result<Hits> Search::ListRare(const std::vector<WordPlace>& rare, std::int64_t above) {
  Hits hits;
  for (const auto& [word, place] : rare) {
    auto all = index_.List(wanted_, word, place);
    if (!all) return Fail(std::move(all.error()));
    for (const Scored& found : *all) {
      if (found.score && *found.score > above) AddHit(hits, found);
    }
  }
  std::sort(hits.begin(), hits.end(), IsBetter);
  const auto is_same = [](const Position& one, const Position& other) {
    return one.id == other.id;
  };
  hits.erase(std::unique(hits.begin(), hits.end(), is_same), hits.end());
  return hits;
}

// Words that many templates have: where each scores most, few may have it.
Search::Common Search::CommonPlaces(std::uint64_t few) const {
  Common common;
  for (std::size_t i = 0; i < wanted_.words.size(); ++i) {
    const PlaceCounts& counts = counts_.words[i];
    const auto first = std::find_if(counts.begin(), counts.end(),
                                    [&](std::uint64_t count) { return count > few; });
    const auto score = kPlaces[static_cast<std::size_t>(first - counts.begin())].score();
    common.bound += score;
    for (std::size_t place = 0; kPlaces[place].score() > score; ++place) {
      if (counts[place] == 0) continue;
      common.rare.push_back({wanted_.words[i], kPlaces[place]});
      common.listed += counts[place];
    }
  }
  return common;
}

// Templates that have a word where few have it are all looked at. Nothing else scores more than the
// bound, and many may score exactly that: these are walked in their order until the page is full.
// Nothing when it does not become full soon enough.
Result<std::optional<Hits>> Search::BestByWalking(std::uint64_t few) {
  const Common common = CommonPlaces(few);
  if (common.listed > kMostListed * few) return std::optional<Hits>();
  Hits hits;
  TemplateId from;
  std::int64_t score = common.bound;
  if (query_.after && query_.after->score <= common.bound) {
    // All that scores more came before.
    score = query_.after->score;
    from = query_.after->id;
  } else {
    auto better = ListRare(common.rare, common.bound);
    if (!better) return Fail(std::move(better.error()));
    hits = std::move(*better);
  }
  if (hits.size() < query_.limit) {
    auto walked = WalkFor(score, from, query_.limit - hits.size(), kMostWalked);
    if (!walked) return Fail(std::move(walked.error()));
    hits.insert(hits.end(), walked->begin(), walked->end());
  }
  if (hits.size() < query_.limit) return std::optional<Hits>();
  return std::optional(Page(std::move(hits)));
}

}  // namespace

bool CanMatch(const CatalogueQuery& query) {
  return std::all_of(query.words.begin(), query.words.end(), IsSearchWord) &&
         std::all_of(query.facets.begin(), query.facets.end(), IsFacet);
}

Result<std::vector<Position>> FindHits(Index& index, const CatalogueQuery& query) {
  if (query.limit == 0 || !CanMatch(query)) return Hits();
  return Search(index, query).Run();
}

}  // namespace imprint::catalogue
