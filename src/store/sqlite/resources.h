#pragma once

#include <optional>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/connection.h"

/// Stored resource rows and their references. Each function is the StoreReader or StoreWriter
/// method of its name.
namespace imprint::sqlite {

Result<std::optional<Resource>> FindResource(Connection& connection, AccountId account,
                                             ResourceId id);
Result<std::vector<Resource>> ListResources(Connection& connection, AccountId account, Model model);
Result<std::vector<Resource>> ListChanges(Connection& connection, AccountId account,
                                          InstallationId installation);
Result<std::vector<ResourceId>> FindReferrers(Connection& connection, AccountId account, Id target);
Status PutResource(Connection& connection, const Resource& resource);
Status RemoveResource(Connection& connection, AccountId account, ResourceId id);

/// A part of ScanAll.
Status ScanAllResources(Connection& connection, RowVisitor& visitor);

}  // namespace imprint::sqlite
