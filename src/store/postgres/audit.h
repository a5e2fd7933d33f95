#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::vector<AuditEntry>> ListAudit(Transaction& transaction, AccountId account,
                                          const AuditFilter& filter, std::size_t skip,
                                          std::size_t limit);
/// Up to `limit` entries of all accounts from that key on, ascending by account, time and id.
Result<std::vector<AuditEntry>> AuditFrom(Transaction& transaction, std::string_view account,
                                          Time time, std::string_view id, std::size_t limit);
Status AddAudit(Transaction& transaction, const AuditEntry& entry);

Result<std::optional<std::string>> FindSetting(Transaction& transaction, std::string_view name);
Status PutSetting(Transaction& transaction, std::string_view name, std::string_view value);

}  // namespace imprint::postgres
