#pragma once

#include "app/upgrade_draft.h"

namespace imprint {

/// Makes the installation as it is to be afterwards: the new version, ids, and its bindings carried
/// over and filled up with what the request gives. Then says which resources are carried and which
/// are removed. What does not fit is a problem of the draft.
Status CarryBindings(const Services& services, StoreReader& reader, const UpgradeRequest& request,
                     const UpgradeSource& source, const Id& fresh, bool with_candidates,
                     UpgradeDraft& draft);

}  // namespace imprint
