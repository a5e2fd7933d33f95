#pragma once

#include "app/install.h"
#include "base/json/document.h"

namespace imprint::integrator {

/// Reads an install's body into `request`: connectionMap, variables, name, sandbox, _stackId.
/// kMissingConnectionMap for a map that is no object of strings, kInvalidField, up to
/// `most_problems` at once, for the rest. Unknown fields are passed over.
Status ParseInstall(const json::Document& document, std::size_t most_problems,
                    InstallRequest& request);

}  // namespace imprint::integrator
