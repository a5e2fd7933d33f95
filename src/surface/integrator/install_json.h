#pragma once

#include "app/install.h"
#include "base/json/document.h"
#include "surface/http/message.h"

namespace imprint::integrator {

/// Reads an install's body into `request`: connectionMap, variables, name, sandbox, _stackId.
/// kMissingConnectionMap for a map that is no object of strings, kInvalidField, up to
/// `most_problems` at once, for the rest. Unknown fields are passed over.
Status ParseInstall(const json::Document& document, std::size_t most_problems,
                    InstallRequest& request);

/// The query's `fields`: all documents where it is absent or empty. kInvalidQuery unless it is
/// "ids".
Result<AnswerForm> AnswerFormOf(const http::Request& request);

}  // namespace imprint::integrator
