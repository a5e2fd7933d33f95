#include "store/sqlite/catalogue.h"

#include <optional>
#include <utility>

#include "model/search_terms.h"
#include "store/sqlite/catalogue_numbers.h"
#include "store/sqlite/catalogue_search.h"
#include "store/sqlite/postings.h"
#include "store/sqlite/templates.h"

namespace imprint::sqlite {
namespace {

SearchTerm ReadTerm(Statement& row) {
  SearchTerm term;
  row.Read(term.term, term.weight);
  return term;
}

// What the template was indexed by, which other rules may have made.
Result<std::vector<SearchTerm>> KnownTerms(Connection& connection, TemplateId id) {
  return QueryAll(connection,
                  "SELECT term, weight FROM template_terms WHERE template = ?1 ORDER BY term",
                  ReadTerm, id);
}

/// One template's terms, in both tables.
class TermWriter {
 public:
  TermWriter(Connection& connection, TemplateId id, std::uint32_t number)
      : connection_(connection), id_(id), number_(number) {}

  Status Remove(const SearchTerm& term) {
    auto removed =
        Execute(connection_, "DELETE FROM template_terms WHERE template = ?1 AND term = ?2", id_,
                Blob{term.term});
    if (!removed) return removed;
    return RemovePosting(connection_, term.term, number_);
  }

  Status Put(const SearchTerm& term) {
    auto put = Execute(connection_,
                       "INSERT INTO template_terms (template, term, weight) VALUES (?1, ?2, ?3) "
                       "ON CONFLICT (template, term) DO UPDATE SET weight = ?3",
                       id_, Blob{term.term}, term.weight);
    if (!put) return put;
    return PutPosting(connection_, term.term, Posting(number_, term.weight));
  }

 private:
  Connection& connection_;
  const TemplateId id_;
  const std::uint32_t number_;
};

// Both are ascending. Most changes of a template leave most of its terms alone.
Status ChangeTerms(TermWriter& writer, const std::vector<SearchTerm>& known,
                   const std::vector<SearchTerm>& wanted) {
  auto old = known.begin();
  Status done;
  for (const SearchTerm& term : wanted) {
    for (; done && old != known.end() && old->term < term.term; ++old) done = writer.Remove(*old);
    const bool is_known = old != known.end() && old->term == term.term;
    if (done && !(is_known && *old == term)) done = writer.Put(term);
    if (!done) return done;
    if (is_known) ++old;
  }
  for (; done && old != known.end(); ++old) done = writer.Remove(*old);
  return done;
}

Status Index(Connection& connection, TemplateId id, const std::vector<SearchTerm>& wanted) {
  auto known = KnownTerms(connection, id);
  if (!known) return Fail(std::move(known.error()));
  if (*known == wanted) return {};
  const auto number = NumberOf(connection, id);
  if (!number) return Fail(number.error());
  TermWriter writer(connection, id, *number);
  if (auto changed = ChangeTerms(writer, *known, wanted); !changed) return changed;
  if (!wanted.empty()) return {};
  return FreeNumber(connection, id);
}

}  // namespace

Result<std::vector<CatalogueHit>> SearchCatalogue(Connection& connection,
                                                  const CatalogueQuery& query) {
  auto found = FindHits(connection, query);
  if (!found) return Fail(std::move(found.error()));
  std::vector<CatalogueHit> hits;
  hits.reserve(found->size());
  for (const auto& [score, id] : *found) {
    auto row = FindTemplate(connection, id);
    if (!row) return Fail(std::move(row.error()));
    // An older program, which does not know the postings, may have unpublished it.
    if (*row && (*row)->published) hits.push_back({std::move(**row), score});
  }
  return hits;
}

Status IndexTemplate(Connection& connection, const Template& row) {
  return Index(connection, row.id, TermsOf(row));
}

Status UnindexTemplate(Connection& connection, TemplateId id) {
  return Index(connection, id, {});
}

}  // namespace imprint::sqlite
