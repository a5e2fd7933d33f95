#pragma once

#include <vector>

#include "app/upgrade_draft.h"
#include "app/world.h"

namespace imprint {

/// What only shows in the account as it would be afterwards: references of merged documents that
/// lead nowhere, tools of Diga that would break its rules, and a version that may not be installed.
/// Adds problems to the draft.
Status CheckUpgraded(const Services& services, StoreReader& reader, const UpgradeSource& source,
                     UpgradeDraft& draft);

/// Tools of an integration of Diga that another one of it has the name of, by id.
Result<std::vector<ResourceUser>> ToolsOfOneName(const Services& services, StoreReader& reader,
                                                 AccountId account, const Id& integration);

}  // namespace imprint
