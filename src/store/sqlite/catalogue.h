#pragma once

#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

// The catalogue's terms, and what is asked of them, as ports/store.h says it.

Result<std::vector<CatalogueHit>> SearchCatalogue(Connection& connection,
                                                  const CatalogueQuery& query);
/// Makes the terms of a template anew.
Status IndexTemplate(Connection& connection, const Template& row);
Status UnindexTemplate(Connection& connection, TemplateId id);

}  // namespace imprint::sqlite
