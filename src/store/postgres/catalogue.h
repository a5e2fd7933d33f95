#pragma once

#include <vector>

#include "ports/store.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {

// The catalogue's terms, and what is asked of them, as ports/store.h says it.

Result<std::vector<CatalogueHit>> SearchCatalogue(Transaction& transaction,
                                                  const CatalogueQuery& query);
/// Makes the terms of a template anew.
Status IndexTemplate(Transaction& transaction, const Template& row);
Status UnindexTemplate(Transaction& transaction, TemplateId id);

}  // namespace imprint::postgres
