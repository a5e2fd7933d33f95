#pragma once

#include <string>

#include "base/error.h"
#include "openapi/tool.h"

namespace imprint::openapi {

/// The template's base URL: `given` where it is not empty, otherwise the document's first server
/// with its variables' defaults, or a <<variable>> where there is none. No slash at the end.
Result<std::string> BaseUrl(Context& context, const std::string& given);

}  // namespace imprint::openapi
