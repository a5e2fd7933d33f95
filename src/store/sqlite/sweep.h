#pragma once

#include <vector>

#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// StoreWriter::Sweep; the blobs come in ascending order, each once.
Result<std::vector<Hash>> Sweep(Connection& connection, Time now, Time keys_before,
                                Time versions_before);

}  // namespace imprint::sqlite
