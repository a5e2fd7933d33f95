#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// Accounts and tokens. Each function is the StoreReader or StoreWriter method of its name.
namespace imprint::sqlite {

Result<std::optional<Account>> FindAccount(Connection& connection, AccountId id);
Result<std::optional<Account>> FindAccountByName(Connection& connection, std::string_view name);
Status AddAccount(Connection& connection, const Account& account);
Status SetPartner(Connection& connection, AccountId account, bool partner);

Result<std::optional<Token>> FindToken(Connection& connection, const Hash& hash);
Result<std::vector<Token>> ListTokens(Connection& connection);
Status AddToken(Connection& connection, const Token& token);
Result<bool> RevokeToken(Connection& connection, std::string_view token_id, Time when);

/// Parts of ScanAll.
Status ScanAccounts(Connection& connection, RowVisitor& visitor);
Status ScanTokens(Connection& connection, RowVisitor& visitor);

}  // namespace imprint::sqlite
