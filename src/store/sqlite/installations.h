#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// Installations with their id blocks, and the results of idempotent requests. Each function is
/// the StoreReader or StoreWriter method of its name.
namespace imprint::sqlite {

Result<std::optional<Installation>> FindInstallation(Connection& connection, AccountId account,
                                                     InstallationId id);
Result<std::optional<Installation>> FindInstallationHolding(Connection& connection,
                                                            AccountId account, Id id);
Status ScanInstallations(Connection& connection, AccountId account, InstallationId after,
                         const std::function<bool(const Installation&)>& visit);
Result<std::vector<InstallationId>> InstallationsUsing(Connection& connection, AccountId account,
                                                       Id used);
Status AddInstallation(Connection& connection, const Installation& installation);
Status ReplaceInstallation(Connection& connection, const Installation& installation);
Status RemoveInstallation(Connection& connection, AccountId account, InstallationId id);

Result<std::optional<IdempotentResult>> FindIdempotent(Connection& connection, AccountId account,
                                                       std::string_view key);
Status AddIdempotent(Connection& connection, const IdempotentResult& result);

/// Parts of ScanAll.
Status ScanAllInstallations(Connection& connection, RowVisitor& visitor);
Status ScanIdempotent(Connection& connection, RowVisitor& visitor);

}  // namespace imprint::sqlite
