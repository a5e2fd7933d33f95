#pragma once

#include "app/plan.h"
#include "app/plan_source.h"

namespace imprint {

/// Plan::fingerprint of `request` where it comes to `draft` in the state that `reader` shows: a
/// few look-ups, and one for each connection that is bound.
Result<Hash> FingerprintOf(const Services& services, StoreReader& reader,
                           const PlanRequest& request, const PlanSource& source,
                           const Installation& draft);

}  // namespace imprint
