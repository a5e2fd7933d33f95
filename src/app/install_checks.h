#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "app/services.h"
#include "base/json/schema.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

// What only shows when an installation is rendered, for every way of installing.

/// A kConnectionMismatch at `field` where two of the template's connections are bound to the same
/// one and a document tells them apart by their ids: two keys of an object would become the same.
std::optional<Problem> FindSharedConnections(const CompiledVersion& version,
                                             const Installation& installation, std::string field);

/// Faults of Diga's tools that variables make: names that are the same, and what
/// CheckToolParameters finds. At most about `most`.
Result<std::vector<Problem>> CheckRenderedTools(const CompiledVersion& version,
                                                const Installation& installation,
                                                const json::Location& where, std::size_t most);

/// Whether what the variables make of Diga's base URL is one.
Result<bool> HasRenderedUrl(const CompiledVersion& version, const Installation& installation);

/// kUnavailable when a version that was loaded has expired since. Inside the write that adds an
/// installation, which keeps the version from then on.
Status CheckVersionKept(StoreReader& reader, const Hash& version);

}  // namespace imprint
