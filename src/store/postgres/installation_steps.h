#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::vector<InstallationStep>> ListSteps(Transaction& transaction, AccountId account,
                                                InstallationId id);
Result<std::optional<InstallationStep>> FindStep(Transaction& transaction, AccountId account,
                                                 InstallationId id, std::uint32_t number);
Status AddStep(Transaction& transaction, const InstallationStep& step);
/// All accounts' steps, whole, ascending by account, installation and number.
Status ScanSteps(Transaction& transaction, RowVisitor& visitor);

Result<std::optional<SavedBindings>> FindSavedBindings(Transaction& transaction, AccountId account,
                                                       TemplateId id);
/// Up to `limit` of all accounts' from that key on, ascending by account and template.
Result<std::vector<SavedBindings>> SavedBindingsFrom(Transaction& transaction,
                                                     std::string_view account, std::string_view id,
                                                     std::size_t limit);
Status PutSavedBindings(Transaction& transaction, const SavedBindings& row);

}  // namespace imprint::postgres
