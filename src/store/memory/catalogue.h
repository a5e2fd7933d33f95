#pragma once

#include <vector>

#include "ports/store.h"
#include "store/memory/tables.h"

namespace imprint {

/// StoreReader::SearchCatalogue over the tables.
std::vector<CatalogueHit> SearchTemplates(const Tables& tables, const CatalogueQuery& query);

}  // namespace imprint
