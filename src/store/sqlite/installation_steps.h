#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// What was done to installations, and the bindings saved for the next one. Each function is the
/// StoreReader or StoreWriter method of its name.
namespace imprint::sqlite {

Result<std::vector<InstallationStep>> ListSteps(Connection& connection, AccountId account,
                                                InstallationId id);
Result<std::optional<InstallationStep>> FindStep(Connection& connection, AccountId account,
                                                 InstallationId id, std::uint32_t number);
Status AddStep(Connection& connection, const InstallationStep& step);

Result<std::optional<SavedBindings>> FindSavedBindings(Connection& connection, AccountId account,
                                                       TemplateId id);
Status PutSavedBindings(Connection& connection, const SavedBindings& row);

/// Parts of ScanAll.
Status ScanSteps(Connection& connection, RowVisitor& visitor);
Status ScanSavedBindings(Connection& connection, RowVisitor& visitor);

}  // namespace imprint::sqlite
