#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::optional<Resource>> FindResource(Transaction& transaction, AccountId account,
                                             ResourceId id);
Result<std::vector<Resource>> ListResources(Transaction& transaction, AccountId account,
                                            Model model);
Result<std::vector<Resource>> ListChanges(Transaction& transaction, AccountId account,
                                          InstallationId installation);
Result<std::vector<ResourceId>> FindReferrers(Transaction& transaction, AccountId account,
                                              Id target);
Status PutResource(Transaction& transaction, const Resource& resource);
Status RemoveResource(Transaction& transaction, AccountId account, ResourceId id);

/// Visits all resources by account and id, and holds a few megabytes of them at a time.
Status ScanResources(Transaction& transaction, RowVisitor& visitor);

}  // namespace imprint::postgres
