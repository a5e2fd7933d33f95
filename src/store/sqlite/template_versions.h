#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// Numbered versions of templates. Each function is the StoreReader or StoreWriter method of its
/// name.
namespace imprint::sqlite {

Result<std::vector<TemplateVersion>> ListTemplateVersions(Connection& connection, TemplateId id);
Result<std::optional<TemplateVersion>> FindTemplateVersion(Connection& connection, TemplateId id,
                                                           std::optional<std::uint32_t> number);
Status PutTemplateVersion(Connection& connection, const TemplateVersion& row);
/// All of a template's.
Status RemoveTemplateVersions(Connection& connection, TemplateId id);

/// Part of ScanAll.
Status ScanTemplateVersions(Connection& connection, RowVisitor& visitor);

}  // namespace imprint::sqlite
