#pragma once

#include "base/crypto.h"
#include "base/error.h"
#include "main/place.h"

namespace imprint {

/// The master key of a place, from the first there is of: IMPRINT_SECRET_KEY (64 hex digits), the
/// file that IMPRINT_SECRET_KEY_FILE names, and secret.key in the data folder, which is made where
/// it is missing. A place whose database or blobs are elsewhere may be shared with other processes,
/// so that there the key must be given: kInvalidField without one, and for a bad one.
Result<crypto::Key> MasterKeyOf(const PlaceOptions& options);

}  // namespace imprint
