#pragma once

#include "app/upgrade.h"
#include "surface/native/object_reader.h"

namespace imprint::native {

/// What a client says of an upgrade, but for its fingerprint. Only its form is judged here.
void ReadUpgradeRequest(ObjectReader& reader, Faults& faults, UpgradeRequest& request);

}  // namespace imprint::native
