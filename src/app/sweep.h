#pragma once

#include <cstddef>

#include "app/services.h"

namespace imprint {

/// Removes what has run out: expired uploads, old idempotency keys, and the versions and blobs that
/// nothing uses any more. Gives how many blobs went. Safe while everything else runs.
Result<std::size_t> Sweep(const Services& services);

}  // namespace imprint
