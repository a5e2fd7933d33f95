#pragma once

#include "openapi/tool.h"

namespace imprint::openapi {

/// Fills in what the operation's and its path's parameters say: `endpoint_path` and `path`, which
/// agree, `query`, and `headers` with a value that is known. Others are noted. False, with a note,
/// when the path cannot be an endpoint's.
bool AddParameters(Context& context, const Operation& operation, Room& room, Tool& tool);

}  // namespace imprint::openapi
