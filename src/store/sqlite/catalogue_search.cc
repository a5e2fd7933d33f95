#include "store/sqlite/catalogue_search.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "model/search_terms.h"
#include "store/sql/catalogue_query.h"
#include "store/sqlite/catalogue_numbers.h"
#include "store/sqlite/postings.h"

namespace imprint::sqlite {
namespace {

using Position = CatalogueQuery::Position;
using Hits = std::vector<Position>;

struct StoredBlock {
  bool whole = false;  // of the very word, and not of one that it begins
  std::string bytes;
};

/// Counts every template's score at once: all postings of all that is wanted are read, in long
/// rows, and what each says is added up by the template's number.
class Scores {
 public:
  Scores(Connection& connection, std::uint32_t end) : connection_(connection), totals_(end) {}

  Status NarrowToFacet(std::string_view facet);
  Status NarrowToWord(std::string_view word);
  bool empty() const { return narrowed_ && left_ == 0; }

  std::size_t size() const { return totals_.size(); }
  bool Has(std::uint32_t number, std::uint32_t score) const {
    return number < totals_.size() && totals_[number] == score + kThere;
  }
  /// How many templates have each score.
  std::vector<std::uint32_t> Histogram() const;
  template <typename Visit>
  void ForEachWith(std::uint32_t score, Visit&& visit) const {
    for (std::size_t number = 0; number < totals_.size(); ++number) {
      if (Has(static_cast<std::uint32_t>(number), score)) visit(static_cast<std::uint32_t>(number));
    }
  }

 private:
  static constexpr std::uint32_t kThere = 1;  // beside the score; without it, something is missing

  // What `statement` gives is read into `best_`: the score that each template gets, and kThere.
  Status Read(Statement& statement);
  void Narrow();

  Connection& connection_;
  std::vector<std::uint32_t> totals_;
  std::vector<std::uint8_t> best_;
  bool narrowed_ = false;
  std::size_t left_ = 0;
};

Status Scores::Read(Statement& statement) {
  best_.assign(totals_.size(), 0);
  StoredBlock block;
  for (;;) {
    auto more = statement.Step();
    if (!more) return Fail(std::move(more.error()));
    if (!*more) break;
    statement.Read(block.whole, block.bytes);
    const PostingBlock postings(block.bytes);
    if (!postings.IsWhole()) statement.MarkDamaged();
    const std::int64_t times = block.whole ? kWholeWord : 1;
    for (std::size_t i = 0; i < postings.size(); ++i) {
      const Posting posting = postings[i];
      if (posting.number() >= best_.size()) {
        statement.MarkDamaged();
        break;
      }
      const auto score = static_cast<std::uint8_t>(posting.weight() * times + kThere);
      std::uint8_t& best = best_[posting.number()];
      best = std::max(best, score);
    }
  }
  return statement.Damage();
}

void Scores::Narrow() {
  left_ = 0;
  for (std::size_t number = 0; number < totals_.size(); ++number) {
    const std::uint32_t before = narrowed_ ? totals_[number] : kThere;
    const bool there = before != 0 && best_[number] != 0;
    totals_[number] = there ? before + best_[number] - kThere : 0;
    left_ += there ? 1 : 0;
  }
  narrowed_ = true;
}

Status Scores::NarrowToFacet(std::string_view facet) {
  Statement statement =
      connection_.Prepare("SELECT 0, postings FROM catalogue_postings WHERE term = ?1");
  statement.Bind(Blob{facet});
  if (auto read = Read(statement); !read) return read;
  Narrow();
  return {};
}

Status Scores::NarrowToWord(std::string_view word) {
  const std::string behind = std::string(word).append(catalogue::kBehindWords);
  Statement statement = connection_.Prepare(
      "SELECT term = ?1, postings FROM catalogue_postings WHERE term >= ?1 AND term < ?2");
  statement.Bind(Blob{word}, Blob{behind});
  if (auto read = Read(statement); !read) return read;
  Narrow();
  return {};
}

std::vector<std::uint32_t> Scores::Histogram() const {
  std::vector<std::uint32_t> counts;
  for (const std::uint32_t total : totals_) {
    if (total == 0) continue;
    if (total > counts.size()) counts.resize(total);
    ++counts[total - kThere];
  }
  return counts;
}

/// The page of a query, from the best score on down; those with the same score come by their ids.
class Page {
 public:
  Page(Connection& connection, const Scores& scores, const CatalogueQuery& query)
      : connection_(connection),
        scores_(scores),
        query_(query),
        ids_(connection, static_cast<std::uint32_t>(scores.size())) {}

