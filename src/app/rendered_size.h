#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// kInvalidField when what the variables make of a version's documents is larger than
/// limits.installed_bytes. Counts, and renders nothing.
Status CheckRenderedSize(const CompiledVersion& version, const Bindings& bindings,
                         const Limits& limits);

}  // namespace imprint
