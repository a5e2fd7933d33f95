#pragma once

#include "app/upgrade_draft.h"

namespace imprint {

/// A digest of all that an upgrade relies on and comes to: both versions, the installation with its
/// stored rows, the connections that are newly bound, the request, and how each conflict ends. It
/// does not depend on the ids that new resources get. Equal requests in equal states have equal
/// fingerprints, in every process.
Result<Hash> FingerprintOf(const Services& services, StoreReader& reader,
                           const UpgradeRequest& request, const UpgradeSource& source,
                           const UpgradeDraft& draft);

}  // namespace imprint
