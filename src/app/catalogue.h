#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"

namespace imprint {

// The catalogue: published templates of all owners and both dialects, found by words.

/// What is asked of the catalogue; what is empty does not narrow.
struct CatalogueRequest {
  std::string text;  // words, which begin words of the template; all must be found
  std::string application;
  std::string language;
  std::optional<Dialect> kind;
  std::string owner;      // an account, by id as text or by name
  std::string cursor;     // `next` of the page before, for the same request; empty: the first page
  std::size_t limit = 0;  // at most limits.page_items are given; 0: as many as that
};

struct CatalogueItem {
  Template row;
  std::int64_t score = 0;
  std::string owner_name;                  // empty when the account is gone
  std::optional<TemplateVersion> version;  // the latest numbered one
};

struct CataloguePage {
  std::vector<CatalogueItem> items;  // the best first
  std::string next;                  // a cursor; empty: no more
};

/// kInvalidQuery for a cursor that is none ("cursor") and for too many words ("q").
Result<CataloguePage> SearchCatalogue(const Services& services, const CatalogueRequest& request);

/// The setting that says which rules the store's terms were made by.
inline constexpr std::string_view kCatalogueTermsSetting = "catalogue_terms";

/// Makes the terms of all published templates anew where the store's were made by other rules than
/// this program's (model/search_terms) or never. Several processes may do so at once, and one that
/// was stopped in the middle starts over.
Status EnsureCatalogue(const Services& services);

}  // namespace imprint
