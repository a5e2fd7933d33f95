#pragma once

#include "app/services.h"

namespace imprint {

/// True when a copied integration or one of its tools still holds a placeholder of its template
/// that no value was given for. A value that looks like a placeholder is none.
Result<bool> HasUnfilled(const Services& services, StoreReader& reader,
                         const Installation& installation);

}  // namespace imprint
