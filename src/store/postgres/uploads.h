#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::optional<Upload>> FindUpload(Transaction& transaction, std::string_view run_key);
Result<std::vector<Upload>> ListAwaited(Transaction& transaction, TemplateId target);
Status PutUpload(Transaction& transaction, const Upload& upload);

}  // namespace imprint::postgres