  Result<Hits> Take() {
    const auto counts = scores_.Histogram();
    for (std::size_t score = counts.size(); score > 0 && Left() > 0; --score) {
      const std::uint32_t count = counts[score - 1];
      if (count == 0 || !MayHave(score - 1)) continue;
      auto taken = TakeWith(static_cast<std::uint32_t>(score - 1), count);
      if (!taken) return Fail(std::move(taken.error()));
    }
    return std::move(hits_);
  }

 private:
  std::size_t Left() const { return query_.limit - hits_.size(); }
  bool MayHave(std::size_t score) const {
    return !query_.after || std::cmp_less_equal(score, query_.after->score);
  }
  // The id behind which those with that score are wanted.
  TemplateId FromFor(std::uint32_t score) const {
    const bool among = query_.after && std::cmp_equal(score, query_.after->score);
    return among ? query_.after->id : TemplateId();
  }

  Status TakeWith(std::uint32_t score, std::uint32_t count) {
    // Where so many have it that a short walk should find enough.
    if (count / Left() >= 2 * scores_.size() / kMostWalked) {
      const auto walked = Walk(score);
      if (!walked) return Fail(walked.error());
      if (*walked) return {};
    }
    return TakeSorted(score);
  }

  Result<bool> Walk(std::uint32_t score);
  Status TakeSorted(std::uint32_t score);

  static constexpr std::size_t kMostWalked = 1024;

  Connection& connection_;
  const Scores& scores_;
  const CatalogueQuery& query_;
  NumberedIds ids_;
  Hits hits_;
};

// By id through all templates, until the page is full or none is left; false, and nothing taken,
// when neither comes soon.
Result<bool> Page::Walk(std::uint32_t score) {
  const TemplateId from = FromFor(score);
  Statement rows = connection_.Prepare(
      "SELECT number, template FROM catalogue_numbers WHERE template > ?1 ORDER BY template");
  rows.Bind(from);
  Hits found;
  for (std::size_t walked = 0; found.size() < Left(); ++walked) {
    if (walked == kMostWalked) return false;
    auto more = rows.Step();
    if (!more) return Fail(std::move(more.error()));
    if (!*more) break;
    std::uint32_t number = 0;
    TemplateId id;
    rows.Read(number, id);
    if (scores_.Has(number, score)) found.push_back({score, id});
  }
  if (auto damage = rows.Damage(); !damage) return Fail(std::move(damage.error()));
  hits_.insert(hits_.end(), found.begin(), found.end());
  return true;
}

// All that have the score, and of them the first.
Status Page::TakeSorted(std::uint32_t score) {
  const auto is_before = [](const char* one, const char* other) {
    return std::memcmp(one, other, NumberedIds::kKeyBytes) < 0;
  };
  const std::string from = NumberedIds::MakeKey(FromFor(score));
  std::vector<const char*> keys;
  Status read;
  scores_.ForEachWith(score, [&](std::uint32_t number) {
    if (!read) return;
    auto key = ids_.KeyOf(number);
    if (!key) {
      read = Fail(std::move(key.error()));
    } else if (is_before(from.data(), *key)) {
      keys.push_back(*key);
    }
  });
  if (!read) return read;
  const auto end = keys.begin() + static_cast<std::ptrdiff_t>(std::min(Left(), keys.size()));
  std::partial_sort(keys.begin(), end, keys.end(), is_before);
  for (auto key = keys.begin(); key != end; ++key) {
    hits_.push_back({score, NumberedIds::IdOf(*key)});
  }
  return {};
}

// Facets first: they are short to read, and when they leave nothing all is said.
Status Count(const CatalogueQuery& query, Scores& scores) {
  Status counted;
  if (query.words.empty() && query.facets.empty()) return scores.NarrowToFacet(kEveryTemplate);
  for (const auto& facet : query.facets) {
    if (counted && !scores.empty()) counted = scores.NarrowToFacet(facet);
  }
  for (const auto& word : query.words) {
    if (counted && !scores.empty()) counted = scores.NarrowToWord(word);
  }
  return counted;
}

}  // namespace

Result<Hits> FindHits(Connection& connection, const CatalogueQuery& query) {
  if (query.limit == 0 || !catalogue::CanMatch(query)) return Hits();
  const auto end = EndOfNumbers(connection);
  if (!end) return Fail(end.error());
  Scores scores(connection, *end);
  if (auto counted = Count(query, scores); !counted) return Fail(std::move(counted.error()));
  return Page(connection, scores, query).Take();
}

}  // namespace imprint::sqlite
