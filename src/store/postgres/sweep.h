#pragma once

#include <string>
#include <vector>

#include "ports/store.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::vector<std::string>> Sweep(Transaction& transaction,
                                       const StoreWriter::SweepTimes& before);
Result<std::vector<Hash>> NamedAmong(Transaction& transaction, const std::vector<Hash>& blobs);

}  // namespace imprint::postgres
