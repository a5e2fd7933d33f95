#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// Audit entries and settings. Each function is the StoreReader or StoreWriter method of its name;
/// ScanAudit is ScanAll's part.
namespace imprint::sqlite {

Result<std::vector<AuditEntry>> ListAudit(Connection& connection, AccountId account,
                                          const AuditFilter& filter, std::size_t skip,
                                          std::size_t limit);
Status AddAudit(Connection& connection, const AuditEntry& entry);
Status ScanAudit(Connection& connection, RowVisitor& visitor);

Result<std::optional<std::string>> FindSetting(Connection& connection, std::string_view name);
Status PutSetting(Connection& connection, std::string_view name, std::string_view value);

}  // namespace imprint::sqlite
