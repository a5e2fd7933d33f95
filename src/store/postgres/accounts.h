#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::optional<Account>> FindAccount(Transaction& transaction, AccountId id);
Result<std::optional<Account>> FindAccountByName(Transaction& transaction, std::string_view name);
Status AddAccount(Transaction& transaction, const Account& account);
Status SetPartner(Transaction& transaction, AccountId account, bool partner);

Result<std::optional<Token>> FindToken(Transaction& transaction, const Hash& hash);
Result<std::vector<Token>> ListTokens(Transaction& transaction);
Status AddToken(Transaction& transaction, const Token& token);
Result<bool> RevokeToken(Transaction& transaction, std::string_view token_id, Time when);

}  // namespace imprint::postgres
