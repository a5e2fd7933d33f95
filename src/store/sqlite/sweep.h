#pragma once

#include <string>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// StoreWriter::Sweep; the run keys come in no order.
Result<std::vector<std::string>> Sweep(Connection& connection,
                                       const StoreWriter::SweepTimes& before);

/// StoreReader::NamedAmong.
Result<std::vector<Hash>> NamedAmong(Connection& connection, const std::vector<Hash>& blobs);

}  // namespace imprint::sqlite
