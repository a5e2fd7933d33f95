#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::optional<Installation>> FindInstallation(Transaction& transaction, AccountId account,
                                                     InstallationId id);
Result<std::optional<Installation>> FindInstallationHolding(Transaction& transaction,
                                                            AccountId account, Id id);
Status ScanInstallations(Transaction& transaction, AccountId account, InstallationId after,
                         const std::function<bool(const Installation&)>& visit);
/// Up to `limit` installations of all accounts from that key on, ascending by account and id.
Result<std::vector<Installation>> InstallationsFrom(Transaction& transaction,
                                                    std::string_view account, std::string_view id,
                                                    std::size_t limit);
Result<std::vector<InstallationId>> InstallationsUsing(Transaction& transaction, AccountId account,
                                                       Id used);
Status AddInstallation(Transaction& transaction, const Installation& installation);
Status ReplaceInstallation(Transaction& transaction, const Installation& installation);
Status RemoveInstallation(Transaction& transaction, AccountId account, InstallationId id);

Result<std::optional<IdempotentResult>> FindIdempotent(Transaction& transaction, AccountId account,
                                                       std::string_view key);
Status AddIdempotent(Transaction& transaction, const IdempotentResult& result);

}  // namespace imprint::postgres
