#pragma once

#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// The hits of a query, in order: what ports/store.h says of SearchCatalogue, without the rows.
Result<std::vector<CatalogueQuery::Position>> FindHits(Connection& connection,
                                                       const CatalogueQuery& query);

}  // namespace imprint::sqlite
