#pragma once

#include "ports/store.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {

/// Visits every row but settings, as StoreReader says, reading them by pages of their keys.
Status ScanAll(Transaction& transaction, RowVisitor& visitor);

}  // namespace imprint::postgres
