#pragma once

#include "app/upgrade_draft.h"

namespace imprint {

/// Tells a draft to whoever is to decide about it.
Result<UpgradePlan> DescribeUpgrade(const Services& services, const UpgradeSource& source,
                                    UpgradeDraft&& draft);

}  // namespace imprint
